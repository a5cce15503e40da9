// What a selection, or the active tag, is turned into: new tags, other words, links.

import { movedEdge, withEdge, withPart } from "./edges.js";
import { guessPolarity } from "./guess.js";
import { uuid7 } from "./ids.js";
import { clearMessages, showHint } from "./messages.js";
import { blocksOf, quoteOf, textOf } from "./offsets.js";
import { announce, word } from "./words.js";

export class Tagging {
  /** `send(operation, fields)` makes a change, `select(id)` makes a tag the active one. */
  constructor({ article, marks, card, selection, send, select }) {
    Object.assign(this, { article, marks, card, selection, send, select });
    /** Tag that the next click or new tag is linked with, while somebody points at one. */
    this.linking = null;
  }

  /** Tag what is selected; without a selection the active tag becomes one of this kind. */
  tag(kind) {
    const span = this.selection.offered();
    if (!span) return this.#retype(kind);
    const { start, end, quote } = span;
    this.selection.clear();
    const twin = this.marks.order().find((id) => isSame(this.marks.about(id), kind, start, end));
    if (twin) return this.#already(twin);
    const guess = kind === "status" ? guessPolarity(quote) : "";
    const extra = { ...(guess && { guess }), ...(this.linking && { link_with: this.linking }) };
    this.linking = null;
    const fields = { id: uuid7(), kind, fragments: [{ start, end, quote }], ...extra };
    return this.send("create", fields, { what: word(kind), words: quote });
  }

  #already(twin) {
    announce(word("already", { label: this.marks.about(twin).label }));
    return this.linking ? this.join(this.linking, twin) : this.select(twin);
  }

  async #retype(kind) {
    const { active } = this.marks;
    if (!active || this.marks.about(active).kind === kind) return;
    if (await this.#mayChange()) this.send("retype", { id: active, kind }, { words: word(kind) });
  }

  /** Move the start or the end of the active tag by one word. */
  moveEdge(edge, by) {
    const { active } = this.marks;
    if (!active) return;
    const { parts } = this.marks.about(active);
    const place = edge === "start" ? parts[0][0] : parts.at(-1)[1];
    const block = blocksOf(this.article).find(({ dataset }) => lies(dataset, place, edge));
    const from = Number(block.dataset.start);
    const to = movedEdge(textOf(block), place - from, edge, by, this.article.lang);
    const moved = to !== null && withEdge(parts, edge, from + to);
    if (moved) this.#moveTo(active, moved);
  }

  /** Add the selected words to the active tag as another part. */
  addPart() {
    const { active } = this.marks;
    if (!active) return;
    const span = this.selection.offered();
    const { label, parts } = this.marks.about(active);
    if (!span) return showHint(word("add-part", { label }));
    this.selection.clear();
    this.#moveTo(active, withPart(parts, span.start, span.end));
  }

  async #moveTo(id, parts) {
    if (!(await this.#mayChange())) return;
    const fragments = parts.map(([start, end]) => {
      return { start, end, quote: quoteOf(this.article, start, end) };
    });
    this.send("move", { id, fragments }, { words: fragments.map(({ quote }) => quote).join(" … ") });
  }

  async remove() {
    const { active } = this.marks;
    if (!active || !(await this.#mayChange())) return;
    this.send("delete", { id: active });
    this.select(null);
    this.article.focus({ preventScroll: true });
  }

  /** Link two tags; a link leaves the claim, whichever end was named first. */
  join(from, to, type = "") {
    this.linking = null;
    const ends = [this.marks.about(from), this.marks.about(to)];
    const [origin, target] = ends[0].kind === "claim" ? ends : ends.toReversed();
    const words = `${origin.label} – ${target.label}`;
    this.send("link", { id: origin.id, target: target.id, type }, { words });
    this.select(from);
  }

  point() {
    this.linking = this.marks.active;
    showHint(word("link-point"));
  }

  stopPointing() {
    this.linking = null;
    clearMessages();
  }

  async #mayChange() {
    return this.card.editable && (await this.card.agreed());
  }
}

function isSame(about, kind, start, end) {
  const [part, ...more] = about.parts;
  return about.kind === kind && !more.length && part[0] === start && part[1] === end;
}

function lies({ start, end }, place, edge) {
  const after = edge === "start" ? Number(start) <= place : Number(start) < place;
  return after && (edge === "start" ? place < Number(end) : place <= Number(end));
}
