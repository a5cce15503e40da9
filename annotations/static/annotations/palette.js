// All commands of the page in a dialog, found by their words, each with its keys.

import { commandsFor } from "./ranking.js";
import { word } from "./words.js";

export class Palette {
  #entries = [];
  #place = 0;

  /**
   * `commands[name]()` does it; `has` says what there is to do it with: {words(), tag()}.
   * `opened()` is told before the focus leaves the page, `closed()` when it is back.
   */
  constructor({ dialog, shortcuts, commands, has, opened = () => {}, closed = () => {} }) {
    Object.assign(this, { dialog, shortcuts, commands, has, opened, closed });
    this.input = dialog.querySelector("input");
    this.list = dialog.querySelector("ul");
    this.nothing = dialog.querySelector("[data-nothing]");
    this.input.addEventListener("input", () => this.#fill());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("li");
      if (item) this.#run(Number(item.dataset.place));
    });
  }

  open() {
    this.opened();
    this.input.value = "";
    this.#fill();
    this.dialog.showModal();
    this.input.focus();
    this.dialog.addEventListener("close", () => this.closed(), { once: true });
  }

  #can({ needs }) {
    const { words, tag } = this.has;
    return { words, tag, "words or tag": () => words() || tag() }[needs]?.() ?? true;
  }

  #fill() {
    const offered = this.shortcuts.commands.filter(({ name }) => name !== "palette" && this.commands[name]);
    const found = commandsFor(offered, this.input.value);
    this.#entries = [...found.filter((one) => this.#can(one)), ...found.filter((one) => !this.#can(one))];
    this.list.replaceChildren(...this.#entries.map((entry, place) => this.#item(entry, place)));
    this.list.hidden = !this.#entries.length;
    this.nothing.hidden = Boolean(this.#entries.length);
    this.#mark(0);
  }

  #item(entry, place) {
    const option = document.createElement("li");
    option.id = `command-${place}`;
    option.role = "option";
    option.dataset.place = place;
    const label = document.createElement("span");
    label.textContent = entry.label;
    option.append(label);
    if (!this.#can(entry)) {
      option.setAttribute("aria-disabled", "true");
      const why = document.createElement("small");
      why.textContent = word(entry.needs === "words" ? "select-first" : "open-first");
      option.append(why);
    }
    const keys = document.createElement("span");
    keys.className = "chords";
    for (const key of this.shortcuts.keysOf(entry.name)) {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      keys.append(cap);
    }
    option.append(keys);
    return option;
  }

  #mark(place) {
    this.#place = place;
    for (const [index, option] of Array.from(this.list.children).entries()) {
      option.setAttribute("aria-selected", String(index === place));
      if (index === place) option.scrollIntoView({ block: "nearest" });
    }
    this.input.setAttribute("aria-activedescendant", this.#entries[place] ? `command-${place}` : "");
  }

  #key(event) {
    if (event.isComposing) return;
    const count = this.#entries.length;
    const places = {
      ArrowDown: (this.#place + 1) % count,
      ArrowUp: (this.#place - 1 + count) % count,
      PageDown: Math.min(this.#place + 8, count - 1),
      PageUp: Math.max(this.#place - 8, 0),
    };
    if (event.key in places && count) {
      event.preventDefault();
      this.#mark(places[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!event.repeat) this.#run(this.#place);
    } else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault(); // held down, or pressed again: it is open already
    }
  }

  #run(place) {
    const entry = this.#entries[place];
    if (!entry || !this.#can(entry)) return;
    // The command comes after the close, as that gives the focus and the selection back.
    this.dialog.addEventListener("close", () => this.commands[entry.name](), { once: true });
    this.dialog.close();
  }
}
