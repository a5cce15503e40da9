// Somebody else was faster: both versions side by side, and what becomes of ours.

import { uuid7 } from "./ids.js";
import { word } from "./words.js";

export class Conflicts {
  #open = [];

  /** `settled()` is called when the stored version is to be shown again. */
  constructor({ outbox, settled }) {
    Object.assign(this, { outbox, settled });
    document.addEventListener("submit", (event) => this.#resolve(event));
  }

  /** Show the dialog that the server has put into #dialogs for a change. */
  show(change) {
    const dialog = document.getElementById("conflict");
    if (!dialog) return;
    this.#open.push({ change, dialog });
    dialog.addEventListener("close", () => this.#count());
    this.decide();
  }

  /** Open the oldest conflict that waits for a decision. */
  decide() {
    const [first] = this.#open;
    if (!first || document.querySelector("dialog[open]")) return;
    document.getElementById("dialogs").replaceChildren(first.dialog);
    first.dialog.showModal();
    this.#count();
  }

  #resolve(event) {
    const how = event.target.dataset?.resolve;
    const place = this.#open.findIndex(({ dialog }) => dialog.contains(event.target));
    if (!how || place < 0) return;
    event.preventDefault();
    const [{ change, dialog }] = this.#open.splice(place, 1);
    dialog.close();
    dialog.remove();
    if (how === "theirs") return this.settled();
    const fields = how === "mine" ? change.fields : mergedFields(event.target, change);
    this.outbox.addFirst({ ...change, key: uuid7(), fields }).then(() => this.settled());
  }

  #count() {
    const banner = document.getElementById("undecided");
    const count = this.#open.filter(({ dialog }) => !dialog.open).length;
    banner.hidden = !count;
    banner.querySelector("span").textContent = count ? word("later", { count }) : "";
  }
}

function mergedFields(form, change) {
  const { fields, ...rest } = Object.fromEntries(new FormData(form));
  return { id: change.annotation, fields, [fields]: rest[fields] };
}
