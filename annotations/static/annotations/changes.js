// From something done on the page to the outbox, and from the server's answer back to the page.

import { keepFocus } from "./focus.js";
import { uuid7 } from "./ids.js";
import { clearMessages, showMessage } from "./messages.js";
import { Outbox } from "./outbox.js";
import { poster, showState } from "./sending.js";
import { announce, word } from "./words.js";

export class Changes {
  /** Version of each tag as far as the page was told: what a change is a change of. */
  #versions = new Map();
  /** Whether the server has just shown both versions of something. */
  #clash = false;
  /** The tag whose card was open when the change on its way was sent: its answer has that card. */
  #named = null;
  /** Puts the focus back where the last swap took it from. */
  #restoreFocus = () => {};

  /**
   * `page` has the parts that swapped rows concern: article, panel, marks, card, selection,
   * pending, active and conflicts. It may be filled after this was made.
   */
  constructor({ form, page }) {
    Object.assign(this, { form, page });
    this.outbox = new Outbox({ post: poster(form, (change) => this.#fieldsOf(change)) });
    this.#listenToOutbox();
    this.#listenToForm();
  }

  /** Hand a change to the outbox. `fields.id` is the tag it is about. */
  send(operation, fields = {}) {
    const change = { key: uuid7(), operation, annotation: fields.id ?? null, fields };
    if (fields.fragments) this.page.pending.add(change.key, fields.fragments);
    this.outbox.add(change);
  }

  /** Remember the version that the server gave a tag; versions only grow. */
  told(id, version) {
    this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? 0));
  }

  #fieldsOf({ operation, annotation, fields }) {
    const { marks, card } = this.page;
    const shown = marks.has(annotation) ? marks.about(annotation).version : "";
    const version = this.#versions.get(annotation) ?? shown;
    this.#named = card.id;
    const values = { version, operation, ...fields, card: card.id ?? "" };
    return fields.fragments ? { ...values, fragments: JSON.stringify(fields.fragments) } : values;
  }

  #listenToOutbox() {
    this.outbox.addEventListener("state", ({ detail }) => showState(detail));
    for (const outcome of ["saved", "refused", "conflict"]) {
      this.outbox.addEventListener(outcome, ({ detail }) => {
        this.page.pending.remove(detail.change.key);
        this.afterSwap();
        if (this.#clash) this.page.conflicts.show(detail.change);
        else if (outcome !== "saved" && !this.form.dataset.told) showMessage(word("refused"));
        this.#clash = false;
      });
    }
  }

  #listenToForm() {
    const { form, page } = this;
    form.addEventListener("htmx:beforeSwap", () => this.beforeSwap());
    form.addEventListener("stet:saved", ({ detail }) => {
      for (const [id, version] of Object.entries(detail.versions)) this.told(id, version);
      clearMessages();
      announce(detail.said);
      queueMicrotask(() => {
        const { annotation, opens } = detail;
        if (opens && page.marks.has(annotation)) page.active.select(annotation);
        else this.#renewLate(detail.versions);
      });
    });
    form.addEventListener("stet:refused", ({ detail }) => {
      showMessage(detail.message);
      page.active.refresh();
    });
    form.addEventListener("stet:conflict", ({ detail }) => {
      this.#versions.set(detail.annotation, detail.version);
      this.#clash = true;
    });
  }

  /** A card that was opened while the change was on its way has not seen it. */
  #renewLate(versions) {
    const { card, active } = this.page;
    if (card.id && card.id !== this.#named && card.version < (versions[card.id] ?? 0)) active.renew();
  }

  /** Keep what a swap of rows would take: the selection and the focus. */
  beforeSwap() {
    this.page.selection.keep();
    this.#restoreFocus = keepFocus(this.page);
  }

  /** Rows that were swapped in are bare: paint, select and focus as before. */
  afterSwap() {
    const { selection, pending, marks, card, active } = this.page;
    selection.restore();
    pending.repaint();
    marks.repaint();
    if (card.id && !marks.has(card.id)) active.select(null);
    if (card.id) card.place(active.anchor);
    this.#restoreFocus();
    this.#restoreFocus = () => {};
  }
}
