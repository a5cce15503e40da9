// Keys that lead into the card of the open tag. Card and tag may still be on their way; what is
// typed meanwhile for a field must not run other commands.

import { showHint } from "./messages.js";
import { word } from "./words.js";

export class CardKeys {
  /** `select(id, how)` makes a tag the active one and opens its card. */
  constructor({ card, marks, selection, tagging, shortcuts, select, outbox }) {
    Object.assign(this, { card, marks, selection, tagging, shortcuts, select, outbox });
  }

  /** What the keys of the card do, by name. */
  commands() {
    return {
      enter: () => this.#enter(),
      finding: () => this.#to("[name=desk_status]"),
      note: () => this.#to("[name=note]"),
      evidence: () => this.#to("[data-change] [name=url]"),
      "no-source": () => this.#with("[name=no_source_given]", (box) => box.click()),
    };
  }

  /** Into the card of the open tag, or of the one that the text cursor is on. */
  #enter() {
    const range = this.marks.active || !this.selection.span ? null : getSelection().getRangeAt(0);
    const mark = range?.startContainer.parentElement.closest("mark.m");
    const id = this.marks.active ?? (mark && this.marks.hit(mark));
    if (id) this.#paused(() => this.select(id, { focus: true }));
  }

  #to(selector) {
    return this.#with(selector, (field) => field.focus());
  }

  #with(selector, run) {
    return this.#paused(async () => {
      if (!this.marks.active && this.tagging.fresh) await this.outbox.flush();
      const id = this.marks.active;
      if (!id) return showHint(word("open-first"));
      if (this.card.id !== id) await this.select(id);
      if (this.card.id !== id) return null;
      const field = this.card.field(selector);
      return field ? run(field) : showHint(word("claims-only"));
    });
  }

  async #paused(run) {
    this.shortcuts.paused = true;
    try {
      await run();
    } finally {
      this.shortcuts.paused = false;
    }
  }
}
