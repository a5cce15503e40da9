import assert from "node:assert/strict";
import test from "node:test";

import { localTags, touchedTags, valuesOf, waitingParts } from "../local-tags.js";

const part = (start, quote) => ({ start, end: start + quote.length, quote });
const create = (id, kind, ...fragments) => ({
  state: "waiting",
  operation: "create",
  annotation: id,
  fields: { id, kind, fragments },
});
const on = (id, operation, fields = {}) => ({
  state: "waiting",
  operation,
  annotation: id,
  fields: { id, ...fields },
});

test("a tag that waits is what all that waits makes of it", () => {
  const tags = localTags([
    create("a", "claim", part(3, "40 people")),
    create("b", "source", part(20, "the mayor")),
    on("a", "edit", { fields: "note", note: "Ask" }),
    on("a", "move", { fragments: [part(3, "40"), part(9, "died")] }),
    on("a", "link", { target: "b" }),
  ]);
  const { kind, label, parts, quote, values, peers } = tags.get("a");
  assert.deepEqual([kind, label, quote], ["claim", "C+1", "40 … died"]);
  assert.deepEqual(parts, [[3, 5], [9, 13]]);
  assert.deepEqual(values, { note: "Ask" });
  assert.deepEqual(peers, ["b"]);
  assert.deepEqual(tags.get("b").peers, ["a"]);
});

test("a tag that was deleted again is none, and one that was refused neither", () => {
  const refused = { ...create("b", "claim", part(0, "x")), state: "refused" };
  assert.equal(localTags([create("a", "claim", part(0, "x")), on("a", "delete"), refused]).size, 0);
});

test("another kind has another letter", () => {
  const tags = localTags([create("a", "claim", part(0, "x")), on("a", "retype", { kind: "status" })]);
  assert.equal(tags.get("a").label, "V+1");
});

test("the last word in a field counts", () => {
  const edits = ["one", "two"].map((note) => on("a", "edit", { fields: "note", note }));
  assert.deepEqual(valuesOf([...edits, on("b", "edit", { fields: "note", note: "x" })], "a"), {
    note: "two",
  });
});

test("stored tags that something waits for are named, and those that will be deleted", () => {
  const touched = touchedTags([on("a", "edit", { fields: "note" }), on("b", "delete")]);
  assert.deepEqual(Array.from(touched), [["a", false], ["b", true]]);
});

test("painted is where new tags are, and where others will be", () => {
  const moved = on("z", "move", { fragments: [part(7, "y")] });
  assert.deepEqual(waitingParts([create("a", "claim", part(0, "x")), moved]), [[0, 1], [7, 8]]);
});
