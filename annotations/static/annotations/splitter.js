// The dialog in which the words of a claim are divided between it and a new one.

import { quoteOf } from "./offsets.js";
import { divides, piecesOf, trimmed } from "./pieces.js";
import { word } from "./words.js";

export class Splitter {
  #asked = null;
  #pieces = [];

  constructor({ dialog, article }) {
    Object.assign(this, { dialog, article });
    this.list = dialog.querySelector("[data-pieces]");
    this.evidence = dialog.querySelector("fieldset");
    this.go = dialog.querySelector("[data-go]");
    this.list.addEventListener("change", (event) => {
      this.#pieces[Number(event.target.closest("li").dataset.place)].to = event.target.value;
      this.#check();
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.querySelector("form").addEventListener("submit", () => this.#finish());
  }

  /**
   * Ask how to divide the claim `of` (marks.about), cut at the selected words where there are some
   * inside it; false where there is nothing to divide. `chosen({fragments, shared, evidence})`.
   */
  open({ of, selected, evidence, chosen }) {
    this.#asked = { of, chosen };
    const span = selected && [selected.start, selected.end];
    this.#pieces = piecesOf(of.parts, span)
      .map((piece) => trimmed(piece, quoteOf(this.article, piece.start, piece.end)))
      .filter(Boolean);
    if (this.#pieces.length < 2) return false;
    if (!divides(this.#pieces)) this.#pieces.at(-1).to = "goes";
    this.dialog.querySelector("h2").textContent = word("split-title", { label: of.label });
    this.list.replaceChildren(...this.#pieces.map((piece, place) => this.#item(piece, place)));
    this.evidence.hidden = !evidence.length;
    this.evidence.replaceChildren(this.evidence.querySelector("legend"), ...evidence.map(tickBox));
    this.#check();
    this.dialog.showModal();
    return true;
  }

  #item({ quote, to }, place) {
    const item = document.createElement("li");
    item.dataset.place = place;
    const words = document.createElement("q");
    words.id = `piece-${place}`;
    words.dir = "auto";
    words.textContent = quote;
    const choice = document.createElement("div");
    choice.className = "choice";
    choice.setAttribute("role", "radiogroup");
    choice.setAttribute("aria-labelledby", words.id);
    for (const end of ["stays", "goes", "both"]) {
      const label = document.createElement("label");
      const radio = document.createElement("input");
      Object.assign(radio, { type: "radio", name: words.id, value: end, checked: end === to });
      label.append(radio, ` ${word(end, { label: this.#asked.of.label })}`);
      choice.append(label);
    }
    item.append(words, choice);
    return item;
  }

  #check() {
    this.go.disabled = !divides(this.#pieces);
    this.dialog.querySelector("[data-refused]").hidden = divides(this.#pieces);
  }

  #finish() {
    const part = ({ start, end, quote }) => ({ start, end, quote });
    const ticked = this.evidence.querySelectorAll("input:checked");
    this.#asked.chosen({
      fragments: this.#pieces.filter(({ to }) => to !== "stays").map(part),
      shared: this.#pieces.filter(({ to }) => to === "both").map(part),
      evidence: Array.from(ticked, ({ value }) => value),
    });
  }
}

function tickBox({ id, words }) {
  const label = document.createElement("label");
  label.className = "check";
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", value: id });
  label.append(box, ` ${words}`);
  return label;
}
