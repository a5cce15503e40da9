import assert from "node:assert/strict";
import test from "node:test";

import { placesOf } from "../places.js";

const TEXT = "A 🧊 dam: “it’s safe”.\n\nThe dam, he said (again), isn’t safe.";
const found = (quote) => placesOf(TEXT, quote).map(({ start, end }) => [start, end]);

test("words are found in code points, at every place", () => {
  assert.deepEqual(found("dam"), [
    [4, 7],
    [27, 30],
  ]);
  for (const { start, end, words } of placesOf(TEXT, "safe")) {
    assert.equal(Array.from(TEXT).slice(start, end).join(""), words);
  }
});

test("white space, quotation marks and apostrophes need not be the same", () => {
  assert.deepEqual(found('"it\'s   safe"'), [[9, 20]]);
  assert.deepEqual(found("safe”. The dam"), [[15, 30]]);
});

test("signs of patterns are only signs", () => {
  assert.equal(found("said (again),").length, 1);
  assert.deepEqual(found("d.m"), []);
  assert.deepEqual(found("[dam]"), []);
  assert.deepEqual(found("  "), []);
});

test("what stands around is told, and no character is halved", () => {
  const [{ before, after }] = placesOf(TEXT, "dam");
  assert.equal(before, "A 🧊 ");
  assert.ok(after.startsWith(": “it’s"));
  const many = `${"🧊".repeat(200)}dam${"🧊".repeat(200)}`;
  assert.equal(placesOf(many, "dam")[0].before, "🧊".repeat(60));
});
