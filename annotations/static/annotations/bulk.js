// Approving several claims at once: only those whose cards were opened one by one.

import { word } from "./words.js";

const FEWEST = 2; // one claim is approved on its card
const LONGEST = 240; // characters of a claim's words in the list

export class Bulk {
  /** `left()` are the ids that wait for the reviewer; `opened` knows whose cards were shown. */
  constructor({ dialog, button, opened, marks, left }) {
    Object.assign(this, { dialog, button, opened, marks, left });
    dialog.addEventListener("change", () => this.#count());
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** Say on the button how many claims could be approved now. */
  refresh() {
    const count = this.#cards().length;
    this.button.hidden = count < FEWEST;
    this.button.querySelector("span").textContent = word("approve-opened", { count });
    if (this.isOpen) this.#list();
  }

  show() {
    if (this.button.hidden) return;
    this.say("");
    this.#list();
    this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  /** Say in the dialog why nothing was stored. */
  say(sentence) {
    const refused = this.dialog.querySelector("#bulk-refused");
    refused.textContent = sentence;
    refused.hidden = !sentence;
  }

  #cards() {
    return this.opened.among(this.left());
  }

  #list() {
    const items = this.#cards().map((card) => this.#item(card));
    this.dialog.querySelector("#bulk-list").replaceChildren(...items);
    this.#count();
  }

  #item({ id, seen, version }) {
    const { label, version: now } = this.marks.about(id);
    const isStale = now !== version;
    const box = element("input", { type: "checkbox", name: "claims", value: `${id}:${seen}` });
    box.checked = !isStale;
    box.disabled = isStale;
    const name = element("label", { className: "check" }, box, element("b", {}, label));
    const words = this.marks.wordsOf(id);
    const shown = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
    const finding = this.marks.chip(id).querySelector(".label").textContent;
    const parts = [element("span", { dir: "auto", className: "words" }, shown), element("span", {}, finding)];
    if (isStale) parts.push(element("strong", {}, word("stale", { label })));
    return element("li", { className: "evidence k-claim" }, name, ...parts);
  }

  #count() {
    const count = this.dialog.querySelectorAll("#bulk-list input:checked").length;
    const send = this.dialog.querySelector("#bulk-send");
    send.disabled = count === 0;
    send.querySelector("span").textContent = word("approve-these", { count });
  }
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
