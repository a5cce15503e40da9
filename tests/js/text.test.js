import assert from "node:assert/strict";
import test from "node:test";

import {
  pointsIn,
  skipBlank,
  skipBlankBack,
  snapToGrapheme,
  snapToWord,
  toPoints,
  toUnits,
  wordsOf,
} from "../text.js";

const FARMER = "👩🏽‍🌾"; // four code points, seven units, one character

test("code points are counted, not UTF-16 units", () => {
  assert.equal(pointsIn("plain"), 5);
  assert.equal(pointsIn(`a${FARMER}b`), 6);
  assert.equal(pointsIn("e\u0301"), 2);
  assert.equal(pointsIn("\uD83D"), 1);
});

test("units and points convert both ways at every place", () => {
  for (const text of ["", "abc", `x${FARMER}y🇺🇳z`, "مسؤولون 1,900 🧊", "\uDC00a\uD83D"]) {
    const points = Array.from(text);
    for (let count = 0; count <= points.length; count += 1) {
      const units = points.slice(0, count).join("").length;
      assert.equal(toUnits(text, count), units);
      assert.equal(toPoints(text, units), count);
    }
  }
});

test("a place inside a surrogate pair goes down, or up where asked", () => {
  assert.equal(toPoints("a🧊b", 2, false), 1);
  assert.equal(toPoints("a🧊b", 2, true), 2);
});

test("an edge inside a character moves to its border", () => {
  const text = `a${FARMER}b`;
  for (let place = 2; place < text.length - 1; place += 1) {
    assert.equal(snapToGrapheme(text, place, false, "en"), 1);
    assert.equal(snapToGrapheme(text, place, true, "en"), text.length - 1);
  }
  assert.equal(snapToGrapheme("e\u0301te\u0301", 1, true, "fr"), 2);
});

test("an edge inside a word grows to the whole word", () => {
  assert.equal(snapToWord("said officials today", 8, false, "en"), 5);
  assert.equal(snapToWord("said officials today", 8, true, "en"), 14);
  assert.equal(snapToWord("said officials", 5, true, "en"), 5);
});

test("scripts without spaces keep the edge", () => {
  for (const text of ["东京发生大火", "ประเทศไทย", "ភាសាខ្មែរ", "ພາສາລາວ", "မြန်မာစာ"]) {
    assert.equal(snapToWord(text, 2, true, "en"), 2);
  }
});

test("Latin words and numbers among scripts without spaces grow, and only they", () => {
  const around = [
    ["东京的", "发生大火", "zh"],
    ["東京の", "が伝えた", "ja"],
    ["ประเทศ", "ไทย", "th"],
    ["ភាសា", "ខ្មែរ", "km"],
    ["\u{20000}", "\u{20001}", "zh"], // Han beyond the basic plane
  ];
  for (const [before, after, language] of around) {
    for (const word of ["Reuters", "NHK", "2024"]) {
      const text = before + word + after;
      const start = before.length;
      const end = start + word.length;
      for (let place = start + 1; place < end; place += 1) {
        assert.equal(snapToWord(text, place, false, language), start, `${text} ${place}`);
        assert.equal(snapToWord(text, place, true, language), end, `${text} ${place}`);
      }
      for (const edge of [start - 1, start, end, end + 1]) {
        assert.equal(snapToWord(text, edge, false, language), edge, `${text} ${edge}`);
        assert.equal(snapToWord(text, edge, true, language), edge, `${text} ${edge}`);
      }
    }
  }
});

test("blank edges are skipped, direction marks among them", () => {
  assert.equal(skipBlank("  \u200Ea b ", 0, 7), 3);
  assert.equal(skipBlankBack("a b \u2069 ", 0, 6), 3);
  assert.equal(skipBlank("   ", 0, 3), 3);
  assert.equal(skipBlankBack("   ", 0, 3), 0);
});

test("words have a beginning and an end", () => {
  assert.deepEqual(wordsOf("no, 1,900 homes", "en"), [
    [0, 2],
    [4, 9],
    [10, 15],
  ]);
});

test("an unknown language does no harm", () => {
  assert.deepEqual(wordsOf("two words", "xx-not-a-tag-!"), [
    [0, 3],
    [4, 9],
  ]);
});

test("a word that an emoji is joined to grows like any other", () => {
  assert.equal(snapToWord("homes\u200D❤️ lost", 2, false, "en"), 0);
});
