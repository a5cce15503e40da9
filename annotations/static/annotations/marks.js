// What is tagged in the article, as the page shows it: chips, marks, and the active one.

/** The annotations of the page. Everything is read from the chips that the server drew. */
export class Marks {
  /** What was read of the page as it stands: {chips, ids, rows}; null once rows were swapped. */
  #read = null;
  #swaps;

  constructor(article) {
    this.article = article;
    this.active = null;
    this.#swaps = new MutationObserver(() => this.#forget());
    this.#swaps.observe(article, { childList: true, subtree: true });
  }

  /** Ids in reading order. */
  order() {
    return this.#page().ids;
  }

  chip(id) {
    return document.getElementById(`chip-${id}`);
  }

  has(id) {
    return Boolean(id && this.chip(id));
  }

  /** {id, kind, label, version, parts: [[start, end]], peers: [id]} of an annotation. */
  about(id) {
    const { dataset } = this.chip(id);
    return {
      id,
      kind: dataset.kind,
      label: dataset.label,
      version: Number(dataset.version),
      parts: dataset.parts.split(",").map((part) => part.split("-").map(Number)),
      peers: dataset.peers ? dataset.peers.split(" ") : [],
      gap: dataset.gap === "1",
      withdrawn: this.chip(id).classList.contains("s-withdrawn"),
    };
  }

  /** The marks of an annotation, in reading order: looked for in the rows that it lies in. */
  marksOf(id) {
    if (!this.has(id)) return [];
    const wanted = `mark[data-a~="${CSS.escape(id)}"]`;
    const rows = this.#rowsOf(this.about(id).parts);
    return rows.flatMap((row) => Array.from(row.querySelectorAll(wanted)));
  }

  /** Ids of the claims that the gate holds back, in reading order. */
  held() {
    const { chips } = this.#page();
    return chips.filter(({ dataset }) => dataset.gap === "1").map(({ dataset }) => dataset.a);
  }

  /** Ids of the tags that begin in the paragraph at `place`. */
  beginningAt(place) {
    const rows = this.#rowsOf([[place, place + 1]]);
    const chips = rows.flatMap((row) => Array.from(row.querySelectorAll(".chips .chip")));
    return chips.map((chip) => chip.dataset.a);
  }

  /** What a tag reads, with " … " between parts that do not touch. */
  wordsOf(id) {
    const { words: local } = this.chip(id).dataset;
    if (local) return local;
    let before = null;
    let words = "";
    for (const mark of this.marksOf(id)) {
      words += before === null || follows(before, mark) ? "" : " … ";
      words += mark.textContent;
      before = mark;
    }
    return words;
  }

  /** Which annotation a click on a mark means: the smallest, and on the next click the next. */
  hit(mark) {
    const ids = mark.dataset.a.split(" ");
    return ids[(ids.indexOf(this.active) + 1) % ids.length];
  }

  /** Make one annotation the active one (null: none) and paint it and its peers. */
  activate(id) {
    this.active = this.has(id) ? id : null;
    this.repaint();
  }

  /** Paint again what rows that were just swapped in have lost. */
  repaint() {
    for (const old of this.article.querySelectorAll(".is-active, .is-peer")) {
      old.classList.remove("is-active", "is-peer", "on-claim", "on-source", "on-status");
    }
    for (const old of this.article.querySelectorAll(".chip[aria-current]")) {
      old.removeAttribute("aria-current");
    }
    if (!this.has(this.active)) this.active = null;
    if (this.active) this.#paint(this.about(this.active));
    this.#rove();
  }

  #paint({ id, kind, peers }) {
    for (const peer of peers) {
      this.chip(peer)?.classList.add("is-peer");
      for (const mark of this.marksOf(peer)) mark.classList.add("is-peer");
    }
    for (const mark of this.marksOf(id)) {
      mark.classList.remove("is-peer");
      mark.classList.add("is-active", `on-${kind}`);
    }
    this.chip(id).setAttribute("aria-current", "true");
  }

  /** One tab stop for all chips: the active one, or the first. */
  #rove() {
    const { chips } = this.#page();
    const stop = (this.active && this.chip(this.active)) || chips[0];
    for (const chip of this.article.querySelectorAll('.chip:not([tabindex="-1"])')) {
      if (chip !== stop) chip.tabIndex = -1;
    }
    if (stop) stop.tabIndex = 0;
  }

  #forget() {
    this.#read = null;
  }

  #page() {
    if (this.#swaps.takeRecords().length) this.#forget();
    this.#read ??= this.#look();
    return this.#read;
  }

  #look() {
    const chips = Array.from(this.article.querySelectorAll(".chips .chip"));
    const rows = Array.from(this.article.querySelectorAll("[data-start]"), (block) => {
      return { row: block.parentElement, start: Number(block.dataset.start), end: Number(block.dataset.end) };
    });
    return { chips, rows, ids: chips.map((chip) => chip.dataset.a) };
  }

  #rowsOf(parts) {
    const { rows } = this.#page();
    const found = new Set();
    for (const [start, end] of parts) {
      for (let at = firstEndingAfter(rows, start); at < rows.length && rows[at].start < end; at += 1) {
        found.add(rows[at].row);
      }
    }
    return Array.from(found);
  }
}

/** Place of the first of `rows`, which are in order, that ends after `start`. */
function firstEndingAfter(rows, start) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].end > start) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The next (or, with -1, the previous) of `ids` after `current`, round in a circle. */
export function neighbour(ids, current, step = 1) {
  if (!ids.length) return null;
  const place = ids.indexOf(current);
  if (place < 0) return step > 0 ? ids[0] : ids.at(-1);
  return ids[(place + step + ids.length) % ids.length];
}

/** Whether nothing but labels stands between two marks of one paragraph. */
function follows(before, mark) {
  let next = before.nextSibling;
  while (next instanceof Element && next.hasAttribute("data-ui")) next = next.nextSibling;
  return next === mark;
}
