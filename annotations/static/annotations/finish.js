// The summary before a review is finished, with what was begun and not sent.

import { word } from "./words.js";

export class Finish {
  /** `button` leads to the summary as a page of its own, for those without this script. */
  constructor({ button, drafts, marks }) {
    Object.assign(this, { drafts, marks });
    button.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.show();
    });
  }

  show() {
    this.refresh();
    document.getElementById("finish").showModal();
  }

  /** Say in the summary, which comes anew with every decision, what was begun. */
  refresh() {
    const unsent = this.drafts.ids().filter((id) => this.marks.has(id));
    const told = document.querySelector("#finish [data-unsent]");
    const labels = unsent.map((id) => this.marks.about(id).label).join(", ");
    told.hidden = !unsent.length;
    told.textContent = unsent.length ? word("unsent", { labels }) : "";
  }
}
