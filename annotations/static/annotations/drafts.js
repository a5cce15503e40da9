// Refusals that are begun and not sent: ticked reasons and words, by claim, kept for the tab.

import { TabMemory } from "./memory.js";

export class Drafts {
  #begun;
  #memory;

  /** `name` is the key under which they are kept in `storage`. */
  constructor(name, storage) {
    this.#memory = new TabMemory(name, storage);
    this.#begun = this.#memory.read();
  }

  /** Keep what a refusal of claim `id` holds; an empty one is dropped. */
  keep(id, { verdict, reasons, comment }) {
    if (reasons.length || comment.trim()) this.#begun[id] = { verdict, reasons, comment };
    else delete this.#begun[id];
    this.#memory.write(this.#begun);
  }

  drop(id) {
    delete this.#begun[id];
    this.#memory.write(this.#begun);
  }

  /** {verdict, reasons, comment} that was begun for claim `id`, or null. */
  of(id) {
    return this.#begun[id] ?? null;
  }

  /** Ids of the claims with a refusal that is begun. */
  ids() {
    return Object.keys(this.#begun);
  }
}
