// The keys in force, in a dialog; single keys are switched off and on from there.

import { announce, word } from "./words.js";

export class Help {
  constructor({ dialog, shortcuts }) {
    Object.assign(this, { dialog, shortcuts });
    this.form = dialog.querySelector("form[method=post]");
    this.said = dialog.querySelector("[data-said]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#switch();
    });
  }

  open() {
    this.said.textContent = "";
    this.dialog.showModal();
    this.dialog.querySelector("footer button").focus();
  }

  async #switch() {
    const on = this.form.elements.on.value === "1";
    const sent = { method: "POST", body: new FormData(this.form), credentials: "same-origin" };
    const answer = await fetch(this.form.action, sent).catch(() => null);
    // It leads to the page of all keys; anywhere else means signed out, or refused.
    const kept = answer?.ok && new URL(answer.url).pathname === this.form.dataset.page;
    this.said.textContent = word(kept ? (on ? "single-on" : "single-off") : "single-failed");
    if (kept) this.#show(on);
  }

  #show(on) {
    this.shortcuts.off = !on;
    document.body.dataset.singleKeys = on ? "on" : "off";
    this.form.elements.on.value = on ? "0" : "1";
    const [off, back] = [this.form.querySelector("[data-turn-off]"), this.form.querySelector("[data-turn-on]")];
    off.hidden = !on;
    back.hidden = on;
    (on ? off : back).focus();
    this.dialog.querySelector("[data-when-off]").hidden = on;
    announce(this.said.textContent);
  }
}
