// The labelling guide beside the text: over the margin, so that no paragraph moves.
//
// It and the card share the margin; whichever was opened or touched last lies in front.

import { RuleSearch } from "./rule-search.js";
import { word } from "./words.js";

const NARROW = "(max-width: 900px)";
const OTHERS = "#inspector:not([hidden]), #selection-bar:not([hidden]), dialog[open], :popover-open";

export class Guide {
  #back = null;
  #loaded = false;
  #place = 0;

  /** `panel` is the empty panel, `side` the direction of the article's text. */
  constructor({ panel, side }) {
    Object.assign(this, { panel });
    panel.dataset.side = side;
    this.body = panel.querySelector("[data-body]");
    this.search = new RuleSearch(panel.querySelector("[data-rule-search]"), this.body);
    panel.addEventListener("click", (event) => this.#press(event));
    for (const name of ["pointerdown", "focusin"]) panel.addEventListener(name, () => this.#raise());
    document.addEventListener("keydown", (event) => this.#key(event), true);
    document.addEventListener("focusin", (event) => this.#leave(event));
    this.#giveWayTo(document.getElementById("inspector"));
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  get isInFront() {
    return this.isOpen && this.panel.classList.contains("in-front");
  }

  /** Open the guide, or bring it in front; where it is in front, close it. */
  toggle() {
    if (this.isInFront) this.close();
    else this.open();
  }

  async open() {
    if (!this.panel.contains(document.activeElement)) this.#back = document.activeElement;
    this.panel.hidden = false;
    this.#raise();
    this.#tell(true);
    this.panel.focus({ preventScroll: true });
    if (!this.#loaded) await this.#load();
    this.body.scrollTop = this.#place;
  }

  close() {
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

  #raise() {
    this.panel.classList.add("in-front");
  }

  #giveWayTo(card) {
    const back = () => this.panel.classList.remove("in-front");
    for (const name of ["pointerdown", "focusin"]) card.addEventListener(name, back);
    const opened = () => card.hidden || back();
    // A card that is opened again gets its class again, if nothing else.
    const signs = { attributes: true, attributeFilter: ["hidden", "class"], childList: true };
    new MutationObserver(opened).observe(card, signs);
  }

  #tell(open) {
    for (const button of document.querySelectorAll('[data-command="guide"]')) {
      button.setAttribute("aria-expanded", String(open));
    }
  }
}
