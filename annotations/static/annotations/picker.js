// Choosing claims in a dialog: one of them, or many with one tick each.

import { holds } from "./ranking.js";
import { word } from "./words.js";

const MOST = 300; // entries shown; of more, those nearest to where one comes from

export class ClaimPicker {
  #asked = null;
  #claims = [];
  #entries = [];
  #place = 0;
  #last = null;
  #ticked = new Set();

  constructor({ dialog, marks }) {
    Object.assign(this, { dialog, marks });
    this.input = dialog.querySelector("input");
    this.list = dialog.querySelector("ul");
    this.type = dialog.querySelector("select");
    this.go = dialog.querySelector("[data-go]");
    this.input.addEventListener("input", () => this.#fill());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("click", (event) => this.#press(event));
    this.go.addEventListener("click", () => this.#finish());
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    for (const button of dialog.querySelectorAll("[data-tick]")) {
      button.addEventListener("click", () => this.#tickSome(button.dataset.tick));
    }
  }

  /**
   * Ask for claims. `from` is what a tag is (marks.about), `many` whether several may be ticked,
   * `standing(entry)` why one cannot be chosen, or nothing; `chosen(ids, type)` is told.
   */
  open(asked) {
    this.#asked = asked;
    this.#ticked.clear();
    this.#last = null;
    this.#claims = this.marks
      .order()
      .map((id) => this.marks.about(id))
      .filter(({ kind, id }) => kind === "claim" && id !== asked.from.id)
      .map((entry) => ({ ...entry, words: this.marks.wordsOf(entry.id) }));
    this.dialog.querySelector("h2").textContent = asked.title;
    this.#show("[data-explain]", asked.explain);
    for (const part of this.dialog.querySelectorAll("[data-many]")) part.hidden = !asked.many;
    this.list.setAttribute("aria-multiselectable", String(asked.many));
    this.#offerTypes(asked.from.kind);
    this.input.value = "";
    this.#fill();
    this.dialog.showModal();
    this.input.focus();
  }

  #offerTypes(kind) {
    const fitting = Array.from(this.type.options).filter(({ dataset }) => dataset.kinds.split(" ").includes(kind));
    for (const option of this.type.options) option.hidden = option.disabled = !fitting.includes(option);
    this.type.value = fitting[0]?.value ?? "";
  }

  #fill() {
    const wanted = this.input.value.trim().toLowerCase();
    const fitting = this.#claims.filter(({ label, words }) => holds(`${label} ${words}`, wanted));
    this.#entries = around(fitting, this.#asked.from.parts[0][0], MOST);
    this.list.replaceChildren(...this.#entries.map((entry, place) => this.#item(entry, place)));
    this.list.hidden = !this.#entries.length;
    this.dialog.querySelector("[data-nothing]").hidden = Boolean(this.#entries.length);
    const cut = fitting.length > this.#entries.length;
    this.#show("[data-more]", cut && word("claims-shown", { shown: MOST, count: fitting.length }));
    const exact = this.#entries.findIndex(({ label }) => label.toLowerCase() === wanted);
    const near = this.#entries.findIndex(({ parts }) => parts[0][0] >= this.#asked.from.parts[0][0]);
    this.#mark(Math.max(0, wanted ? exact : near));
    this.#count();
  }

  #item(entry, place) {
    const item = document.createElement("li");
    item.id = `claims-${place}`;
    item.role = "option";
    item.dataset.place = place;
    const why = this.#asked.standing(entry);
    if (why) item.setAttribute("aria-disabled", "true");
    const parts = [
      ["tick", ""],
      ["kind k-claim", entry.label],
      ["truncate", entry.words],
      ["why-not", why],
    ];
    item.append(...parts.map(([name, text]) => span(name, text)));
    item.setAttribute("aria-selected", String(this.#ticked.has(entry.id)));
    return item;
  }

  #mark(place) {
    this.list.querySelector(".is-current")?.classList.remove("is-current");
    this.#place = place;
    const item = this.list.children[place];
    item?.classList.add("is-current");
    item?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item ? item.id : "");
  }

  #press(event) {
    const item = event.target.closest("li");
    if (!item) return;
    const place = Number(item.dataset.place);
    const before = this.#last;
    this.#mark(place);
    if (event.shiftKey && before !== null && this.#asked.many) this.#tickBetween(before, place);
    else this.#toggle(place);
    this.input.focus();
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.#entries.length;
    if (event.isComposing || !count) return;
    if (step) {
      event.preventDefault();
      if (event.shiftKey && this.#asked.many) this.#tick(this.#place);
      this.#mark((this.#place + step + count) % count);
      if (event.shiftKey && this.#asked.many) this.#tick(this.#place);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) return this.#finish();
      this.#toggle(this.#place);
      this.input.select(); // the next number or word takes the place of this one
    }
  }

  #toggle(place) {
    const { id } = this.#entries[place];
    if (this.#ticked.has(id)) this.#ticked.delete(id);
    else this.#tick(place);
    this.#count();
  }

  #tick(place) {
    const entry = this.#entries[place];
    if (this.#asked.standing(entry)) return;
    if (!this.#asked.many) this.#ticked.clear();
    this.#ticked.add(entry.id);
    this.#last = place;
    this.#count();
  }

  #tickBetween(one, other) {
    const [first, last] = one < other ? [one, other] : [other, one];
    for (let place = first; place <= last; place += 1) this.#tick(place);
  }

  #tickSome(which) {
    const ticked = this.#entries.flatMap(({ id }, place) => (this.#ticked.has(id) ? [place] : []));
    if (which === "none") this.#ticked.clear();
    else if (which === "between") this.#tickBetween(ticked.at(0) ?? 0, ticked.at(-1) ?? -1);
    else {
      const row = this.marks.chip(this.#asked.from.id).closest(".row");
      for (const [place, { id }] of this.#entries.entries()) {
        if (which === "shown" || this.marks.chip(id).closest(".row") === row) this.#tick(place);
      }
    }
    this.#count();
  }

  /** Show what is ticked, and say on the button what it will do. */
  #count() {
    for (const [place, { id }] of this.#entries.entries()) {
      this.list.children[place].setAttribute("aria-selected", String(this.#ticked.has(id)));
    }
    const count = this.#ticked.size;
    this.go.textContent = this.#asked.says(Array.from(this.#ticked));
    this.go.disabled = !count;
  }

  #finish() {
    if (!this.#ticked.size) return;
    const order = this.marks.order().filter((id) => this.#ticked.has(id));
    this.dialog.close();
    this.#asked.chosen(order, this.type.value);
  }

  #show(selector, sentence) {
    const place = this.dialog.querySelector(selector);
    place.textContent = sentence || "";
    place.hidden = !sentence;
  }
}

/** At most `most` of `entries`, those around a place in the text. */
function around(entries, place, most) {
  const near = entries.findIndex(({ parts }) => parts[0][0] >= place);
  const middle = near < 0 ? entries.length : near;
  const first = Math.max(0, Math.min(middle - most / 2, entries.length - most));
  return entries.slice(first, first + most);
}

function span(name, text) {
  const made = document.createElement("span");
  made.className = name;
  made.dir = "auto";
  made.textContent = text ?? "";
  return made;
}
