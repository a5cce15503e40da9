// The open card while others work on its tag: shown anew where nobody is at it, else a note.

import { showHint } from "./messages.js";
import { verbOf } from "./news.js";
import { hasWords, keepTyped } from "./typed.js";
import { word } from "./words.js";

export class OpenCard {
  /**
   * `renew(force)` fetches the card again and resolves with whether it did; without `force` only
   * where nobody is at work in it. `always` leaves every change to a note: a reviewer decides on
   * what was read, so that must not change under a hand.
   */
  constructor({ card, marks, renew, always = false }) {
    Object.assign(this, { card, marks, renew, always });
    card.panel.addEventListener("click", ({ target }) => {
      if (target.closest("[data-live-show]")) this.#showAll();
    });
  }

  /** The tag whose rows have to stay: others deleted it while its card is written in. */
  holds(events, stays) {
    const { id } = this.card;
    const last = events.findLast(({ annotation }) => annotation === id);
    if (!id || !last || verbOf(last) !== "deleted" || stays(id)) return null;
    if (this.card.worked || hasWords(this.card.panel)) {
      this.#note(last, "live.note-deleted", false);
      return id;
    }
    const who = last.actor?.name ?? word("live.somebody");
    showHint(word("live.deleted", { who, what: last.label }));
    return null;
  }

  /**
   * Others changed tags, or the reader did in another tab, `own`; the rows are shown already. A
   * reviewer's own changes are followed by the page.
   */
  async changed(others, own = []) {
    const { id } = this.card;
    if (!id || !this.marks.has(id)) return;
    const events = this.always ? others : [...others, ...own];
    const last = events.findLast((event) => event.annotation === id && !this.#shows(event));
    const { peers } = this.marks.about(id);
    const near = events.some(({ annotation }) => peers.includes(annotation));
    if (!last && (!near || this.always)) return;
    if (!this.always && (await this.renew(false))) return;
    if (last && this.card.id === id) this.#note(last, own.includes(last) ? "live.note-own" : "live.note", true);
  }

  /** Whether the card was fetched after what an event tells. */
  #shows({ version_after }) {
    return Boolean(version_after) && this.card.version >= version_after;
  }

  #note({ actor, at }, name, shows) {
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const time = new Date(at).toLocaleTimeString([], clock);
    const who = actor?.name ?? word("live.somebody");
    const note = document.createElement("p");
    note.className = "why live-note";
    note.setAttribute("role", "status");
    note.append(word(name, { who, time }));
    if (shows) note.append(button());
    this.card.panel.querySelector(".live-note")?.remove();
    this.card.panel.prepend(note);
  }

  async #showAll() {
    this.card.saveTyped(); // of what changed too, both are then shown side by side
    const putBack = keepTyped(this.card.panel);
    if (await this.renew(true)) putBack();
  }
}

function button() {
  const show = document.createElement("button");
  show.type = "button";
  show.className = "btn btn-small";
  show.dataset.liveShow = "";
  show.textContent = word("live.show");
  return show;
}
