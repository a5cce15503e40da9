// The field above a guide that leaves only the rules with certain words.

import { fits } from "./rules.js";
import { word } from "./words.js";

export class RuleSearch {
  /** `search` holds the field and the sentence; the rules are looked for in `list` each time. */
  constructor(search, list) {
    Object.assign(this, { list });
    this.input = search.querySelector("input");
    this.said = search.querySelector("[data-found]");
    this.input.addEventListener("input", () => this.filter());
  }

  /** Hide the rules, and their lines in the contents, that do not fit. */
  filter() {
    const wanted = this.input.value;
    const rules = Array.from(this.list.querySelectorAll("[data-rule]"));
    let count = 0;
    for (const rule of rules) {
      rule.hidden = !fits(rule.textContent, wanted);
      count += Number(!rule.hidden);
      this.#line(rule.id)?.toggleAttribute("hidden", rule.hidden);
    }
    for (const opening of this.list.querySelectorAll(".opening")) opening.hidden = Boolean(wanted.trim());
    this.said.textContent = this.#sentence(wanted.trim(), count, rules.length);
  }

  #line(id) {
    return document.querySelector(`.contents a[href="#${CSS.escape(id)}"]`)?.parentElement;
  }

  #sentence(wanted, count, of) {
    if (!wanted) return "";
    return count ? word("rules-found", { count, of }) : word("no-rule");
  }
}
