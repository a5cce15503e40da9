// Somebody else was faster: both versions side by side, and what becomes of ours.
//
// A change in conflict stays in the outbox, so that a reload does not take it. Its dialog comes from
// the server each time: their version may be yet another one by the time somebody decides.

export class Conflicts {
  #key = null;
  #asked = null;
  #aside = new Set();

  /** `settled()` is called when the stored version is to be shown again. */
  constructor({ outbox, settled }) {
    Object.assign(this, { outbox, settled });
    document.addEventListener("submit", (event) => this.#resolve(event));
  }

  /** Show the dialog that the server has put into #dialogs for a change; one at a time. */
  show({ key }) {
    const dialog = document.querySelector("#dialogs > #conflict");
    const busy = this.#key || (this.#asked !== key && document.querySelector("dialog[open]"));
    if (!dialog || busy) return dialog?.remove();
    this.#asked = null;
    this.#key = key;
    document.body.append(dialog); // the next one to come must not take it away
    dialog.addEventListener("close", () => this.#closed(dialog));
    dialog.showModal();
  }

  /** Ask the server again for both versions of a change that needs a decision, or of the oldest. */
  decide(key = this.#oldest(() => true)) {
    if (!key || this.#key) return;
    this.#asked = key;
    this.outbox.decide(key, "again");
  }

  #oldest(fits) {
    const { changes } = this.outbox;
    return changes.find((change) => change.state === "conflict" && fits(change))?.key;
  }

  #closed(dialog) {
    dialog.remove();
    if (this.#key) this.#aside.add(this.#key);
    this.#key = null;
    this.outbox.retell();
  }

  async #resolve(event) {
    const how = event.target.dataset?.resolve;
    const dialog = event.target.closest?.("#conflict");
    const key = this.#key;
    if (!how || !dialog || !key) return;
    event.preventDefault();
    const fields = how === "merged" ? this.#merged(event.target, key) : null;
    this.#key = null;
    dialog.close();
    await this.outbox.decide(key, how === "merged" ? "mine" : how, fields);
    this.settled();
    this.decide(this.#oldest((change) => !this.#aside.has(change.key)) ?? null);
  }

  #merged(form, key) {
    const change = this.outbox.changes.find((one) => one.key === key);
    const { fields, ...rest } = Object.fromEntries(new FormData(form));
    return { id: change.annotation, fields, [fields]: rest[fields] };
  }
}
