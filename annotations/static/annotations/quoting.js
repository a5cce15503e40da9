// Tag by quoted text, for whoever cannot or does not want to select: paste words, choose the place.

import { blocksOf, quoteOf } from "./offsets.js";
import { placesOf } from "./places.js";
import { word } from "./words.js";

const MOST = 50; // places shown

export class Quoting {
  #places = [];

  /** `tag(kind, span)` tags it, `select(span)` only selects it. */
  constructor({ dialog, article, tag, select }) {
    Object.assign(this, { dialog, article, tag, select });
    this.form = dialog.querySelector("form");
    this.words = dialog.querySelector("textarea");
    this.said = dialog.querySelector(".quote-said");
    this.list = dialog.querySelector(".quote-places");
    this.found = dialog.querySelector("[data-found]");
    this.words.addEventListener("input", () => this.#forget());
    this.words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector("[value=find]"));
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(event.submitter?.value ?? "find");
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  }

  open() {
    this.#forget();
    this.words.value = "";
    this.dialog.showModal();
    this.words.focus();
  }

  #forget() {
    this.#places = [];
    this.said.textContent = "";
    this.list.hidden = this.found.hidden = true;
  }

  #submit(what) {
    if (what === "find" || !this.#places.length) return this.#find();
    const chosen = this.list.querySelector("input:checked")?.value ?? 0;
    const { start, end } = this.#places[chosen];
    this.dialog.close();
    if (what === "select") return this.select({ start, end });
    return this.tag(what, { start, end, quote: quoteOf(this.article, start, end) });
  }

  #find() {
    const length = Number(blocksOf(this.article).at(-1).dataset.end);
    this.#places = placesOf(quoteOf(this.article, 0, length), this.words.value).slice(0, MOST);
    const count = this.#places.length;
    this.said.textContent = count ? word("quote-found", { count }) : word("quote-none");
    this.found.hidden = !count;
    this.list.hidden = count < 2;
    const choices = this.#places.map((place, number) => choice(place, number));
    this.list.querySelector("div").replaceChildren(...choices);
    if (!count) return this.words.focus();
    const next = count > 1 ? this.list.querySelector("input") : this.form.querySelector("[value=claim]");
    return next.focus();
  }
}

function choice({ before, words, after }, number) {
  const label = document.createElement("label");
  label.className = "check quote";
  label.dir = "auto";
  const box = document.createElement("input");
  Object.assign(box, { type: "radio", name: "place", value: String(number), checked: number === 0 });
  const strong = document.createElement("strong");
  strong.textContent = words;
  const text = document.createElement("span");
  text.append(`… ${before}`, strong, `${after} …`);
  label.append(box, text);
  return label;
}
