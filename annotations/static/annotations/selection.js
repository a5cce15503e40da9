// What the reader has selected, and the toolbar below it.

import { guess } from "./guess.js";
import { shortcuts } from "./keys.js";
import { rangeOf, spanOf } from "./offsets.js";
import { wordsOf } from "./text.js";
import { announce, word } from "./words.js";

const SETTLED = 120; // ms without a change of the selection, for selections made by keyboard
const AIR = 12; // between the selection and a docked toolbar
const FIELDS = "input, textarea, select";

export class SelectionBar {
  #down = false;
  #timer = null;
  #released = null;
  #kept = null;
  #held = null;

  /** `addsTo()` names the tag that the selection could be added to, or is empty. */
  constructor({ article, sheet, bar, addsTo }) {
    Object.assign(this, { article, sheet, bar, addsTo });
    this.span = null;
    this.exact = false;
    this.#listen();
  }

  /** What is selected now: {start, end, quote}, or null. Words grow whole unless `exact`. */
  current({ exact = false } = {}) {
    const range = this.#range();
    return range && spanOf(this.article, range, { snap: exact ? "grapheme" : "word" });
  }

  /** What the toolbar offers to tag: the span on offer, or a selection made just now. */
  offered() {
    this.#catchUp();
    return this.span ?? this.current();
  }

  /** Show the toolbar for what is selected, or hide it; `quiet`: somebody else says what it is. */
  offer({ exact = false, quiet = false } = {}) {
    const span = this.current({ exact });
    if (!span) return this.hide();
    if (this.span && !this.bar.hidden && sameSpan(span, this.span)) return this.#place();
    this.span = span;
    this.#label(span, quiet);
    this.bar.hidden = false;
    return this.#place();
  }

  hide() {
    this.span = null;
    this.bar.hidden = true;
  }

  /** Select code points [start, end), exactly these. */
  put(start, end) {
    const range = rangeOf(this.article, start, end);
    if (!range) return;
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    this.offer({ exact: true, quiet: true });
  }

  /** Hide the toolbar and select nothing. */
  clear() {
    this.hide();
    getSelection().removeAllRanges();
  }

  /** A dialog takes the selection with the focus: hold it until that is closed. */
  hold() {
    this.#held = this.span;
  }

  release() {
    const held = this.#held;
    this.#held = null;
    if (held) this.put(held.start, held.end);
  }

  /** Rows that are swapped in lose the selection: keep it as offsets, and put it back. */
  keep() {
    const range = this.#range();
    this.#kept = range && spanOf(this.article, range, { snap: "none", trim: false });
  }

  restore() {
    const kept = this.#kept;
    this.#kept = null;
    if (!kept) return;
    const range = rangeOf(this.article, kept.start, kept.end);
    if (!range) return;
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  #range() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    return range.intersectsNode(this.article) ? range : null;
  }

  #listen() {
    this.article.addEventListener("pointerdown", () => {
      this.#down = true;
    });
    document.addEventListener("pointerup", (event) => {
      if (!this.#down) return;
      this.#down = false;
      this.#released = { exact: event.altKey };
      setTimeout(() => this.#offerReleased(), 0);
    });
    document.addEventListener("pointercancel", () => {
      this.#down = false;
    });
    document.addEventListener("contextmenu", () => {
      if (matchMedia("(pointer: coarse)").matches) setTimeout(() => this.offer(), 0);
    });
    document.addEventListener("selectionchange", () => this.#selectionChanged());
    // A press on the toolbar must not take the selection away.
    this.bar.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  #selectionChanged() {
    if (this.#down || this.#held) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (document.activeElement?.matches(FIELDS)) return;
      if (!this.current()) this.hide();
      else if (this.bar.hidden) this.offer();
      else this.#follow();
    }, SETTLED);
  }

  #offerReleased() {
    const released = this.#released;
    this.#released = null;
    if (released) this.offer(released);
  }

  /** A key can come before the timers do: what it tags is what is selected by then. */
  #catchUp() {
    if (this.#held || !this.#range()) return;
    this.#offerReleased();
    if (this.span) this.#follow();
  }

  /** Keep an offer made with Alt as it is; follow any other change. */
  #follow() {
    const exact = this.current({ exact: true });
    if (sameSpan(exact, this.span)) return;
    const within = exact && exact.start >= this.span.start && exact.end <= this.span.end;
    if (!within || !sameSpan(this.current(), this.span)) this.offer();
  }

  #label(span, quiet) {
    const count = wordsOf(span.quote, this.article.lang).length;
    const { polarity } = guess(span.quote);
    const status = this.bar.querySelector("[data-guess]");
    status.textContent = polarity ? word("status-guess", { guess: word(polarity) }) : word("status");
    this.bar.querySelector(".info").textContent = word("words", { count });
    const adds = this.bar.querySelector("[data-command=add-part]");
    const label = this.addsTo();
    adds.hidden = !label;
    adds.querySelector("span").textContent = label ? `+ ${label}` : "";
    if (!quiet) announce(`${word("selected", { count })} ${keysToTag()}`.trim());
  }

  #place() {
    const range = rangeOf(this.article, this.span.start, this.span.end);
    const last = Array.from(range.getClientRects()).at(-1);
    if (!last) return;
    if (getComputedStyle(this.bar).position === "fixed") {
      const covered = last.bottom + AIR - this.bar.getBoundingClientRect().top;
      if (covered > 0) scrollBy({ top: covered, behavior: "instant" });
      return;
    }
    const sheet = this.sheet.getBoundingClientRect();
    const room = sheet.width - this.bar.offsetWidth - 16;
    const left = Math.max(8, Math.min(last.right - sheet.left - 150, room));
    this.bar.style.top = `${last.bottom - sheet.top + 10}px`;
    this.bar.style.left = `${left}px`;
  }
}

function keysToTag() {
  const [claim, source, status] = ["claim", "source", "status"].map((name) => shortcuts.keyOf(name));
  return claim && source && status ? word("selected-keys", { claim, source, status }) : "";
}

export function sameSpan(one, other) {
  return Boolean(one && other && one.start === other.start && one.end === other.end);
}
