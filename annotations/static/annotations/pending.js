// What is on its way to the server, painted over the text at once; and where it takes longer, chips
// for new tags and a sign on the chips of changed ones, so that one can go on working with them.

import { localTags, touchedTags, waitingParts } from "./local-tags.js";
import { blocksOf, rangeOf } from "./offsets.js";
import { word } from "./words.js";

const NAME = "pending";
const SIGN = "⇪";

export class Pending {
  #changes = [];
  #local = new Map();
  #slow = false;

  constructor(article) {
    this.article = article;
  }

  /** Paint what waits; `slow` where it has waited long enough to be worked with. */
  show(changes, slow) {
    this.#changes = changes;
    this.#slow = slow;
    this.repaint();
  }

  /** A tag that only exists on this device, or undefined. */
  get(id) {
    return this.#local.get(id);
  }

  /** What is shown of such a tag, to see whether it changed; "" where there is none. */
  signature(id) {
    const tag = this.#local.get(id);
    return tag ? drawn(tag) : "";
  }

  /** Paint again: rows that were swapped in have taken the old ranges and chips with them. */
  repaint() {
    this.#paint();
    this.#local = new Map(this.#slow ? this.#unknown() : []);
    this.#drawChips();
    this.#drawSigns();
  }

  /** New tags of which the page has no chip from the server. */
  #unknown() {
    const stored = (id) => document.querySelector(`#${CSS.escape(`chip-${id}`)}:not(.is-local)`);
    return Array.from(localTags(this.#changes)).filter(([id]) => !stored(id));
  }

  #paint() {
    if (!globalThis.CSS?.highlights) return;
    const parts = waitingParts(this.#changes);
    const ranges = parts.map(([start, end]) => rangeOf(this.article, start, end)).filter(Boolean);
    if (ranges.length) CSS.highlights.set(NAME, new Highlight(...ranges));
    else CSS.highlights.delete(NAME);
  }

  #drawChips() {
    for (const chip of this.article.querySelectorAll(".chip.is-local")) {
      const tag = this.#local.get(chip.dataset.a);
      if (!tag || chip.dataset.drawn !== drawn(tag)) chip.closest("li").remove();
    }
    for (const list of this.article.querySelectorAll(".chips.is-local:empty")) list.remove();
    const blocks = this.#local.size ? blocksOf(this.article) : [];
    for (const tag of this.#local.values()) {
      if (!document.getElementById(`chip-${tag.id}`)) insert(blocks, tag);
    }
  }

  #drawSigns() {
    const touched = this.#slow ? touchedTags(this.#changes) : new Map();
    for (const chip of this.article.querySelectorAll(".chip.is-waiting")) {
      if (!touched.has(chip.dataset.a)) unsign(chip);
    }
    for (const [id, leaves] of touched) {
      const chip = document.getElementById(`chip-${id}`);
      if (chip) sign(chip, leaves);
    }
  }
}

function drawn(tag) {
  return JSON.stringify([tag.kind, tag.label, tag.parts, tag.peers]);
}

/** Put the chip of a new tag beside the paragraph that it begins in. */
function insert(blocks, tag) {
  const [start] = tag.parts[0];
  const block = blocks.find(({ dataset }) => Number(dataset.end) > start) ?? blocks.at(-1);
  const row = block.closest(".row");
  let list = row.querySelector(".chips");
  if (!list) {
    list = document.createElement("ul");
    list.className = "chips is-local";
    list.setAttribute("aria-label", word("local-chips"));
    row.append(list);
  }
  const item = document.createElement("li");
  item.append(chipOf(tag));
  const after = Array.from(list.children).find((other) => startOf(other) > start);
  list.insertBefore(item, after ?? null);
}

function startOf(item) {
  return Number.parseInt(item.querySelector(".chip").dataset.parts, 10);
}

function chipOf(tag) {
  const chip = document.createElement("a");
  chip.id = `chip-${tag.id}`;
  chip.className = `chip k-${tag.kind} is-local`;
  chip.href = `#${chip.id}`;
  chip.tabIndex = -1;
  Object.assign(chip.dataset, {
    a: tag.id,
    kind: tag.kind,
    label: tag.label,
    version: 0,
    parts: tag.parts.map((part) => part.join("-")).join(","),
    peers: tag.peers.join(" "),
    words: tag.quote,
    drawn: drawn(tag),
  });
  const label = document.createElement("b");
  label.textContent = tag.label;
  const words = document.createElement("span");
  words.className = "label";
  words.dir = "auto";
  words.textContent = tag.quote.slice(0, 80);
  chip.append(label, " ", words, " ", signOf("on-device"));
  return chip;
}

function signOf(name) {
  const sign = document.createElement("span");
  sign.className = "sign waits";
  sign.title = word(name);
  sign.dataset.says = name;
  const drawing = document.createElement("span");
  drawing.ariaHidden = "true";
  drawing.textContent = SIGN;
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = word(name);
  sign.append(drawing, words);
  return sign;
}

function sign(chip, leaves) {
  chip.classList.add("is-waiting");
  chip.classList.toggle("is-leaving", leaves);
  const wanted = leaves ? "deletion-waits" : "change-waits";
  const old = chip.querySelector(".waits");
  if (chip.matches(".is-local") || old?.dataset.says === wanted) return;
  old?.remove();
  chip.append(signOf(wanted));
}

function unsign(chip) {
  chip.classList.remove("is-waiting", "is-leaving");
  if (!chip.matches(".is-local")) chip.querySelector(".waits")?.remove();
}
