// A claim that changes while its card is open is flagged, never swapped under the reader's eyes.

import { word } from "./words.js";

export class Freshness {
  /** Version that the reader saw of the card that is on its way, so that it tells what changed. */
  #since = null;

  /** `notice` is the template of what is said where nobody else says who changed it. */
  constructor({ panel, card, marks, notice }) {
    Object.assign(this, { panel, card, marks, notice });
  }

  /** Flag the open card where its chip is newer: others' changes keep the chips up to date. */
  check() {
    if (!this.#isOld() || this.#flag()) return;
    const flag = this.notice.content.cloneNode(true);
    const { label } = this.panel.querySelector("[data-card]").dataset;
    flag.querySelector("span").textContent = word("stale", { label });
    flag.firstElementChild.id = "stale";
    this.panel.querySelector(".card-head").after(flag);
  }

  /** Whether something has to be looked at before any key decides; it gets the focus. */
  hasToLook() {
    const again = this.panel.querySelector("details.again:not([open]) > summary");
    const old = this.#isOld() && this.#flag()?.querySelector("button");
    (again ?? (old || null))?.focus();
    return Boolean(again || old);
  }

  /** {seen, version} of the open card, if the claim can be decided on as it is shown; else null. */
  seen() {
    const seen = this.panel.querySelector('form[data-verdict="approve"] [name=seen]');
    if (!seen || this.#isOld() || this.panel.querySelector("details.again:not([open])")) return null;
    return { seen: seen.value, version: this.card.version };
  }

  /** The query of the card's address: the filter's, and since when it tells what changed. */
  query(filter) {
    const asked = new URLSearchParams(filter);
    if (this.#since !== null) asked.set("opened", this.#since);
    const query = asked.toString();
    return query && `?${query}`;
  }

  /** Have `fetch()` get the open card as it is now, with what changed since it was opened. */
  async again(fetch) {
    this.#since = this.card.version;
    try {
      return await fetch();
    } finally {
      this.#since = null;
    }
  }

  #isOld() {
    const chip = this.card.id && this.marks.chip(this.card.id);
    return Boolean(chip) && Number(chip.dataset.version) > this.card.version;
  }

  #flag() {
    return this.panel.querySelector("#stale, .live-note");
  }
}
