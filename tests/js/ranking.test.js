import assert from "node:assert/strict";
import test from "node:test";

import { commandsFor, holds, tagsFor } from "../ranking.js";

const TAGS = [
  { label: "C1", kind: "claim", words: "1,900 homes" },
  { label: "C11", kind: "claim", words: "the dam" },
  { label: "V1", kind: "status", words: "not verified" },
  { label: "S1", kind: "source", words: "Officials" },
  { label: "S2", kind: "source", words: "Ölwerk and 11 others" },
];
const labels = (typed) => tagsFor(TAGS, typed).map(({ label }) => label);

test("a number is the source of that number first, then the status, then the claim", () => {
  assert.deepEqual(labels("1").slice(0, 3), ["S1", "V1", "C1"]);
  assert.deepEqual(labels("11"), ["C11", "S2"]);
  assert.deepEqual(labels("١").slice(0, 1), ["S1"]);
});

test("a label is that tag", () => {
  assert.equal(labels("c1")[0], "C1");
  assert.equal(labels("S2")[0], "S2");
});

test("words are found in any order, without case and accents", () => {
  assert.deepEqual(labels("verified NOT"), ["V1"]);
  assert.deepEqual(labels("olwerk"), ["S2"]);
  assert.deepEqual(labels("nothing of the kind"), []);
});

test("without words the order stays", () => {
  assert.deepEqual(labels("  "), ["C1", "C11", "V1", "S1", "S2"]);
});

test("every word typed has to occur", () => {
  assert.equal(holds("Tag as verification status", "stat tag"), true);
  assert.equal(holds("Tag as claim", "claim status"), false);
});

test("commands that begin with the words come first", () => {
  const commands = [{ label: "Select the sentence" }, { label: "Extend by sentence" }, { label: "Sentence on" }];
  assert.deepEqual(commandsFor(commands, "sentence")[0], { label: "Sentence on" });
  assert.equal(commandsFor(commands, "by sent").length, 1);
});
