// The text cursor: words and sentences of the article selected by keys, without caret browsing.

import { Caret } from "./caret.js";
import { blocksOf, quoteOf, rangeOf, textOf } from "./offsets.js";
import { sameSpan } from "./selection.js";
import { Units } from "./units.js";
import { announce } from "./words.js";

const SAID = 160; // characters that a screen reader is told
const HEAD = 130; // height of what covers the top of the text, and some air
const FOOT = 130;

export class Cursor {
  /** `selection` shows what was reached; `begin()` names the place of the open tag, or is null. */
  constructor({ article, selection, begin }) {
    Object.assign(this, { article, selection, begin });
    const blocks = blocksOf(article).map((block, index) => ({
      start: Number(block.dataset.start),
      // Rows are swapped, so the element is looked up when its text is needed.
      read: () => textOf(blocksOf(article)[index]),
    }));
    this.caret = new Caret(new Units(blocks, article.lang));
    /** What the page had selected of the caret's span: blank edges are left out. */
    this.shown = null;
    article.addEventListener("pointerdown", () => this.caret.forget());
  }

  /** Begin at the open tag again, or where the reader looks. */
  forget() {
    this.caret.forget();
  }

  /** Left (-1) or right (1), as the text runs. */
  move(kind, side) {
    this.#go(() => this.caret.move(kind, this.#step(side)), kind);
  }

  extend(kind, side) {
    this.#go(() => this.caret.extend(kind, this.#step(side)), kind);
  }

  /** Up (-1) or down (1): against or with the text, whichever way its lines run. */
  moveOn(kind, step) {
    this.#go(() => this.caret.move(kind, step), kind);
  }

  extendOn(kind, step) {
    this.#go(() => this.caret.extend(kind, step), kind);
  }

  select(kind) {
    this.#go(() => this.caret.select(kind), kind);
  }

  /** What the keys of the text do, by name. */
  commands() {
    return {
      "word-left": () => this.move("word", -1),
      "word-right": () => this.move("word", 1),
      "sentence-back": () => this.moveOn("sentence", -1),
      "sentence-on": () => this.moveOn("sentence", 1),
      "extend-left": () => this.extend("word", -1),
      "extend-right": () => this.extend("word", 1),
      "extend-back": () => this.extendOn("sentence", -1),
      "extend-on": () => this.extendOn("sentence", 1),
      "character-left": () => this.extend("grapheme", -1),
      "character-right": () => this.extend("grapheme", 1),
      "select-word": () => this.select("word"),
      "select-sentence": () => this.select("sentence"),
    };
  }

  /** Select code points [start, end), as if they had been reached by keys. */
  put(start, end) {
    this.caret.put(start, end);
    this.#show();
  }

  #step(side) {
    return this.article.dir === "rtl" ? -side : side;
  }

  #go(step, kind) {
    const begun = this.#begin();
    // Out of nowhere the first step goes to what is there, not past it.
    const moved = begun ? step() : this.caret.select(kind === "grapheme" ? "word" : kind);
    if (moved) this.#show();
  }

  /** Know where to go on from: a selection made otherwise, the last place, the open tag. */
  #begin() {
    const selected = this.selection.current({ exact: true });
    const isOurs = this.caret.span && sameSpan(selected, this.shown);
    if (selected && !isOurs) this.caret.put(selected.start, selected.end);
    if (this.caret.span) return true;
    const place = this.begin();
    if (place) this.caret.put(...place);
    else this.caret.put(...this.#firstSeen());
    return Boolean(place);
  }

  #firstSeen() {
    const blocks = blocksOf(this.article);
    const seen = blocks.find((block) => block.getBoundingClientRect().bottom > HEAD) ?? blocks[0];
    const start = Number(seen.dataset.start);
    return [start, start + 1];
  }

  #show() {
    const [start, end] = this.caret.span;
    this.selection.put(start, end);
    this.shown = this.selection.span;
    this.#scroll();
    const words = quoteOf(this.article, start, end);
    announce(this.caret.leads ? words.slice(0, SAID) : words.slice(-SAID));
  }

  #scroll() {
    const lowest = () => innerHeight - FOOT;
    // Rows out of view have no height yet: what scrolling brings in may move what was measured.
    for (let round = 0; round < 2; round += 1) {
      const { top, bottom } = rangeOf(this.article, ...this.caret.reached).getBoundingClientRect();
      if (top >= HEAD && bottom <= lowest()) return;
      const by = top < HEAD || bottom - top > lowest() - HEAD ? top - HEAD - 40 : bottom - lowest() + 80;
      scrollBy({ top: by, behavior: "instant" });
    }
  }
}
