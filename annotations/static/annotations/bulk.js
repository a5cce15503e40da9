// Approving several claims at once: only those whose cards were looked at one by one.

import { word } from "./words.js";

const FEWEST = 2; // one claim is approved on its card
const LONGEST = 240; // characters of a claim's words in the list

export class Bulk {
  /**
   * `left()` are the ids that wait for the reviewer; `opened` knows whose cards were looked at;
   * `apart(id)` names why one is not to be approved with others, "returned" or "suggested", or "".
   */
  constructor({ dialog, button, opened, marks, left, apart }) {
    Object.assign(this, { dialog, button, opened, marks, left, apart });
    dialog.addEventListener("change", () => this.#count());
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** Say on the button how many claims could be approved now. */
  refresh() {
    const count = this.#cards().filter((card) => !this.#why(card)).length;
    this.button.hidden = count < FEWEST;
    this.button.querySelector("span").textContent = word("approve-opened", { count });
    if (this.isOpen) this.#list(this.#ticks());
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

  /** What is in the open list, by id: whether it is ticked. */
  #ticks() {
    const boxes = [...this.dialog.querySelectorAll("#bulk-list input")];
    return new Map(boxes.map(({ value, checked }) => [value.split(":")[0], checked]));
  }

  /** Why a claim is not ticked beforehand: "stale", "returned", "suggested", or "". */
  #why({ id, version }) {
    return this.marks.about(id).version === version ? this.apart(id) : "stale";
  }

  /** List what could be approved. Once the list is open no tick comes by itself. */
  #list(ticks = null) {
    const items = this.#cards().map((card) => {
      const why = this.#why(card);
      return this.#item(card, why, ticks ? ticks.get(card.id) : !why);
    });
    this.dialog.querySelector("#bulk-list").replaceChildren(...items);
    this.#count();
  }

  #item({ id, seen }, why, ticked) {
    const { label } = this.marks.about(id);
    const box = element("input", { type: "checkbox", name: "claims", value: `${id}:${seen}` });
    box.disabled = why === "stale";
    box.checked = Boolean(ticked) && !box.disabled;
    const name = element("label", { className: "check" }, box, element("b", {}, label));
    const words = this.marks.wordsOf(id);
    const shown = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
    const finding = this.marks.chip(id).querySelector(".label").textContent;
    const parts = [element("span", { dir: "auto", className: "words" }, shown), element("span", {}, finding)];
    if (why) parts.push(element("strong", {}, word(why, { label })));
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
