import assert from "node:assert/strict";
import test from "node:test";

import { movedEdge, withEdge, withPart } from "../edges.js";

const TEXT = "Two 🧊 crates were lost.";

test("an edge moves to the next border of a word, in code points", () => {
  assert.equal(movedEdge(TEXT, 0, "start", 1, "en"), 6);
  assert.equal(movedEdge(TEXT, 6, "start", -1, "en"), 0);
  assert.equal(movedEdge(TEXT, 12, "end", 1, "en"), 17);
  assert.equal(movedEdge(TEXT, 17, "end", -1, "en"), 12);
});

test("beyond the first and last word there is nowhere to go", () => {
  assert.equal(movedEdge(TEXT, 0, "start", -1, "en"), null);
  assert.equal(movedEdge(TEXT, 22, "end", 1, "en"), null);
});

test("only the outer edges of a discontinuous span move", () => {
  const parts = [
    [0, 5],
    [10, 20],
  ];
  assert.deepEqual(withEdge(parts, "start", 2), [
    [2, 5],
    [10, 20],
  ]);
  assert.deepEqual(withEdge(parts, "end", 15), [
    [0, 5],
    [10, 15],
  ]);
});

test("an edge that would leave nothing of a part, or cross another, stays", () => {
  assert.equal(withEdge([[4, 8]], "start", 8), null);
  assert.equal(withEdge([[0, 5], [10, 20]], "end", 4), null);
});

test("a new part is put in its place; one that meets another joins it", () => {
  assert.deepEqual(withPart([[10, 20]], 2, 5), [
    [2, 5],
    [10, 20],
  ]);
  assert.deepEqual(withPart([[10, 20]], 20, 25), [[10, 25]]);
  assert.deepEqual(withPart([[0, 5], [10, 20]], 3, 12), [[0, 20]]);
});
