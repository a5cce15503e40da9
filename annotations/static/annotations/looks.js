// Whether the reviewer looks at the card that stands there, or only passes it.

const LOOK = 1500; // ms for which a card has to stand there; what is passed at once was not read

export class Looks {
  #timer = null;
  #began = false;

  /**
   * What was looked at is noted in `opened` as `fresh` says it was seen, so that it can be approved
   * with others later on; `noted()` is called then.
   */
  constructor({ card, fresh, opened, noted }) {
    Object.assign(this, { card, fresh, opened, noted });
    document.addEventListener("visibilitychange", () => this.#began && this.begin());
  }

  /** A card stands there, another one or the same anew. */
  begin() {
    this.end();
    this.#began = true;
    if (!document.hidden) this.#timer = setTimeout(() => this.#note(), LOOK);
  }

  end() {
    this.#began = false;
    clearTimeout(this.#timer);
  }

  #note() {
    const { id, panel } = this.card;
    if (!id) return;
    const seen = this.fresh.seen();
    if (seen) this.opened.note(id, seen);
    else this.opened.forget(id);
    panel.dataset.looked = id;
    this.noted();
  }
}
