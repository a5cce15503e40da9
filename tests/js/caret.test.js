import assert from "node:assert/strict";
import test from "node:test";

import { Caret } from "../caret.js";
import { Units } from "../units.js";

const TEXTS = ["He left, officials said. Two boats sank.", "Nobody knows why."];

function caret(texts = TEXTS, language = "en") {
  let start = 0;
  const blocks = texts.map((text) => {
    const block = { start, read: () => text };
    start += Array.from(text).length + 1;
    return block;
  });
  const whole = Array.from(texts.join("\n"));
  const made = new Caret(new Units(blocks, language));
  made.put(0, 1);
  made.select("word");
  return { made, selected: () => whole.slice(...made.span).join("") };
}

test("by word it goes over sentences and blocks, and stops at both ends", () => {
  const { made, selected } = caret();
  const found = [selected()];
  while (made.move("word", 1)) found.push(selected());
  assert.equal(found.join(" "), "He left officials said Two boats sank Nobody knows why");
  assert.equal(selected(), "why");
  while (made.move("word", -1));
  assert.equal(selected(), "He");
});

test("by sentence it takes whole ones; from inside one, back is its beginning", () => {
  const { made, selected } = caret();
  made.move("sentence", 1);
  assert.equal(selected(), "Two boats sank.");
  made.move("sentence", 1);
  assert.equal(selected(), "Nobody knows why.");
  assert.equal(made.move("sentence", 1), false);
  made.move("sentence", -1);
  assert.equal(selected(), "Two boats sank.");
  made.move("word", 1);
  made.move("word", 1);
  assert.equal(selected(), "boats");
  made.move("sentence", -1);
  assert.equal(selected(), "Two boats sank.");
});

test("the word after a whole sentence is its first, the one before the last before it", () => {
  const { made, selected } = caret();
  made.move("sentence", 1);
  made.move("word", 1);
  assert.equal(selected(), "Two");
  made.select("sentence");
  made.move("word", -1);
  assert.equal(selected(), "said");
});

test("a selection grows and shrinks by words, over its beginning as well", () => {
  const { made, selected } = caret();
  for (let step = 0; step < 2; step += 1) made.move("word", 1);
  assert.equal(selected(), "officials");
  made.extend("word", 1);
  assert.equal(selected(), "officials said");
  made.extend("word", -1);
  assert.equal(selected(), "officials");
  made.extend("word", -1);
  assert.equal(selected(), "left, officials");
  assert.equal(made.leads, true);
  made.extend("word", -1);
  assert.equal(selected(), "He left, officials");
  assert.equal(made.extend("word", -1), false);
  made.extend("word", 1);
  assert.equal(selected(), "left, officials");
  made.extend("word", 1);
  assert.equal(selected(), "officials");
});

test("a whole sentence shrinks from its end: first the full stop, then word by word", () => {
  const { made, selected } = caret();
  made.select("sentence");
  made.extend("word", -1);
  assert.equal(selected(), "He left, officials said");
  made.extend("word", -1);
  made.extend("word", -1);
  assert.equal(selected(), "He left");
});

test("it grows by sentences, over blocks, and back again", () => {
  const { made, selected } = caret();
  made.move("word", 1);
  made.extend("sentence", 1);
  assert.equal(selected(), "left, officials said.");
  made.extend("sentence", 1);
  made.extend("sentence", 1);
  assert.equal(selected(), "left, officials said. Two boats sank.\nNobody knows why.");
  made.extend("sentence", -1);
  made.extend("sentence", -1);
  assert.equal(selected(), "left, officials said.");
  made.extend("sentence", -1);
  assert.equal(selected(), "left");
  made.extend("sentence", -1);
  assert.equal(selected(), "He left");
});

test("after extending by a sentence, words go on from its end", () => {
  const { made, selected } = caret();
  made.extend("sentence", 1);
  made.select("word");
  assert.equal(selected(), "said");
  made.extend("sentence", 1);
  assert.equal(selected(), "said.");
  made.move("word", 1);
  assert.equal(selected(), "Two");
});

test("by character the moving edge moves, and one character stays", () => {
  const { made, selected } = caret();
  made.extend("grapheme", -1);
  assert.equal(selected(), "H");
  assert.equal(made.extend("grapheme", -1), false);
  for (let step = 0; step < 3; step += 1) made.extend("grapheme", 1);
  assert.equal(selected(), "He l");
});

test("at the leading edge the characters come off the start", () => {
  const { made, selected } = caret();
  made.move("word", 1);
  made.move("word", 1);
  made.extend("word", -1);
  made.extend("grapheme", 1);
  assert.equal(selected(), "eft, officials");
  made.extend("grapheme", -1);
  assert.equal(selected(), "left, officials");
});

test("half of a character is never selected", () => {
  const { made, selected } = caret(["see 👩🏽‍🌾🇺🇳 e\u0301te\u0301"], "fr");
  made.extend("grapheme", 1);
  made.extend("grapheme", 1);
  assert.equal(selected(), "see 👩🏽‍🌾");
  made.extend("grapheme", 1);
  assert.equal(selected(), "see 👩🏽‍🌾🇺🇳");
  made.extend("grapheme", 1);
  made.extend("grapheme", 1);
  assert.equal(selected(), "see 👩🏽‍🌾🇺🇳 e\u0301");
});

test("it begins anywhere: at a tag of several words, or between words", () => {
  const { made, selected } = caret();
  made.put(3, 19);
  assert.equal(selected(), "left, officials ");
  made.move("word", 1);
  assert.equal(selected(), "left");
  made.put(8, 9);
  assert.equal(selected(), " ");
  made.select("word");
  assert.equal(selected(), "officials");
});

test("a text without words can be selected all the same", () => {
  const { made, selected } = caret(["…", "🧊"]);
  assert.equal(made.select("sentence"), true);
  assert.equal(selected(), "…");
  assert.equal(made.move("word", 1), false);
  made.move("sentence", 1);
  assert.equal(selected(), "🧊");
});
