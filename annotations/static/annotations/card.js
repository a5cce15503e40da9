// The card of the active tag: opened at its mark, each field saved as soon as it is left.

import { fill } from "./local-card.js";
import { renew } from "./talk.js";
import { hasTyped } from "./typed.js";
import { word } from "./words.js";

const GAP = 12;
const AIR = 12; // between the card and what covers the window's edges
const PATIENCE = 10_000; // ms to wait for a card before the page makes do without

/** Where every card comes from the server, as on the review page. */
const NONE = { own: () => null, spare: () => null };

export class Card {
  #asked = null;
  #agreed = null;
  #typed = null;

  /**
   * `change(operation, fields, told)` sends a change of the tag; `warn(sentence)` asks, and resolves.
   * `local` has the cards that need no server, `waiting(id)` what waiting edits make of the fields,
   * `known(id)` is the version of the tag that the page shows.
   */
  constructor({ panel, sheet, urlOf, known, change, warn, local = NONE, waiting = () => ({}) }) {
    Object.assign(this, { panel, sheet, urlOf, known, change, warn, local, waiting });
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

  /** Whether the open card was made by the page, as the server could not be asked. */
  get isLocal() {
    return this.id !== null && "local" in this.#body().dataset;
  }

  /** What a local card was drawn from. */
  get drawn() {
    return this.#body()?.dataset.drawn;
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

  /** Save what is being typed, as leaving the field would; resolves when it is on its way. */
  saveTyped() {
    return this.unsaved ? this.#save(this.#typed) : Promise.resolve();
  }

  /** Fetch the card of a tag and show it beside `mark`; false where the server did not give it. */
  async open(id, mark, { focus = false } = {}) {
    this.#asked = id;
    if (this.id !== id || (this.isLocal && !this.local.own(id))) {
      const body = this.local.own(id) ?? (await this.#fetch(id)) ?? this.local.spare(id);
      if (this.#asked !== id) return true; // another one was asked for since
      if (!body) return false;
      this.#replace(id, body);
    }
    this.panel.hidden = false;
    this.panel.className = this.#body().className.replace("card-body", "");
    this.place(mark);
    this.panel.dispatchEvent(new Event("stet:opened"));
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
    const body = this.local.own(id) ?? (await this.#fetch(id));
    if (!body || stays()) return false;
    const putBack = keepLook(this.panel);
    this.panel.replaceChildren(body);
    this.panel.className = this.#body().className.replace("card-body", "");
    this.#agreed = this.#typed = null;
    fill(this.panel, this.waiting(id));
    putBack();
    this.place(mark);
    return true;
  }

  /** Draw a local card again, what is being typed kept: the tag is not what it was. */
  redraw() {
    const { id } = this;
    this.#replace(id, this.local.own(id));
    this.panel.className = this.#body().className.replace("card-body", "");
  }

  /** Show what stands in the fields now as what is stored: the change that said so is through. */
  stored({ operation, annotation, fields }) {
    if (operation !== "edit" || annotation !== this.id) return;
    const control = this.#control(fields.fields);
    if (!control || control === this.#typed) return;
    control.removeAttribute("aria-invalid");
    if (control.type === "checkbox") control.defaultChecked = control.checked;
    else if (control.matches("select")) {
      for (const option of control.options) option.defaultSelected = option.selected;
    } else control.defaultValue = control.value;
  }

  /** Leave what was typed in its field, and mark the field: a rule does not let it be stored. */
  refuse({ annotation, fields }) {
    if (annotation === this.id) this.#control(fields.fields)?.setAttribute("aria-invalid", "true");
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
    // Where it hung below the text, the page was longer, and may have been scrolled by that.
    this.panel.style.top = "0";
    const sheet = this.sheet.getBoundingClientRect();
    const head = AIR + heightOf(".topbar") + heightOf(".practice.is-open");
    const foot = AIR + heightOf(".footbar");
    const room = innerHeight - foot - Math.max(head, sheet.top + GAP);
    this.panel.style.maxHeight = `${room}px`;
    const wanted = mark.getBoundingClientRect().top - sheet.top - 10;
    const lowest = innerHeight - foot - sheet.top - this.panel.offsetHeight;
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

  /** One that was drawn before what the page shows by now was stored is asked for once more. */
  async #fetch(id, again = true) {
    const options = { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) };
    try {
      const answer = await fetch(this.urlOf(id), options);
      if (!answer.ok || answer.redirected) return null;
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      const version = template.content.querySelector("[data-card]")?.dataset.version;
      if (again && version < this.known(id)) return this.#fetch(id, false);
      return version && template.content;
    } catch {
      return null;
    }
  }

  /** Put a card in the place of another, with what waits and what is being typed. */
  #replace(id, body) {
    const typed = this.id === id && this.unsaved ? this.#typed : null;
    const focused = this.id === id && this.panel.contains(document.activeElement);
    const focus = focused && document.activeElement.name;
    this.panel.replaceChildren(body);
    this.#agreed = null;
    fill(this.panel, this.waiting(id));
    if (typed) {
      this.#typed = this.#control(typed.name);
      if (this.#typed) this.#typed.value = typed.value;
    }
    if (focus) this.#control(focus)?.focus({ preventScroll: true });
  }

  #control(name) {
    return this.panel.querySelector(`form[data-fields] [name="${CSS.escape(name)}"]`);
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
    const fields = { id: this.id, fields: control.name, [control.name]: value };
    this.change("edit", fields, { what: labelOf(control), words: wordsOf(control) });
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
    const words = fields.text || fields.url || fields.excerpt || "";
    this.change(fields.operation, fields, { words });
    renew(form);
  }

  #body() {
    return this.panel.querySelector("[data-card]");
  }
}

/** What a control is called, without the key beside its name. */
function labelOf(control) {
  const label = control.labels?.[0]?.cloneNode(true);
  for (const part of label?.querySelectorAll("kbd, input") ?? []) part.remove();
  return label?.textContent.trim() ?? control.name;
}

/** What stands in a control, as a person reads it. */
function wordsOf(control) {
  if (control.type === "checkbox") return word(control.checked ? "yes" : "no");
  return control.matches("select") ? control.selectedOptions[0]?.textContent : control.value;
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

/** Pixels that a bar covers: it may have one line or two. */
function heightOf(bar) {
  return document.querySelector(bar)?.offsetHeight ?? 0;
}
