// From something done on the page to the outbox, and from the server's answer back to the page.

import { keepFocus } from "./focus.js";
import { uuid7 } from "./ids.js";
import { valuesOf } from "./local-tags.js";
import { clearMessages, showMessage } from "./messages.js";
import { Outbox } from "./outbox.js";
import { poster } from "./sending.js";
import { showState } from "./standing.js";
import { DeviceStore, boxOf } from "./store.js";
import { announce, word } from "./words.js";

const SLOW = 1000; // ms after which what is on its way is shown as waiting
const FORBIDDEN = 403;
const BLOCKED = new Set(["offline", "no-answer", "signed-out", "other-person"]);
const UNDOABLE = new Set([
  "create",
  "edit",
  "move",
  "retype",
  "delete",
  "link",
  "unlink",
  "link-many",
  "change-link",
  "split",
  "merge",
  "add-evidence",
  "remove-evidence",
]);

export class Changes {
  /** Version of each tag as far as the page was told: what a change is a change of. */
  #versions = new Map();
  /** The change that was made last, as long as nobody turned to something else. */
  #newest = null;
  /** What was taken back, to be done again: changes that were not sent yet, or null for the server's. */
  #takenBack = [];
  #slow = false;
  #timer = null;
  /** The tag whose card was open when the change on its way was sent: its answer has that card. */
  #named = null;
  /** Puts the focus back where the last swap took it from. */
  #restoreFocus = () => {};

  /**
   * `page` has the parts that swapped rows concern: article, panel, marks, card, selection,
   * pending, active and conflicts. It may be filled after this was made.
   */
  constructor({ form, page, session, tabs }) {
    Object.assign(this, { form, page, session });
    const { user, revision, number } = form.dataset;
    const url = `${location.pathname}?version=${number}`;
    this.owner = { user: Number(user), revision, url };
    /** Who else is signed in, once somebody is: then nothing is to be changed here. */
    this.stranger = null;
    this.outbox = new Outbox({
      post: poster(form, session, (change) => this.#valuesOf(change)),
      store: new DeviceStore(this.owner, tabs),
      alone: (run) => tabs.alone(`stet-send-${boxOf(this.owner)}`, run),
    });
    this.#listenToOutbox();
    this.#listenToForm();
  }

  /**
   * Hand a change to the outbox. `fields.id` is the tag it is about; `told` says for the list of
   * changes what it is, {what, words}.
   */
  send(operation, fields = {}, told = {}) {
    if (this.stranger) return showMessage(word("other-person-edits", this.stranger));
    const change = { key: uuid7(), operation, annotation: fields.id ?? null, fields, told };
    change.base = this.#versionOf(change.annotation);
    change.label = this.#labelOf(change.annotation);
    if (UNDOABLE.has(operation)) this.#takenBack = [];
    // Whoever links a tag while it is on its way has not turned to another one.
    if (operation !== "undo" && operation !== "link") this.#newest = change.key;
    return this.outbox.add(change);
  }

  /** Take the last step back: here, where it was not sent yet, else on the server. */
  undo() {
    const last = this.outbox.lastUntried(UNDOABLE);
    if (!last || this.stranger) {
      this.#takenBack.push(null);
      const tried = this.outbox.changes.findLast(({ operation }) => UNDOABLE.has(operation));
      return this.send("undo", tried ? { undoes: tried.key } : {});
    }
    this.#takenBack.push(this.outbox.discard(last.key));
    announce(word("taken-back"));
    return this.page.active.refresh();
  }

  /** Do again what was taken back last. */
  redo() {
    const back = this.#takenBack.pop();
    if (!back || this.stranger) return this.send("redo");
    for (const change of back) {
      this.outbox.add({ ...change, key: uuid7(), base: this.#versionOf(change.annotation) });
    }
    announce(word("done-again"));
    return this.page.active.refresh();
  }

  /** Remember the version that the server gave a tag; versions only grow. */
  told(id, version) {
    this.#versions.set(id, Math.max(version, this.#versions.get(id) ?? 0));
  }

  /** What waiting edits make of a tag's fields. */
  waiting(id) {
    return valuesOf(this.outbox.changes, id);
  }

  /** Somebody turned to a tag by themselves: the one made last does not open any more. */
  turnedAway() {
    this.#newest = null;
  }

  #versionOf(id) {
    const { marks } = this.page;
    const shown = marks.has(id) ? marks.about(id).version : 0;
    return this.#versions.get(id) ?? shown;
  }

  #labelOf(id) {
    return this.page.marks.has(id) ? this.page.marks.about(id).label : "";
  }

  #valuesOf({ key, operation, base, fields }) {
    const { card } = this.page;
    this.#named = card.id;
    const open = card.isLocal ? "" : (card.id ?? "");
    const sent = { operation, ...fields, key, by: this.owner.user, version: base || "", card: open };
    delete sent.undoes;
    return fields.fragments ? { ...sent, fragments: JSON.stringify(fields.fragments) } : sent;
  }

  #listenToOutbox() {
    this.outbox.addEventListener("state", ({ detail }) => this.#standing(detail));
    this.outbox.addEventListener("saved", ({ detail }) => this.#saved(detail));
    this.outbox.addEventListener("refused", ({ detail }) => this.#refused(detail));
    this.outbox.addEventListener("conflict", ({ detail }) => {
      this.afterSwap();
      this.page.conflicts.show(detail.change);
    });
    this.session.addEventListener("other", ({ detail }) => {
      this.stranger = { name: detail.name };
      this.page.lock();
    });
  }

  #standing(state) {
    const { phase, waiting } = state;
    showState(state, this.stranger ?? {});
    clearTimeout(this.#timer);
    if (BLOCKED.has(phase)) this.#slow = true;
    else if (phase === "idle" && !waiting) this.#slow = false;
    else this.#timer = setTimeout(() => this.#tooSlow(), SLOW);
    this.#paint();
  }

  #tooSlow() {
    this.#slow = true;
    this.#paint();
  }

  /** Paint what waits, and open what was just made and now has a chip. */
  #paint() {
    const { pending, marks, active } = this.page;
    pending.show(this.outbox.changes, this.#slow);
    marks.repaint();
    const made = this.outbox.changes.find(({ key }) => key === this.#newest);
    if (made?.operation === "create" && pending.get(made.annotation)) {
      this.#newest = null;
      active.select(made.annotation);
    } else this.#freshenCard();
  }

  /** A card that the page drew follows the tag, and makes room for the real one once there is one. */
  #freshenCard() {
    const { pending, active, card } = this.page;
    if (!card.isLocal) return;
    const drawn = pending.signature(card.id);
    if (drawn && drawn !== card.drawn) card.redraw();
    else if (!drawn && this.outbox.phase === "idle") active.select(card.id);
  }

  #saved({ change, answer }) {
    this.afterSwap();
    this.page.card.stored(change);
    if (answer.opens && change.key === this.#newest && this.page.marks.has(answer.annotation)) {
      this.page.active.select(answer.annotation);
    } else this.#renewLate(answer.versions);
    for (const { key, state, annotation, operation, fields } of this.outbox.changes) {
      // Typed anew and saved: nobody needs the refused words any more.
      const same = annotation === change.annotation && fields.fields === change.fields.fields;
      if (state === "refused" && operation === "edit" && same) this.outbox.discard(key);
    }
  }

  #refused({ change, answer }) {
    this.afterSwap();
    if (change.operation === "undo") this.#notTakenBack();
    showMessage(answer.reason ?? word("refused"));
    // A broken rule leaves what was typed where it is; what is not allowed is rolled back.
    if (answer.status === FORBIDDEN || change.operation !== "edit") this.page.active.refresh();
    else this.page.card.refuse(change);
  }

  #notTakenBack() {
    const place = this.#takenBack.lastIndexOf(null);
    if (place >= 0) this.#takenBack.splice(place, 1);
  }

  #listenToForm() {
    this.form.addEventListener("htmx:beforeSwap", () => this.beforeSwap());
    this.form.addEventListener("stet:saved", ({ detail }) => {
      for (const [id, version] of Object.entries(detail.versions)) this.told(id, version);
      clearMessages();
      announce(detail.said);
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
    pending.show(this.outbox.changes, this.#slow);
    marks.repaint();
    if (card.id && !marks.has(card.id)) active.select(null);
    if (card.id) card.place(active.anchor);
    this.#restoreFocus();
    this.#restoreFocus = () => {};
  }
}
