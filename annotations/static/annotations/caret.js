// Where a reader without a mouse is in the text, and what is selected: from one unit to another.
//
// The anchor stays, the focus moves; the selection reaches from the outer edge of the one to the
// outer edge of the other. Places are code points, end exclusive. Nothing here knows the page.

import { END, START } from "./units.js";

export class Caret {
  #anchor = null;
  #focus = null;
  /** Whether what is selected was taken as one piece, so that the next word is its first. */
  #whole = false;

  constructor(units) {
    this.units = units;
  }

  /** [start, end] of what is selected, or null. */
  get span() {
    if (!this.#anchor) return null;
    return [
      Math.min(this.#anchor[START], this.#focus[START]),
      Math.max(this.#anchor[END], this.#focus[END]),
    ];
  }

  /** [start, end] of the word or sentence that was reached last. */
  get reached() {
    return this.#focus;
  }

  /** Whether the moving edge is the start. */
  get leads() {
    return this.#focus[START] < this.#anchor[START];
  }

  forget() {
    this.#anchor = null;
    this.#focus = null;
  }

  /** Take [start, end] as one piece, from its first word to its last. */
  put(start, end) {
    const first = this.units.after("word", start, END);
    const last = this.units.before("word", end, START);
    const hasWords = first && last && first[START] < end && last[END] > start;
    this.#anchor = hasWords ? [start, Math.min(first[END], end)] : [start, end];
    this.#focus = hasWords ? [Math.max(last[START], start), end] : [start, end];
    this.#whole = true;
  }

  /** Select the next (1) or previous (-1) word or sentence; false where there is none. */
  move(kind, step) {
    const [start] = this.#whole ? this.span : this.#focus;
    const found =
      this.#whole && kind === "word" && step > 0
        ? this.units.after("word", start, END)
        : this.#from(start, kind, step);
    return this.#take(kind, found);
  }

  /** Select the word or sentence in which the focus is. */
  select(kind) {
    const [start] = this.#whole ? this.span : this.#focus;
    return this.#take(kind, this.units.after(kind, start, END));
  }

  /** Move the focus by a word, a sentence or a grapheme; false where it cannot go on. */
  extend(kind, step) {
    if (kind === "grapheme") return this.#nudge(step);
    const found = step > 0 ? this.#onward(kind) : this.#backward(kind);
    if (!found) return false;
    this.#focus = found === this.#anchor ? found : this.#lastWordOf(found);
    this.#whole = false;
    return true;
  }

  #from(start, kind, step) {
    return step > 0
      ? this.units.after(kind, start, START)
      : this.units.before(kind, start, START);
  }

  #take(kind, found) {
    if (!found) return false;
    if (kind === "word") {
      this.#anchor = this.#focus = found;
      this.#whole = false;
    } else this.put(...found);
    return true;
  }

  #onward(kind) {
    const { leads } = this;
    if (leads) {
      const found = this.units.after(kind, this.#focus[START], START);
      return found && found[START] < this.#anchor[START] ? this.#before(found) : this.#anchor;
    }
    const found = this.units.after(kind, this.span[END], END);
    return found && [Math.max(found[START], this.#anchor[START]), found[END]];
  }

  #backward(kind) {
    if (this.#focus[END] <= this.#anchor[END]) {
      return this.#before(this.units.before(kind, this.span[START], START));
    }
    const found = this.units.before(kind, this.#focus[END], END);
    if (!found || found[END] <= this.#anchor[END]) return this.#anchor;
    return [Math.max(found[START], this.#anchor[START]), found[END]];
  }

  /** The last word of a sentence that the selection was extended by, with what follows it. */
  #lastWordOf(found) {
    const last = this.units.before("word", found[END], START);
    const follows = found[START] >= this.#anchor[START] && last && last[START] > found[START];
    return follows ? [last[START], found[END]] : found;
  }

  /** A unit that begins before the anchor, as far as the anchor reaches. */
  #before(found) {
    return found && [found[START], Math.min(found[END], this.#anchor[END])];
  }

  /** Move the moving edge by one character; at least one stays selected. */
  #nudge(step) {
    const { leads } = this;
    const [start, end] = this.span;
    const edge = leads ? START : END;
    const place = leads ? start : end;
    const found =
      step > 0
        ? this.units.after("grapheme", place, edge)
        : this.units.before("grapheme", place, edge);
    const [from, to] = leads ? [found?.[START], end] : [start, found?.[END]];
    if (!found || from >= to) return false;
    this.#anchor = leads ? [end, end] : [start, start];
    this.#focus = leads ? [from, end] : [start, to];
    this.#whole = false;
    return true;
  }
}
