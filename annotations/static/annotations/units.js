// Words, sentences and characters of an article, found block by block as they are asked for:
// a long article is never gone through as a whole. Places are code points, end exclusive.

import { pointsIn, skipBlank, skipBlankBack, unitsOf } from "./text.js";

export const START = 0;
export const END = 1;

export class Units {
  #found = new Map();

  /** `blocks`: [{start, read}] in order, where `read()` gives the text of a block. */
  constructor(blocks, language) {
    Object.assign(this, { blocks, language });
  }

  /** First [start, end] of `kind` whose `edge` lies after `place`, or null. */
  after(kind, place, edge) {
    for (let index = this.#blockAt(place); index < this.blocks.length; index += 1) {
      const found = this.#of(kind, index).find((unit) => unit[edge] > place);
      if (found) return found;
    }
    return null;
  }

  /** Last [start, end] of `kind` whose `edge` lies before `place`, or null. */
  before(kind, place, edge) {
    for (let index = this.#blockAt(place); index >= 0; index -= 1) {
      const found = this.#of(kind, index).findLast((unit) => unit[edge] < place);
      if (found) return found;
    }
    return null;
  }

  /** The last block that begins at or before `place`. */
  #blockAt(place) {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle].start <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #of(kind, index) {
    const key = `${kind} ${index}`;
    if (!this.#found.has(key)) {
      const { start, read } = this.blocks[index];
      this.#found.set(key, inPoints(read(), start, kind, this.language));
    }
    return this.#found.get(key);
  }
}

function inPoints(text, start, kind, language) {
  const found = [];
  let units = 0;
  let points = start;
  const pointsAt = (place) => {
    points += pointsIn(text.slice(units, place));
    units = place;
    return points;
  };
  for (const [from, to] of unitsOf(text, kind, language)) {
    const first = kind === "grapheme" ? from : skipBlank(text, from, to);
    const last = kind === "grapheme" ? to : skipBlankBack(text, first, to);
    if (first < last) found.push([pointsAt(first), pointsAt(last)]);
  }
  return found;
}
