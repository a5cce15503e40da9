// "Changes on this device": what was saved last, what waits, what was refused and why.

import { announce, word } from "./words.js";

const SHOWN_SAVED = 5;
const TYPED = ["note", "normalised_claim", "independence", "text", "excerpt", "url"];
const PILLS = { saved: "pill pill-ok", refused: "pill pill-bad", conflict: "pill pill-warn" };
const LONGEST = 160; // characters of what was typed that are shown

export class DeviceList {
  /**
   * `outbox` has the changes, `marks` the tags as they are called by now; `decide(key)` opens the
   * dialog of a conflict.
   */
  constructor({ dialog, outbox, marks, decide }) {
    Object.assign(this, { dialog, outbox, marks, decide });
    this.list = dialog.querySelector("ul");
    this.nothing = dialog.querySelector("[data-nothing]");
    this.list.addEventListener("click", (event) => this.#press(event.target.closest("button")));
    outbox.addEventListener("state", () => this.dialog.open && this.#fill());
  }

  open() {
    this.#fill();
    this.dialog.showModal();
  }

  #fill() {
    const { activeElement } = document;
    const { key, does } = this.list.contains(activeElement) ? activeElement.dataset : {};
    const saved = this.outbox.saved.slice(0, SHOWN_SAVED).reverse();
    const rows = [...saved.map((change) => this.#row(change, "saved"))];
    for (const change of this.outbox.changes) rows.push(this.#row(change, change.state));
    this.list.replaceChildren(...rows);
    this.list.hidden = !rows.length;
    this.nothing.hidden = rows.length > 0;
    if (key) this.#focus(key, does);
  }

  /** A tag that had no number yet when it was changed, or another kind, is called by its own now. */
  #row(change, state) {
    const { annotation, operation, fields, label, told } = change;
    const now = { ...change, label: label && this.#called(annotation, label) };
    if (operation === "link" && this.marks.has(annotation)) {
      const ends = [annotation, fields.target].map((id) => this.#called(id, ""));
      now.told = { ...told, words: ends.filter(Boolean).join(" – ") };
    }
    return row(now, state);
  }

  #called(id, before) {
    return this.marks.has(id) ? this.marks.about(id).label : before;
  }

  /** The row may be gone that had the focus: it must not fall out of the dialog. */
  #focus(key, does) {
    const same = this.list.querySelector(`[data-key="${key}"][data-does=${does}]`);
    (same ?? this.dialog.querySelector("[value=close]")).focus();
  }

  async #press(button) {
    if (!button) return;
    const { key, does } = button.dataset;
    if (does === "discard") this.outbox.discard(key);
    if (does === "retry") this.outbox.retry(key);
    if (does === "copy") await this.#copy(key);
    if (does === "decide") {
      this.dialog.close();
      this.decide(key);
    }
    if (this.dialog.open) this.#fill();
  }

  async #copy(key) {
    const change = this.outbox.changes.find((one) => one.key === key);
    const done = await navigator.clipboard.writeText(typedIn(change)).then(
      () => true,
      () => false,
    );
    announce(word(done ? "copied" : "not-copied"));
  }
}

/** What somebody typed or selected, whole. */
function typedIn({ fields, told }) {
  const typed = TYPED.map((name) => fields[name]).filter(Boolean);
  return typed.join("\n") || told?.words || "";
}

function row(change, state) {
  const item = document.createElement("li");
  item.className = `device-row is-${state}`;
  const what = document.createElement("p");
  const title = document.createElement("strong");
  title.textContent = titleOf(change);
  what.append(title);
  const words = change.told?.words ?? "";
  if (words) what.append(" ", quoted(words));
  item.append(what, stateOf(state));
  const why = reasonOf(change, state);
  if (why) item.append(why);
  if (state !== "saved") item.append(buttonsOf(change, state));
  return item;
}

/** "Note of C3", "Claim", "Link". */
function titleOf({ operation, told, label }) {
  const what = told?.what || word(`did-${operation}`);
  return label && operation !== "link" ? word("device-of", { what, label }) : what;
}

function quoted(words) {
  const quote = document.createElement("q");
  quote.dir = "auto";
  quote.textContent = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
  return quote;
}

function stateOf(state) {
  const pill = document.createElement("span");
  pill.className = PILLS[state] ?? "pill";
  pill.textContent = word(`device-${state}`);
  return pill;
}

function reasonOf({ reason, because }, state) {
  if (state !== "refused") return null;
  const why = document.createElement("p");
  why.className = "small device-why";
  why.textContent = because ? word("refused-with-tag") : (reason ?? word("refused"));
  return why;
}

function buttonsOf(change, state) {
  const buttons = document.createElement("p");
  buttons.className = "cluster";
  const offered = { refused: ["copy", "retry", "discard"], conflict: ["copy", "decide"] };
  for (const does of offered[state] ?? ["copy"]) {
    if (does === "copy" && !typedIn(change)) continue;
    if (does === "retry" && change.because) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-small";
    button.textContent = word(`device-do-${does}`);
    Object.assign(button.dataset, { key: change.key, does });
    buttons.append(button);
  }
  return buttons;
}
