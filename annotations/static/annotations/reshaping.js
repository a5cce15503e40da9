// One marker for many claims; a claim split in two, two merged into one.

import { uuid7 } from "./ids.js";
import { showHint } from "./messages.js";
import { ClaimPicker } from "./picker.js";
import { Splitter } from "./splitter.js";
import { word } from "./words.js";

export class Reshaping {
  /** `send(operation, fields)` makes a change of the tags that `marks` knows. */
  constructor({ article, panel, marks, card, selection, send }) {
    Object.assign(this, { panel, marks, card, selection, send });
    this.picker = new ClaimPicker({ dialog: document.getElementById("claims"), marks });
    this.splitter = new Splitter({ dialog: document.getElementById("split"), article });
    // What is selected in the text has to last until it is split off.
    panel.addEventListener("mousedown", (event) => {
      if (event.target.closest(".card-more")) event.preventDefault();
    });
  }

  /** Link the active source or marker to claims, each with a tick. */
  linkMany() {
    const from = this.#active();
    if (from?.kind === "claim") showHint(word("links-from-here"));
    if (!from || from.kind === "claim") return;
    const linked = new Set(from.peers);
    const standing = ({ id, withdrawn }) => {
      if (linked.has(id)) return word("linked-already");
      return withdrawn ? word("withdrawn") : "";
    };
    this.picker.open({
      from,
      standing,
      many: true,
      title: word("many-title", { label: from.label }),
      says: (ids) => (ids.length ? word("many-go", { count: ids.length }) : word("many-go")),
      chosen: (ids, type) => this.send("link-many", { id: from.id, targets: ids.join(","), type }),
    });
  }

  /** Take another claim into the active one. */
  merge() {
    const from = this.#active();
    if (from && from.kind !== "claim") showHint(word("claims-only"));
    if (from?.kind !== "claim") return;
    const { label } = from;
    const go = (ids) => {
      const other = ids.length ? this.marks.about(ids[0]).label : "";
      return other ? word("merge-go-one", { other, label }) : word("merge-go");
    };
    this.picker.open({
      from,
      many: false,
      title: word("merge-title", { label }),
      explain: word("merge-explain", { label }),
      standing: ({ withdrawn, version }) => {
        if (!version) return word("needs-connection");
        return withdrawn ? word("withdrawn") : "";
      },
      says: go,
      chosen: async ([other]) => {
        if (!(await this.card.agreed())) return;
        const { version } = this.marks.about(other);
        this.send("merge", { id: from.id, target: other, target_version: version });
      },
    });
  }

  /** Make the selected words, or whole parts, of the active claim a claim of their own. */
  split() {
    const of = this.#active();
    if (of && of.kind !== "claim") showHint(word("claims-only"));
    if (of?.kind !== "claim") return;
    const asked = this.splitter.open({
      of,
      selected: this.selection.offered(),
      evidence: this.#evidence(),
      chosen: async ({ fragments, shared, evidence }) => {
        if (!(await this.card.agreed())) return;
        this.selection.clear();
        const more = { shared: shared.length ? JSON.stringify(shared) : "", evidence: evidence.join(",") };
        this.send("split", { id: of.id, item: uuid7(), fragments, ...more });
      },
    });
    if (!asked) showHint(word("split-hint", { label: of.label }));
  }

  /** The active tag, where its card says that it may be changed. */
  #active() {
    const { active } = this.marks;
    if (!active) showHint(word("open-first"));
    if (active && this.card.isLocal) showHint(word("needs-connection"));
    return active && this.card.editable && !this.card.isLocal ? this.marks.about(active) : null;
  }

  #evidence() {
    return Array.from(this.panel.querySelectorAll("li.evidence"), (piece) => ({
      id: piece.querySelector("[name=item]")?.value,
      words: piece.innerText.replace(/\s+/g, " ").trim().slice(0, 120),
    })).filter(({ id }) => id);
  }
}
