// Claims that the filter does not take step back; the form asks the server which those are.

export class ClaimFilter {
  /** `changed()` is called when another set of claims is shown. */
  constructor({ marks, form, changed }) {
    Object.assign(this, { marks, form });
    this.query = location.search ? ownQuery(location.search) : "";
    document.addEventListener("click", (event) => {
      if (!event.target.closest("[data-filter-clear]") || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#clear();
    });
    form.addEventListener("stet:filtered", ({ detail }) => {
      this.query = detail.query;
      this.paint();
      if (document.activeElement === document.body) this.#summary().focus();
      changed();
    });
  }

  /** Whether the filter takes the claim `id`; everything else is always in. */
  takes(id) {
    return !this.marks.chip(id)?.classList.contains("is-out");
  }

  /** Have chips and marks step back, also those that were just swapped in. */
  paint() {
    const told = document.getElementById("filtered").dataset.matches;
    const taken = told === undefined ? null : new Set(told.split(" "));
    const isOut = (id) => Boolean(taken) && this.#isClaim(id) && !taken.has(id);
    for (const id of this.marks.order()) {
      this.marks.chip(id).classList.toggle("is-out", isOut(id));
    }
    for (const mark of this.marks.article.querySelectorAll("mark[data-a]")) {
      mark.classList.toggle("is-out", mark.dataset.a.split(" ").every(isOut));
    }
  }

  #isClaim(id) {
    return this.marks.chip(id)?.dataset.kind === "claim";
  }

  #clear() {
    for (const field of this.form.elements) {
      if (field.matches("select")) field.value = "";
      else if (field.matches("[type=checkbox]")) field.checked = false;
    }
    htmx.trigger(this.form, "submit");
  }

  #summary() {
    return this.form.closest("details").querySelector("summary");
  }
}

/** The filter in an address, without the claim that it opens. */
export function ownQuery(search) {
  const asked = new URLSearchParams(search);
  asked.delete("claim");
  for (const [name, value] of [...asked]) if (!value) asked.delete(name);
  const query = asked.toString();
  return query ? `?${query}` : "";
}
