// Handing claims in: how many go, what is held back, and only then the form.

import { word } from "./words.js";

export class HandingIn {
  /** `ready()` resolves with whether all that was changed is stored; `show()` opens what is held back. */
  constructor({ form, dialog, ready, show }) {
    Object.assign(this, { form, dialog, ready, show });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "go") this.#send();
      else if (dialog.returnValue === "show") show();
    });
  }

  async #send() {
    // A field that the dialog took the focus from may have been saved since.
    if (await this.ready()) this.form.submit();
  }

  /** Say what would go in, and hand it in if that is wanted. */
  async ask() {
    if (this.dialog.open || !(await this.ready())) return;
    const { ready, held, why } = document.getElementById("gate").dataset;
    const count = Number(ready);
    const part = (selector) => this.dialog.querySelector(selector);
    part("h2").textContent = count ? word("hand-in", { count }) : word("hand-in-none");
    part("[data-held]").hidden = !Number(held);
    part("[data-held]").textContent = why;
    part("[data-then]").hidden = !count;
    const [go, missing] = [part("[value=go]"), part("[value=show]")];
    go.hidden = !count;
    missing.hidden = !Number(held);
    missing.classList.toggle("btn-primary", !count);
    this.dialog.returnValue = "";
    this.dialog.showModal();
    (count ? go : Number(held) ? missing : part("[value=leave]")).focus();
  }
}
