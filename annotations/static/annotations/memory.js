// What a tab remembers until it is closed. A browser may refuse to: then it lasts for the page.

export class TabMemory {
  #name;
  #storage;

  constructor(name, storage = null) {
    this.#name = name;
    this.#storage = storage;
  }

  /** The object that was written last, or an empty one. */
  read() {
    try {
      return JSON.parse(this.#kept().getItem(this.#name) ?? "{}");
    } catch {
      return {};
    }
  }

  write(value) {
    try {
      this.#kept().setItem(this.#name, JSON.stringify(value));
    } catch {
      // No storage, or a full one.
    }
  }

  #kept() {
    return this.#storage ?? sessionStorage;
  }
}
