// The labelling guide beside the text: in the card's place, so that no paragraph moves. The card
// stays open behind it, and takes its place again as soon as somebody turns to it.

import { RuleSearch } from "./rule-search.js";
import { word } from "./words.js";

const NARROW = "(max-width: 900px)";
const OTHERS = "#selection-bar:not([hidden]), dialog[open], :popover-open";

export class Guide {
  #back = null;
  #loaded = false;
  #place = 0;

  /** `panel` is the empty panel, `card` that of the card, `side` the direction of the text. */
  constructor({ panel, card, side }) {
    Object.assign(this, { panel, card });
    panel.dataset.side = side;
    this.body = panel.querySelector("[data-body]");
    this.way = panel.querySelector("[data-back]");
    this.search = new RuleSearch(panel.querySelector("[data-rule-search]"), this.body);
    panel.addEventListener("click", (event) => this.#press(event));
    document.addEventListener("keydown", (event) => this.#key(event), true);
    document.addEventListener("focusin", (event) => this.#leave(event));
    for (const name of ["stet:opened", "focusin"]) card.addEventListener(name, () => this.close());
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  async open() {
    if (!this.panel.contains(document.activeElement)) this.#back = document.activeElement;
    this.panel.hidden = false;
    this.#stand();
    this.#offerWay();
    this.#tell(true);
    this.panel.focus({ preventScroll: true });
    if (!this.#loaded) await this.#load();
    this.body.scrollTop = this.#place;
  }

  close() {
    if (!this.isOpen) return;
    const had = this.panel.contains(document.activeElement);
    this.#place = this.body.scrollTop;
    this.panel.hidden = true;
    this.#tell(false);
    if (had) (this.#back?.isConnected ? this.#back : document.getElementById("article")).focus({ preventScroll: true });
  }

  async #load() {
    const answer = await fetch(this.panel.dataset.url, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) {
      this.body.textContent = word("no-guide");
      return;
    }
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    this.body.replaceChildren(template.content);
    this.#loaded = true;
    this.search.filter();
  }

  #press(event) {
    if (event.target.closest("[data-close]")) return this.close();
    if (event.target.closest("[data-back]")) return this.card.focus({ preventScroll: true });
    const line = event.target.closest('.contents a[href^="#"]');
    if (!line || event.ctrlKey || event.metaKey) return null;
    event.preventDefault();
    return this.#show(decodeURIComponent(line.hash.slice(1)));
  }

  /** Scroll the panel, and nothing else, to a rule. */
  #show(id) {
    const rule = this.body.querySelector(`#${CSS.escape(id)}`);
    if (!rule) return;
    this.body.scrollTop += rule.getBoundingClientRect().top - this.body.getBoundingClientRect().top;
    rule.querySelector("a").focus({ preventScroll: true });
  }

  #key(event) {
    if (event.key !== "Escape" || !this.isOpen || event.isComposing) return;
    const inside = this.panel.contains(event.target);
    if (!inside && document.querySelector(OTHERS)) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  /** On a narrow screen the guide covers everything: whoever leaves it wants it gone. */
  #leave(event) {
    if (!this.isOpen || this.panel.contains(event.target) || !matchMedia(NARROW).matches) return;
    this.close();
  }

  /** Stand below the bars above the text: these may have one line or more. */
  #stand() {
    const bars = Array.from(document.querySelectorAll(".toolbar, .practice"));
    const lowest = Math.max(...bars.map((bar) => bar.getBoundingClientRect().bottom));
    this.panel.style.setProperty("--below", `${Math.round(lowest)}px`);
  }

  /** Name the tag whose card is behind the guide, as the way back to it. */
  #offerWay() {
    const { label } = this.card.querySelector("[data-card]")?.dataset ?? {};
    this.way.hidden = this.card.hidden || !label;
    this.way.querySelector("span").textContent = word("back-to", { label });
  }

  #tell(open) {
    for (const button of document.querySelectorAll('[data-command="guide"]')) {
      button.setAttribute("aria-expanded", String(open));
    }
  }
}
