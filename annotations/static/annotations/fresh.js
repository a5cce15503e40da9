// A claim that changes while its card is open is flagged, never swapped under the reader's eyes.

import { word } from "./words.js";

export class Freshness {
  constructor({ panel, card, marks, notice }) {
    Object.assign(this, { panel, card, marks, notice });
  }

  /** Compare the open card with its chip, which others' changes keep up to date. */
  check() {
    const { id } = this.card;
    if (!id || this.#flag()) return;
    const chip = this.marks.chip(id);
    if (chip && Number(chip.dataset.version) <= this.card.version) return;
    const flag = this.notice.content.cloneNode(true);
    const label = this.panel.querySelector("[data-card]").dataset.label;
    flag.querySelector("span").textContent = word(chip ? "stale" : "gone", { label });
    if (!chip) flag.querySelector("button").remove();
    flag.firstElementChild.id = "stale";
    this.panel.querySelector(".card-head").after(flag);
  }

  /** Whether the open card is not what is stored any more; what says so gets the focus. */
  isStale() {
    this.#flag()?.querySelector("button")?.focus();
    return Boolean(this.#flag());
  }

  #flag() {
    return this.panel.querySelector("#stale");
  }
}
