// Spans that are on their way to the server, painted at once over the text.

import { rangeOf } from "./offsets.js";

const NAME = "pending";

export class Pending {
  #spans = new Map();

  constructor(article) {
    this.article = article;
  }

  /** Paint the parts of a change until it is answered. */
  add(key, parts) {
    this.#spans.set(key, parts);
    this.repaint();
  }

  remove(key) {
    if (this.#spans.delete(key)) this.repaint();
  }

  /** Paint again: rows that were swapped in have taken the old ranges with them. */
  repaint() {
    if (!globalThis.CSS?.highlights) return;
    const ranges = [...this.#spans.values()]
      .flat()
      .map(({ start, end }) => rangeOf(this.article, start, end))
      .filter(Boolean);
    if (ranges.length) CSS.highlights.set(NAME, new Highlight(...ranges));
    else CSS.highlights.delete(NAME);
  }
}
