// The pages of this browser that are open: each holds a lock for as long as it lives.

import { uuid7 } from "./ids.js";

const PREFIX = "stet-tab-";

export class Tabs {
  #held;

  /** `locks` are the browser's Web Locks; without them every page takes itself for the only one. */
  constructor(locks = globalThis.navigator?.locks) {
    this.locks = locks;
    this.id = uuid7();
    this.#held = this.#hold();
  }

  /** Ids of the pages that are open, this one among them. */
  async living() {
    await this.#held;
    if (!this.locks) return new Set([this.id]);
    const { held } = await this.locks.query();
    const names = held.map(({ name }) => name).filter((name) => name.startsWith(PREFIX));
    return new Set(names.map((name) => name.slice(PREFIX.length)));
  }

  /** Run something that no other page may be doing at the same time under this name. */
  alone(name, run) {
    return this.locks ? this.locks.request(name, run) : run();
  }

  /** Resolves as soon as the lock is there; it is given back when the page is gone. */
  #hold() {
    if (!this.locks) return Promise.resolve();
    return new Promise((held) => {
      this.locks.request(PREFIX + this.id, () => {
        held();
        return new Promise(() => {});
      });
    });
  }
}
