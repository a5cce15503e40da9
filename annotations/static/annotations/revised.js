// A newer version of the story is there: say so, and leave the one that is open as it is.

import { steadily } from "./steady.js";

export class Revised {
  /** `banner` has data-url, whose answer fills it; `number` is that of the version on the page. */
  constructor({ banner, number }) {
    Object.assign(this, { banner, number });
    this.newest = banner.hidden ? number : Infinity;
  }

  /** Told of a version, by whoever hears of it first; an older or known one is no news. */
  async told(newest) {
    if (!(newest > this.number) || newest === this.newest || !Number.isFinite(this.newest)) return;
    const answer = await fetch(this.banner.dataset.url, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    const words = template.content.querySelector("[data-revised]");
    if (!words) return;
    this.newest = newest;
    steadily(() => {
      this.banner.replaceChildren(template.content);
      this.banner.hidden = false;
    });
    this.#stay();
  }

  /** Loading the page again must open the version that one works on. */
  #stay() {
    const url = new URL(location.href);
    url.searchParams.set("version", this.number);
    history.replaceState(history.state, "", url);
  }
}
