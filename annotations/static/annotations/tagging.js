// What a selection, or the active tag, is turned into: new tags, other words, links.

import { movedEdge, withEdge, withPart } from "./edges.js";
import { guess } from "./guess.js";
import { uuid7 } from "./ids.js";
import { shortcuts } from "./keys.js";
import { clearMessages, showHint } from "./messages.js";
import { blocksOf, quoteOf, textOf } from "./offsets.js";
import { announce, word } from "./words.js";

export class Tagging {
  /** `send(operation, fields)` makes a change, `select(id)` makes a tag the active one. */
  constructor({ article, marks, card, selection, send, select }) {
    Object.assign(this, { article, marks, card, selection, send, select });
    /** Tag that the next click or new tag is linked with, while somebody points at one. */
    this.linking = null;
    /** Where the parts of a tag are going while that is on its way: the next step starts there. */
    this.moving = new Map();
    /** What is known of a tag just made, until the server has answered. */
    this.fresh = null;
  }

  /** Tag `span`, or what is selected; without a selection the active tag becomes one of this kind. */
  tag(kind, span = this.selection.offered()) {
    if (!span) return this.#retype(kind);
    const { start, end, quote } = span;
    this.selection.clear();
    const twin = this.marks.beginningAt(start).find((id) => isSame(this.marks.about(id), kind, start, end));
    if (twin) return this.#already(twin);
    const extra = { ...(kind === "status" && guessed(quote)), ...(this.linking && { link_with: this.linking }) };
    this.linking = null;
    this.#leaveOpenTag();
    this.fresh = { id: uuid7(), kind, label: "", peers: [] };
    const { id } = this.fresh;
    const fields = { id, kind, fragments: [{ start, end, quote }], ...extra };
    return this.send("create", fields, { what: word(kind), words: quote });
  }

  /** The next key is meant for the new tag, not for the one that was open. */
  #leaveOpenTag() {
    const { panel } = this.card;
    if (panel.contains(document.activeElement)) this.article.focus({ preventScroll: true });
    this.select(null);
  }

  #already(twin) {
    announce(word("already", { label: this.marks.about(twin).label }));
    return this.linking ? this.join(this.linking, twin) : this.select(twin);
  }

  async #retype(kind) {
    const { active } = this.marks;
    if (!active) return showHint(word("select-first"));
    if (this.marks.about(active).kind === kind) return;
    if (!(await this.#mayChange(active))) return;
    this.send("retype", { id: active, kind }, { words: word(kind) });
  }

  /** Move the start or the end of the active tag by one word. */
  moveEdge(edge, by) {
    const { active } = this.marks;
    if (!active) return;
    const parts = this.#partsOf(active);
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
    const { label } = this.marks.about(active);
    if (!span) return showHint(word("add-part", { label, key: shortcuts.keyOf("add-part") || "…" }));
    this.selection.clear();
    this.#moveTo(active, withPart(this.#partsOf(active), span.start, span.end));
  }

  /** Everything that was sent is answered: what the page shows is what is. */
  settle() {
    this.moving.clear();
    this.fresh = null;
  }

  /** What can be linked now: the active tag, or the one just made; null for none. */
  get subject() {
    const { active } = this.marks;
    return active ? this.marks.about(active) : this.fresh;
  }

  #partsOf(id) {
    return this.moving.get(id) ?? this.marks.about(id).parts;
  }

  async #moveTo(id, parts) {
    this.moving.set(id, parts);
    if (!(await this.#mayChange(id))) return this.settle();
    const fragments = parts.map(([start, end]) => {
      return { start, end, quote: quoteOf(this.article, start, end) };
    });
    return this.send("move", { id, fragments }, { words: fragments.map(({ quote }) => quote).join(" … ") });
  }

  async remove() {
    const { active } = this.marks;
    if (!active || !(await this.#mayChange(active))) return;
    this.send("delete", { id: active });
    this.select(null);
    this.article.focus({ preventScroll: true });
  }

  /** Link two tags; a link leaves the claim, whichever end was named first. */
  join(from, to, type = "") {
    this.linking = null;
    const own = this.fresh?.id === from ? this.fresh : this.marks.about(from);
    // What is not on this page is a claim of another story.
    const ends = [own, this.marks.has(to) ? this.marks.about(to) : { id: to, kind: "claim", label: "" }];
    const [origin, target] = own.kind === "claim" ? ends : ends.toReversed();
    const words = [origin.label, target.label].filter(Boolean).join(" – ");
    this.send("link", { id: origin.id, target: target.id, type }, { words });
    if (this.marks.has(from)) this.select(from);
  }

  point() {
    this.linking = this.marks.active;
    showHint(word("link-point"));
  }

  stopPointing() {
    this.linking = null;
    clearMessages();
  }

  /** Whether a tag may be changed; its card says so, and may still be on the way. */
  async #mayChange(id) {
    if (this.card.id !== id) await this.select(id);
    return this.card.id === id && this.card.editable && (await this.card.agreed());
  }
}

function guessed(quote) {
  const { polarity, modality } = guess(quote);
  return { ...(polarity && { guess: polarity }), ...(modality && { guess_modality: modality }) };
}

function isSame(about, kind, start, end) {
  const [part, ...more] = about.parts;
  return about.kind === kind && !more.length && part[0] === start && part[1] === end;
}

function lies({ start, end }, place, edge) {
  const after = edge === "start" ? Number(start) <= place : Number(start) < place;
  return after && (edge === "start" ? place < Number(end) : place <= Number(end));
}
