// What the reviewer opened in this visit: ids, hashes and versions, never a word of the article.

import { TabMemory } from "./memory.js";

/** Kept for the tab as well, so that a reload does not forget it; each reader has a memory apart. */
export class Opened {
  #cards;
  #memory;

  /** `name` is the key under which it is kept in `storage`. */
  constructor(name, storage) {
    this.#memory = new TabMemory(name, storage);
    this.#cards = new Map(Object.entries(this.#memory.read()));
  }

  /** The card of a claim was shown: `seen` is the hash of what it showed. */
  note(id, { seen, version }) {
    this.#cards.set(id, { seen, version });
    this.#memory.write(Object.fromEntries(this.#cards));
  }

  forget(id) {
    if (this.#cards.delete(id)) this.#memory.write(Object.fromEntries(this.#cards));
  }

  /** {id, seen, version} of those of `ids` that were opened, in their order. */
  among(ids) {
    return ids.filter((id) => this.#cards.has(id)).map((id) => ({ id, ...this.#cards.get(id) }));
  }
}
