// Where quoted words stand in the article: code points, end exclusive.

import { pointsIn } from "./text.js";

const ALIKE = ["'’‘‛ʼ", '"“”„‟«»', "-‐‑–—"];
const AROUND = 60; // code points of context on each side

/** [{start, end, before, words, after}] of each place where `quote` stands in `text`. */
export function placesOf(text, quote) {
  const words = quote.split(/\s+/u).filter(Boolean);
  if (!words.length) return [];
  const pattern = new RegExp(words.map(loosely).join("\\s+"), "gu");
  const found = [];
  let units = 0;
  let points = 0;
  for (const match of text.matchAll(pattern)) {
    points += pointsIn(text.slice(units, match.index));
    units = match.index;
    const size = pointsIn(match[0]);
    found.push({ start: points, end: points + size, words: match[0], ...around(text, match) });
  }
  return found;
}

function around(text, match) {
  const end = match.index + match[0].length;
  return {
    before: Array.from(text.slice(Math.max(0, match.index - 2 * AROUND), match.index)).slice(-AROUND).join(""),
    after: Array.from(text.slice(end, end + 2 * AROUND)).slice(0, AROUND).join(""),
  };
}

function loosely(word) {
  return Array.from(word, (sign) => {
    const alike = ALIKE.find((signs) => signs.includes(sign));
    const escaped = (alike ?? sign).replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    return alike ? `[${escaped}]` : escaped;
  }).join("");
}
