import assert from "node:assert/strict";
import test from "node:test";
import { divides, piecesOf, trimmed } from "../pieces.js";

test("a part is cut at the edges of what is selected in it", () => {
  assert.deepEqual(piecesOf([[10, 50]], [20, 30]), [
    { start: 10, end: 20, to: "stays" },
    { start: 20, end: 30, to: "goes" },
    { start: 30, end: 50, to: "stays" },
  ]);
});

test("whole parts stay whole, and a selected one goes", () => {
  const parts = [[0, 5], [8, 12]];
  assert.deepEqual(piecesOf(parts, null).map(({ to }) => to), ["stays", "stays"]);
  assert.deepEqual(piecesOf(parts, [8, 12]).map(({ to }) => to), ["stays", "goes"]);
  assert.deepEqual(piecesOf(parts, [3, 12]).map(({ to }) => to), ["stays", "goes", "goes"]);
});

test("a selection beside the claim cuts nothing", () => {
  assert.deepEqual(piecesOf([[10, 20]], [30, 40]), [{ start: 10, end: 20, to: "stays" }]);
});

test("white space at a cut belongs to nobody", () => {
  const piece = { start: 10, end: 18, to: "goes" };
  assert.deepEqual(trimmed(piece, " 🧊 lost "), { start: 11, end: 17, to: "goes", quote: "🧊 lost" });
  assert.equal(trimmed({ ...piece, end: 12 }, "  "), null);
});

test("both claims get words", () => {
  assert.equal(divides([{ to: "stays" }, { to: "both" }]), true);
  assert.equal(divides([{ to: "both" }, { to: "goes" }]), false);
  assert.equal(divides([{ to: "stays" }]), false);
});
