// Reasons, then words: the two refusals of the open card, ticked by number, never lost.

import { chordsOf } from "./keys.js";

const FORM = "details[data-verdict] > form";
const TYPED_INTO = "textarea, input:not([type=checkbox])";

export class Refusals {
  /** `claim()` is the id of the open card's claim; `drafts` keeps what is begun. */
  constructor({ panel, drafts, claim }) {
    Object.assign(this, { panel, drafts, claim });
    panel.addEventListener("keydown", (event) => this.#press(event));
    panel.addEventListener("input", ({ target }) => this.#keep(target.closest(FORM)));
    panel.addEventListener("toggle", ({ target }) => this.#oneAtATime(target), true);
  }

  /** Whether a refusal is open that no key may overrule; it gets the focus. */
  begun() {
    const reason = this.panel.querySelector("details[data-verdict][open] input[name=reasons]");
    reason?.focus();
    return Boolean(reason);
  }

  /** Open the reasons of a refusal, with the focus on the first. */
  open(verdict) {
    const part = this.#part(verdict);
    if (!part) return;
    part.open = true;
    part.querySelector("input[name=reasons]").focus();
  }

  /** Fill in what was begun for the claim whose card was just opened. */
  restore() {
    const begun = this.drafts.of(this.claim());
    const part = begun && this.#part(begun.verdict);
    if (!part || this.panel.querySelector("details[data-verdict][open]")) return;
    part.open = true;
    for (const box of part.querySelectorAll("input[name=reasons]")) {
      box.checked = begun.reasons.includes(box.value);
    }
    part.querySelector("[name=comment]").value = begun.comment;
  }

  #part(verdict) {
    return this.panel.querySelector(`details[data-verdict="${verdict}"]`);
  }

  #press(event) {
    const form = event.target.closest(FORM);
    if (!form || event.isComposing) return;
    const number = chordsOf(event).find((chord) => /^[1-9]$/.test(chord));
    if (!number || event.target.matches(TYPED_INTO)) return;
    const box = form.querySelectorAll("input[name=reasons]")[Number(number) - 1];
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.click();
  }

  #keep(form) {
    if (!form || !this.claim()) return;
    const data = new FormData(form);
    const [verdict, comment] = [data.get("verdict"), data.get("comment")];
    this.drafts.keep(this.claim(), { verdict, comment, reasons: data.getAll("reasons") });
  }

  // (A shared name would do it, but closes what a swap brings in open.)
  #oneAtATime(opened) {
    if (!opened.open || !opened.dataset.verdict) return;
    for (const other of this.panel.querySelectorAll("details[data-verdict][open]")) {
      other.open = other === opened;
    }
  }
}
