// The active tag: the one that is painted, whose card is open, and from which j and k walk on.

import { neighbour } from "./marks.js";
import { showMessage } from "./messages.js";
import { announce, word } from "./words.js";

export class ActiveTag {
  /** `told(id, version)` is called with the version that an opened card shows. */
  constructor({ marks, card, told }) {
    Object.assign(this, { marks, card, told });
  }

  /** Id of the active tag, or null. */
  get id() {
    return this.marks.active;
  }

  /** What its card is placed at: its first mark, or its chip where it has none. */
  get anchor() {
    return this.#anchorOf(this.card.id);
  }

  /** Make a tag the active one and open its card; null closes it. */
  async select(id, { scroll = false, focus = false } = {}) {
    this.marks.activate(id);
    if (!this.marks.active) return this.card.close();
    const anchor = this.#anchorOf(id);
    if (scroll) anchor.scrollIntoView({ block: "nearest" });
    const opened = await this.card.open(id, anchor, { focus });
    if (!opened) showMessage(word("no-card"));
    if (this.card.id !== id) return;
    this.told(id, this.card.version);
    if (this.marks.has(id)) announce(this.#opening(id)); // unless it was undone meanwhile
  }

  /** Fetch the open card again: what is stored is no longer what it shows. */
  async refresh() {
    const { id } = this.card;
    if (!id) return;
    await this.card.reload(this.anchor);
    if (this.card.id === id) this.told(id, this.card.version);
  }

  /** The same, but not while somebody is at work in it, unless `forced`; whether it was done. */
  async renew(forced = false) {
    const { id } = this.card;
    const done = await this.card.renew(this.anchor, forced);
    if (done && this.card.id === id) this.told(id, this.card.version);
    return done;
  }

  /** The next tag in reading order, or with -1 the previous one. */
  step(by) {
    const id = neighbour(this.marks.order(), this.marks.active, by);
    if (id) this.select(id, { scroll: true });
  }

  /** The next claim that the gate holds back, round in a circle. */
  nextGap() {
    const order = this.marks.order();
    const held = this.marks.held();
    const later = order.slice(order.indexOf(this.marks.active) + 1);
    const id = later.find((one) => held.includes(one)) ?? held[0];
    if (id) this.select(id, { scroll: true });
    else announce(word("no-gap"));
  }

  #anchorOf(id) {
    return this.marks.marksOf(id)[0] ?? this.marks.chip(id);
  }

  #opening(id) {
    const ids = this.marks.order();
    const { kind, label } = this.marks.about(id);
    const words = this.marks.wordsOf(id).slice(0, 140);
    const place = ids.indexOf(id) + 1;
    return word("opened", { kind: word(kind), label, place, count: ids.length, words });
  }
}
