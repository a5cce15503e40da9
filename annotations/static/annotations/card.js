// The card of the active tag: opened at its mark, each field saved as soon as it is left.

import { renew } from "./talk.js";
import { hasTyped } from "./typed.js";

const GAP = 12;
const HEAD = 68; // height of the top bar, and some air
const FOOT = 60; // height of the footer, and some air

export class Card {
  #asked = null;
  #agreed = null;
  #typed = null;

  /** `change(operation, fields)` sends a change of the tag; `warn(sentence)` asks, and resolves. */
  constructor({ panel, sheet, urlOf, change, warn }) {
    Object.assign(this, { panel, sheet, urlOf, change, warn });
    panel.addEventListener("input", (event) => this.#type(event.target));
    panel.addEventListener("change", (event) => this.#save(event.target));
    panel.addEventListener("submit", (event) => this.#submit(event));
  }

  /** Id of the open card's tag, or null. */
  get id() {
    return this.panel.hidden ? null : (this.#body()?.dataset.card ?? null);
  }

  get version() {
    return Number(this.#body()?.dataset.version);
  }

  get editable() {
    return this.id !== null && "editable" in this.#body().dataset;
  }

  /** Whether words stand in a field that was not left yet, and so are not saved. */
  get unsaved() {
    return this.#typed !== null && this.panel.contains(this.#typed);
  }

  /** Whether somebody is at work in it: a field has the focus, or holds what was not sent. */
  get worked() {
    const field = document.activeElement?.closest("textarea, select, input:not([type=checkbox])");
    return this.panel.contains(field ?? null) || hasTyped(this.panel);
  }

  /** Save what is being typed, as leaving the field would. */
  saveTyped() {
    if (this.unsaved) this.#save(this.#typed);
  }

  /** Fetch the card of a tag and show it beside `mark`; false where the server did not give it. */
  async open(id, mark, { focus = false } = {}) {
    this.#asked = id;
    if (this.id !== id) {
      const body = await this.#fetch(id);
      if (this.#asked !== id) return true; // another one was asked for since
      if (!body) return false;
      this.panel.replaceChildren(body);
      this.#agreed = null;
    }
    this.panel.hidden = false;
    this.panel.className = this.#body().className.replace("card-body", "");
    this.place(mark);
    if (focus) this.field("[name]:not([type=hidden])")?.focus({ preventScroll: true });
    return true;
  }

  /** Fetch the open card again: what is stored is no longer what it shows. */
  async reload(mark) {
    await this.renew(mark, true);
  }

  /**
   * Fetch the open card again and put it in the place of the old one, unfolded and scrolled alike.
   * False where it was not given, or where somebody is at work in it and it is not `forced`.
   */
  async renew(mark, forced = false) {
    const id = this.id;
    const stays = () => this.id !== id || (this.worked && !forced);
    if (!id || stays()) return false;
    const body = await this.#fetch(id);
    if (!body || stays()) return false;
    const putBack = keepLook(this.panel);
    this.panel.replaceChildren(body);
    this.panel.className = this.#body().className.replace("card-body", "");
    this.#agreed = this.#typed = null;
    putBack();
    this.place(mark);
    return true;
  }

  close() {
    this.#asked = null;
    this.panel.hidden = true;
    this.panel.replaceChildren();
  }

  /** Put the card beside its mark, within the window; nothing else moves. */
  place(mark) {
    this.panel.style.maxHeight = "";
    if (!mark || getComputedStyle(this.panel).position !== "absolute") return;
    const sheet = this.sheet.getBoundingClientRect();
    const room = innerHeight - FOOT - Math.max(HEAD, sheet.top + GAP);
    this.panel.style.maxHeight = `${room}px`;
    const wanted = mark.getBoundingClientRect().top - sheet.top - 10;
    const lowest = innerHeight - FOOT - sheet.top - this.panel.offsetHeight;
    this.panel.style.top = `${Math.max(GAP, Math.min(wanted, lowest))}px`;
  }

  /** First control of the card that matches, its part unfolded. */
  field(selector) {
    const found = this.panel.querySelector(selector);
    for (let part = found?.closest("details"); part; part = part.parentElement.closest("details")) {
      part.open = true;
    }
    return found;
  }

  /** Whether a change may go out: asked once a card, where it takes sign-offs away. */
  async agreed() {
    const sentence = this.#body()?.dataset.voids;
    if (!sentence || this.#agreed === this.id) return true;
    const yes = await this.warn(sentence);
    if (yes) this.#agreed = this.id;
    return yes;
  }

  async #fetch(id) {
    const answer = await fetch(this.urlOf(id), { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return null;
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    return template.content;
  }

  #type(control) {
    if (control.matches("form[data-fields] :is(textarea, input:not([type=checkbox]))")) {
      this.#typed = control;
    }
  }

  async #save(control) {
    if (control.matches("[data-submits]")) return control.form.requestSubmit();
    const form = control.closest("form[data-fields]");
    if (!form || !control.name) return;
    this.#typed = null;
    const isBox = control.type === "checkbox";
    // No sign-off covers the note of a source or marker.
    const signed = control.name !== "note" || this.#body().classList.contains("k-claim");
    if (signed && !(await this.agreed())) return this.#takeBack(control, isBox);
    const value = isBox ? (control.checked ? "on" : "") : control.value;
    this.change("edit", { id: this.id, fields: control.name, [control.name]: value });
  }

  #takeBack(control, isBox) {
    if (isBox) control.checked = control.defaultChecked;
    else if (control.matches("select")) {
      for (const option of control.options) option.selected = option.defaultSelected;
    } else control.value = control.defaultValue;
  }

  async #submit(event) {
    const form = event.target;
    if (!form.matches("[data-change], [data-fields]")) return;
    event.preventDefault();
    if (form.matches("[data-fields]")) return;
    const fields = Object.fromEntries(new FormData(form));
    if (!form.matches("[data-talk]") && !(await this.agreed())) {
      if (form.querySelector("[data-submits]")) form.reset();
      return;
    }
    delete fields.csrfmiddlewaretoken;
    delete fields.version;
    this.change(fields.operation, fields);
    renew(form);
  }

  #body() {
    return this.panel.querySelector("[data-card]");
  }
}

/** Remember what is unfolded, how far it is scrolled and what has the focus. */
function keepLook(panel) {
  const unfolded = [...panel.querySelectorAll("details")].map(({ open }) => open);
  const { scrollTop } = panel;
  const focused = panel.contains(document.activeElement) ? document.activeElement : null;
  return function putBack() {
    panel.querySelectorAll("details").forEach((part, place) => (part.open = unfolded[place] ?? part.open));
    panel.scrollTop = scrollTop;
    if (!focused) return;
    const again = focused.id && panel.querySelector(`#${CSS.escape(focused.id)}`);
    (again || panel).focus({ preventScroll: true });
  };
}
