// DOM ranges ↔ code points of the revision's text, end exclusive. Only this file converts.
//
// Contract: every block of text is an element with data-start and data-end (code points); its
// text nodes, in order, are exactly text[start:end]. What lies inside [data-ui] is decoration.
// Between blocks the text has line feeds, or whatever data-gap of the later block says.

import {
  pointsIn,
  skipBlank,
  skipBlankBack,
  snapToGrapheme,
  snapToWord,
  toPoints,
  toUnits,
} from "./text.js";

/** The blocks of an article, in order. */
export function blocksOf(root) {
  return Array.from(root.querySelectorAll("[data-start]"));
}

/** The text of a block, decoration left out. */
export function textOf(block) {
  return textNodesOf(block)
    .map((node) => node.data)
    .join("");
}

const startOf = (block) => Number(block.dataset.start);
const endOf = (block) => Number(block.dataset.end);

function textNodesOf(block) {
  const walker = document.createTreeWalker(
    block,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) => {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      return node.hasAttribute("data-ui") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    },
  );
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/**
 * What a range covers: {start, end, quote, first, last} (first and last are numbers of blocks),
 * or null for nothing.
 *
 * snap: "word" grows the edges to whole words, "grapheme" to whole characters, "none" not at all.
 * trim: leave out blank edges. An edge that only touches a block does not select into it.
 */
export function spanOf(root, range, { snap = "grapheme", trim = true } = {}) {
  if (range.collapsed) return null;
  const blocks = blocksOf(root);
  const texts = blocks.map(() => null);
  const read = (index) => (texts[index] ??= textOf(blocks[index]));
  let start = locate(blocks, range.startContainer, range.startOffset, false);
  let end = locate(blocks, range.endContainer, range.endOffset, true);
  if (!start || !end) return null;
  ({ start, end } = dropTouched(start, end, read));
  if (isEmpty(start, end)) return null;
  if (snap !== "none") ({ start, end } = grow(start, end, read, snap, root.lang));
  if (trim) ({ start, end } = trimmed(start, end, read));
  if (isEmpty(start, end)) return null;
  return describe(blocks, start, end, read);
}

// A place is {block: its number, at: UTF-16 units in its text}.

function isEmpty(start, end) {
  return start.block > end.block || (start.block === end.block && start.at >= end.at);
}

function dropTouched(start, end, read) {
  let from = start;
  let to = { block: end.block, at: Math.min(end.at, read(end.block).length) };
  while (to.block > from.block && to.at === 0) {
    to = { block: to.block - 1, at: read(to.block - 1).length };
  }
  while (from.block < to.block && from.at >= read(from.block).length) {
    from = { block: from.block + 1, at: 0 };
  }
  return { start: from, end: to };
}

function grow(start, end, read, snap, language) {
  const moved = (place, up) => {
    const text = read(place.block);
    const at = snap === "word" ? snapToWord(text, place.at, up, language) : place.at;
    return { block: place.block, at: snapToGrapheme(text, at, up, language) };
  };
  return { start: moved(start, false), end: moved(end, true) };
}

function trimmed(start, end, read) {
  let from = start;
  let to = end;
  for (;;) {
    const last = from.block === to.block ? to.at : read(from.block).length;
    from = { block: from.block, at: skipBlank(read(from.block), from.at, last) };
    if (from.at < last || from.block >= to.block) break;
    from = { block: from.block + 1, at: 0 };
  }
  for (;;) {
    const first = from.block === to.block ? from.at : 0;
    to = { block: to.block, at: skipBlankBack(read(to.block), first, to.at) };
    if (to.at > first || to.block <= from.block) break;
    to = { block: to.block - 1, at: read(to.block - 1).length };
  }
  return { start: from, end: to };
}

function describe(blocks, start, end, read) {
  const from = startOf(blocks[start.block]) + toPoints(read(start.block), start.at, false);
  const to = startOf(blocks[end.block]) + toPoints(read(end.block), end.at, true);
  const quote = between(blocks, from, to, read);
  return { start: from, end: to, quote, first: start.block, last: end.block };
}

/** A DOM boundary as a place. Between blocks a start belongs to the next one, an end to the last. */
function locate(blocks, node, offset, isEnd) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentNode;
  const own = element?.closest?.("[data-start]");
  const number = own ? blocks.indexOf(own) : -1;
  if (number >= 0) return { block: number, at: unitsBefore(own, node, offset) };
  const next = firstAfter(blocks, node, offset);
  if (isEnd) return next === 0 ? null : { block: next - 1, at: Infinity };
  return next === blocks.length ? null : { block: next, at: 0 };
}

function firstAfter(blocks, node, offset) {
  const boundary = document.createRange();
  boundary.setStart(node, offset);
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boundary.comparePoint(blocks[middle], 0) >= 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function unitsBefore(block, node, offset) {
  const [inside, place] = outOfDecoration(block, node, offset);
  const here = document.createRange();
  let units = 0;
  for (const text of textNodesOf(block)) {
    if (text === inside) return units + place;
    here.setStartBefore(text);
    here.collapse(true);
    if (here.comparePoint(inside, place) <= 0) return units;
    units += text.length;
  }
  return units;
}

function outOfDecoration(block, node, offset) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentNode;
  const decoration = element.closest("[data-ui]");
  if (!decoration || !block.contains(decoration)) return [node, offset];
  const parent = decoration.parentNode;
  return [parent, Array.prototype.indexOf.call(parent.childNodes, decoration)];
}

/** The DOM range over code points [start, end), or null where the article has no such place. */
export function rangeOf(root, start, end) {
  const blocks = blocksOf(root);
  const first = blocks.findIndex((block) => endOf(block) > start);
  const last = blocks.findLastIndex((block) => startOf(block) < end);
  if (first < 0 || last < first) return null;
  const range = document.createRange();
  range.setStart(...boundaryAt(blocks[first], start - startOf(blocks[first]), false));
  range.setEnd(...boundaryAt(blocks[last], end - startOf(blocks[last]), true));
  return range;
}

function boundaryAt(block, points, isEnd) {
  const nodes = textNodesOf(block);
  if (!nodes.length) return [block, 0];
  const length = endOf(block) - startOf(block);
  let units = toUnits(textOf(block), Math.max(0, Math.min(points, length)));
  for (const node of nodes) {
    if (isEnd ? units <= node.length : units < node.length) return [node, units];
    units -= node.length;
  }
  const last = nodes.at(-1);
  return [last, last.length];
}

/** The article's text in code points [start, end), rebuilt from its blocks. */
export function quoteOf(root, start, end) {
  const blocks = blocksOf(root);
  return between(blocks, start, end, (index) => textOf(blocks[index]));
}

function between(blocks, start, end, read) {
  let quote = "";
  let place = start;
  for (const [index, block] of blocks.entries()) {
    if (endOf(block) <= start) continue;
    if (startOf(block) >= end) break;
    if (startOf(block) > place) quote += gapBefore(block, startOf(block) - place);
    const text = read(index);
    const from = toUnits(text, Math.max(0, start - startOf(block)));
    const to = toUnits(text, Math.min(endOf(block), end) - startOf(block));
    quote += text.slice(from, to);
    place = Math.min(endOf(block), end);
  }
  return quote;
}

function gapBefore(block, points) {
  const gap = block.dataset.gap ?? "\n".repeat(points);
  return gap.slice(toUnits(gap, pointsIn(gap) - points));
}
