// Choosing what to link a tag with: by number, by words, by pointing at it in the text, or by the
// address of a claim in another story. Claims of other stories come below those of this one.

import { addressed } from "./addresses.js";
import { Elsewhere } from "./elsewhere.js";
import { tagsFor } from "./ranking.js";
import { word } from "./words.js";

const MOST = 60; // entries shown

/** Link types by the kind at the far end; the first is the usual one. */
function typesFor(select, kind) {
  return Array.from(select.options).filter((option) => option.dataset.kinds.split(" ").includes(kind));
}

export class Chooser {
  #from = null;
  #all = [];
  #elsewhere = []; // claims of other stories that were found last
  #entries = [];
  #place = 0;
  #pointing = false;

  /** `chosen(id, type)` and `pointed()` are told what came of it. */
  constructor({ dialog, marks, elsewhere, chosen, pointed }) {
    Object.assign(this, { dialog, marks, chosen, pointed });
    this.input = dialog.querySelector("input");
    this.list = dialog.querySelector("ul");
    this.type = dialog.querySelector("select");
    this.nothing = dialog.querySelector("[data-nothing]");
    this.search = new Elsewhere(elsewhere, (claims) => this.#add(claims));
    this.input.addEventListener("input", () => this.#fill());
    dialog.addEventListener("close", () => this.search.forget());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("li");
      if (item) this.#choose(Number(item.dataset.place));
    });
    dialog.querySelector("[data-point]").addEventListener("click", () => {
      this.#pointing = true;
      dialog.close();
      this.pointed();
    });
  }

  /** Choose for `from`: {id, kind, label, peers}. */
  open(from) {
    this.#from = from;
    this.#all = this.#fitting();
    this.#elsewhere = [];
    this.input.value = "";
    this.input.placeholder = word("link-title", { label: this.#from.label });
    this.#fill();
    this.dialog.showModal();
    this.input.focus();
  }

  #fits(other) {
    if (other.id === this.#from.id || this.#from.peers.includes(other.id)) return false;
    return this.#from.kind === "claim" || other.kind === "claim";
  }

  #fitting() {
    const usual = (entry) => (entry.kind === "claim") === (this.#from.kind !== "claim");
    return this.marks
      .order()
      .map((id) => this.marks.about(id))
      .filter((entry) => this.#fits(entry))
      .map((entry) => ({ ...entry, words: this.marks.wordsOf(entry.id) }))
      .sort((a, b) => usual(b) - usual(a));
  }

  /** What the typed words mean: tags of this story, or the claim whose address was pasted. */
  #found() {
    const id = addressed(this.input.value);
    if (!id) return tagsFor(this.#all, this.input.value).slice(0, MOST);
    if (this.marks.has(id)) return this.#all.filter((entry) => entry.id === id);
    if (this.#from.kind !== "claim") return [];
    return [{ id, kind: "claim", label: "↗", words: word("elsewhere"), across: true }];
  }

  #fill() {
    const typed = this.input.value;
    const words = this.#from.kind === "claim" && !addressed(typed) ? typed : "";
    this.#show([...this.#found(), ...(words ? tagsFor(this.#elsewhere, words) : [])]);
    this.#mark(0);
    this.search.ask(words); // links between two stories join claims
  }

  /** Put claims of other stories below; what was marked stays marked. */
  #add(claims) {
    this.#elsewhere = claims.filter(({ id }) => !this.#from.peers.includes(id));
    const marked = this.#entries[this.#place]?.id;
    this.#show([...this.#found(), ...this.#elsewhere]);
    this.#mark(Math.max(0, this.#entries.findIndex(({ id }) => id === marked)));
  }

  #show(entries) {
    this.#entries = entries;
    this.list.replaceChildren(...entries.map((entry, place) => item(entry, place)));
    this.list.hidden = !entries.length;
    this.nothing.hidden = Boolean(entries.length);
  }

  #mark(place) {
    this.#place = place;
    for (const [index, option] of Array.from(this.list.querySelectorAll("[role=option]")).entries()) {
      option.setAttribute("aria-selected", String(index === place));
      if (index === place) option.scrollIntoView({ block: "nearest" });
    }
    const entry = this.#entries[place];
    this.input.setAttribute("aria-activedescendant", entry ? `choice-${place}` : "");
    this.#offerTypes(this.#from.kind === "claim" ? entry?.kind : this.#from.kind, entry?.across);
  }

  #offerTypes(kind, across = false) {
    const abroad = this.type.dataset.across.split(" ");
    const fitting = (kind ? typesFor(this.type, kind) : []).filter(({ value }) => !across || abroad.includes(value));
    for (const option of this.type.options) option.hidden = option.disabled = !fitting.includes(option);
    if (!fitting.includes(this.type.selectedOptions[0])) {
      const usual = { claim: "repeats" }[kind];
      const option = fitting.find(({ value }) => value === usual) ?? fitting[0];
      if (option) this.type.value = option.value;
    }
  }

  #key(event) {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.#entries.length) {
      event.preventDefault();
      const count = this.#entries.length;
      this.#mark((this.#place + steps[event.key] + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#choose(this.#place);
    }
  }

  #choose(place) {
    const entry = this.#entries[place];
    if (!entry) return;
    this.#mark(place);
    this.dialog.close();
    this.chosen(this.#from.id, entry.id, this.type.value);
  }
}

function item(entry, place) {
  const option = document.createElement("li");
  option.id = `choice-${place}`;
  option.role = "option";
  option.dataset.place = place;
  const words = document.createElement("span");
  words.className = "truncate";
  words.dir = "auto";
  words.textContent = `${entry.label}  ${entry.words}`;
  const kind = document.createElement("span");
  kind.className = `kind k-${entry.kind}`;
  kind.textContent = word(entry.kind);
  option.append(words, kind);
  if (entry.headline) option.append(headline(entry));
  return option;
}

/** Where a claim of another story stands. */
function headline(entry) {
  const place = document.createElement("span");
  place.className = "truncate headline";
  place.dir = "auto";
  place.textContent = entry.headline;
  return place;
}
