import assert from "node:assert/strict";
import test from "node:test";

import { END, START, Units } from "../units.js";

const TEXTS = ["Two farmers 👩🏽‍🌾 left. “They know”, she said.", "  A 🧊 list:", "End."];

/** Blocks of an article with a line feed between them, and how often each was read. */
function article(texts = TEXTS, language = "en") {
  const reads = texts.map(() => 0);
  let start = 0;
  const blocks = texts.map((text, index) => {
    const block = {
      start,
      read: () => {
        reads[index] += 1;
        return text;
      },
    };
    start += Array.from(text).length + 1;
    return block;
  });
  const whole = Array.from(texts.join("\n"));
  const words = (found) => found && whole.slice(...found).join("");
  return { units: new Units(blocks, language), words, reads };
}

function walk(units, words, kind) {
  const found = [];
  let place = -1;
  for (;;) {
    const next = units.after(kind, place, START);
    if (!next) return found;
    found.push(words(next));
    [place] = next;
  }
}

test("words are walked over all blocks, in code points", () => {
  const { units, words } = article();
  const expected = "Two farmers left They know she said A list End".split(" ");
  assert.deepEqual(walk(units, words, "word"), expected);
});

test("sentences have no blank edges and end with their blocks", () => {
  const { units, words } = article();
  assert.deepEqual(walk(units, words, "sentence"), [
    "Two farmers 👩🏽‍🌾 left.",
    "“They know”, she said.",
    "A 🧊 list:",
    "End.",
  ]);
});

test("characters are whole ones", () => {
  const { units, words } = article(["a👩🏽‍🌾e\u0301"]);
  assert.deepEqual(walk(units, words, "grapheme"), ["a", "👩🏽‍🌾", "e\u0301"]);
});

test("back is the same way", () => {
  const { units, words } = article();
  assert.equal(words(units.before("word", 1000, START)), "End");
  assert.equal(words(units.before("word", 4, START)), "Two");
  assert.equal(units.before("word", 0, START), null);
  assert.equal(units.after("word", 1000, END), null);
});

test("a block is read when it is reached, and once", () => {
  const { units, reads } = article();
  units.after("word", 0, START);
  units.after("word", 4, START);
  assert.deepEqual(reads, [1, 0, 0]);
});

test("scripts without spaces have words as well", () => {
  const { units, words } = article(["东京发生大火。"], "zh");
  assert.ok(walk(units, words, "word").length > 1);
});
