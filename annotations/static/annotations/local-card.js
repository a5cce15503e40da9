// The card of a tag that the server cannot be asked about: it exists on this device only, or there is
// no connection. What can be changed blindly can be changed; the rest says why it has to wait.

import { word } from "./words.js";

const HANDED_IN = ".s-submitted, .s-approved";

export class LocalCards {
  constructor({ template, marks, pending }) {
    Object.assign(this, { template, marks, pending });
  }

  /** The card of a tag that exists on this device only, or null. */
  own(id) {
    const tag = this.pending.get(id);
    if (!tag) return null;
    const card = this.#card({ ...tag, hint: word("card-local") });
    for (const part of card.querySelectorAll("[data-stored-only]")) part.remove();
    fill(card, tag.values);
    card.firstElementChild.dataset.drawn = this.pending.signature(id);
    return card;
  }

  /** The card of a stored tag that could not be fetched, or null where it is not on the page. */
  spare(id) {
    if (!this.marks.has(id)) return null;
    const about = this.marks.about(id);
    const card = this.#card({ ...about, quote: this.marks.wordsOf(id), hint: word("card-spare") });
    for (const part of card.querySelectorAll("[data-local-only]")) part.remove();
    card.firstElementChild.dataset.version = about.version;
    const voids = this.#voids(about);
    if (voids) card.firstElementChild.dataset.voids = voids;
    return card;
  }

  #card({ id, kind, label, quote, peers, hint }) {
    const card = this.template.content.cloneNode(true);
    const body = card.firstElementChild;
    body.classList.add(`k-${kind}`);
    Object.assign(body.dataset, { card: id, kind, label });
    card.querySelector("h2").textContent = `${word(kind)} ${label}`;
    card.querySelector("blockquote").textContent = quote;
    card.querySelector("[data-hint]").textContent = hint;
    for (const part of card.querySelectorAll("[data-of]")) {
      if (part.dataset.of !== kind) part.remove();
    }
    const links = peers.filter((peer) => this.marks.has(peer)).map((peer) => this.#link(peer));
    card.querySelector("[data-links]").replaceChildren(...links);
    return card;
  }

  #link(id) {
    const { kind, label } = this.marks.about(id);
    const item = document.createElement("li");
    item.className = `linkchip k-${kind}`;
    const link = document.createElement("a");
    link.href = `#chip-${id}`;
    link.dataset.go = id;
    const name = document.createElement("b");
    name.textContent = label;
    const words = document.createElement("span");
    words.className = "truncate";
    words.dir = "auto";
    words.textContent = this.marks.wordsOf(id);
    link.append(name, words);
    item.append(link);
    return item;
  }

  /** What a change of a stored tag would take back, as far as the page can tell. */
  #voids({ id, kind, peers }) {
    if (kind === "claim") return this.marks.chip(id).matches(HANDED_IN) ? word("voids-own") : "";
    const count = peers.filter((peer) => this.marks.chip(peer)?.matches(HANDED_IN)).length;
    return count ? word("voids", { count }) : "";
  }
}

/** Set fields to what waiting changes make of them. */
export function fill(root, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = root.querySelector(`form[data-fields] [name="${CSS.escape(name)}"]`);
    if (control?.type === "checkbox") control.checked = Boolean(value);
    else if (control) control.value = value;
  }
}
