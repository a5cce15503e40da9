// Arithmetic on plain strings. The server counts code points, JavaScript counts UTF-16 units:
// "points" and "units" below. Nothing here touches the page, so it is tested without one.

const SURROGATE = /[\uD800-\uDFFF]/;
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const UP_TO_UNSPACED = new RegExp(`^.*${UNSPACED.source}`, "su");
// A word that an emoji is joined to by U+200D does not count as a word for Intl.Segmenter.
const LETTER = /[\p{L}\p{N}]/u;
// White space, soft hyphens, bidi controls and zero-width characters: never worth an edge.
const BLANK =
  /[\s\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/;

/** Number of code points in text. */
export function pointsIn(text) {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Units → points. Inside a surrogate pair the whole character counts only where `up`. */
export function toPoints(text, units, up = false) {
  const before = text.slice(0, units);
  const cut = isInsidePair(text, units);
  return pointsIn(before) - (cut && !up ? 1 : 0);
}

/** Points → units; beyond the end of text is its end. */
export function toUnits(text, points) {
  if (!SURROGATE.test(text)) return Math.min(points, text.length);
  let units = 0;
  for (let left = points; left > 0 && units < text.length; left -= 1) {
    units += text.codePointAt(units) > 0xffff ? 2 : 1;
  }
  return units;
}

function isInsidePair(text, units) {
  return units > 0 && units < text.length && text.codePointAt(units - 1) > 0xffff;
}

/** Move a place in text (units) out of a grapheme cluster, to its end where `up`. */
export function snapToGrapheme(text, place, up, language) {
  return snap(text, place, up, language, "grapheme");
}

/**
 * Move a place in text (units) out of a word. Beside a script without spaces it is left as it is,
 * and a word of another script grows up to there.
 */
export function snapToWord(text, place, up, language) {
  if (UNSPACED.test(charactersAt(text, place))) return place;
  const grown = snap(text, place, up, language, "word");
  if (!up) return grown + (UP_TO_UNSPACED.exec(text.slice(grown, place))?.[0].length ?? 0);
  const stop = text.slice(place, grown).search(UNSPACED);
  return stop < 0 ? grown : place + stop;
}

/** The character before a place (units) and the one after it, or the one that it lies inside. */
function charactersAt(text, place) {
  if (isInsidePair(text, place)) return text.slice(place - 1, place + 1);
  const before = Array.from(text.slice(Math.max(0, place - 2), place)).at(-1) ?? "";
  return before + (Array.from(text.slice(place, place + 2))[0] ?? "");
}

function snap(text, place, up, language, granularity) {
  if (place <= 0 || place >= text.length) return place;
  const found = segmenter(language, granularity).segment(text).containing(place);
  const noWord = found.isWordLike === false && !LETTER.test(found.segment);
  if (found.index === place || noWord) return place;
  return up ? found.index + found.segment.length : found.index;
}

/** First place (units) from `from` that is not blank; `to` where there is none. */
export function skipBlank(text, from, to) {
  let place = from;
  while (place < to && BLANK.test(text[place])) place += 1;
  return place;
}

/** Last place (units) before `to` after which all is blank; `from` where all of it is. */
export function skipBlankBack(text, from, to) {
  let place = to;
  while (place > from && BLANK.test(text[place - 1])) place -= 1;
  return place;
}

/** Where words begin and end: pairs of units. */
export function wordsOf(text, language) {
  return unitsOf(text, "word", language);
}

/** Where words, sentences or graphemes begin and end: pairs of units. */
export function unitsOf(text, granularity, language) {
  const found = [];
  for (const unit of segmenter(language, granularity).segment(text)) {
    if (unit.isWordLike !== false) found.push([unit.index, unit.index + unit.segment.length]);
  }
  return found;
}

const segmenters = new Map();

function segmenter(language, granularity) {
  const key = `${language} ${granularity}`;
  if (!segmenters.has(key)) segmenters.set(key, makeSegmenter(language, granularity));
  return segmenters.get(key);
}

function makeSegmenter(language, granularity) {
  try {
    return new Intl.Segmenter(language || undefined, { granularity });
  } catch {
    return new Intl.Segmenter(undefined, { granularity }); // a language tag it does not know
  }
}
