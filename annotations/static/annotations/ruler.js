// The overview at the edge of the window: where in the article the tags are, what of it is in view,
// and where the active tag and its peers lie. For the mouse alone: the chips say it to everybody.

import { laneAt, nearestTag, pathOf, placeAt } from "./lanes.js";

const WIDE = matchMedia("(min-width: 901px)");
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 1000; // of the drawing, in units that are stretched to the window
const TOP = 116; // height of the bars above the text
const FOOT = 56; // height of the footer
const NEAR = 5; // pixels within which a press means the tag and not the place

export class Ruler {
  #drawn = false;
  #tags = [];
  #paths = {};

  constructor({ root, article }) {
    Object.assign(this, { root, article });
    this.svg = root.appendChild(this.#svg());
    const redraw = soon(() => this.draw(), whenIdle);
    const repaint = soon(() => this.#paintActive());
    const follow = soon(() => this.#paintView());
    new MutationObserver((seen) => {
      if (seen.some(({ type }) => type === "childList")) redraw();
      else repaint();
    }).observe(article, { childList: true, subtree: true, attributeFilter: ["aria-current"] });
    addEventListener("scroll", follow, { passive: true });
    addEventListener("resize", redraw);
    WIDE.addEventListener("change", redraw);
    root.addEventListener("pointerdown", (event) => this.#press(event));
    root.addEventListener("pointermove", (event) => {
      if (root.hasPointerCapture(event.pointerId)) this.#go(event, { exact: true });
    });
    redraw();
  }

  draw() {
    this.#drawn = WIDE.matches;
    if (!this.#drawn) return;
    const last = Array.from(this.article.querySelectorAll("[data-start]")).at(-1);
    this.length = Math.max(1, Number(last?.dataset.end ?? 1));
    this.#tags = Array.from(this.article.querySelectorAll(".chips .chip"), ({ dataset }) => ({
      id: dataset.a,
      kind: dataset.kind,
      parts: dataset.parts.split(",").map((part) => part.split("-").map(Number)),
    }));
    for (const kind of ["claim", "source", "status"]) {
      const lying = this.#tags.filter((tag) => tag.kind === kind);
      this.#paths[kind].setAttribute("d", pathOf(lying, this.length, HEIGHT));
    }
    this.#paintActive();
    this.#paintView();
  }

  /** A wide bar behind the lanes for the active tag, and thinner ones for what it is linked with. */
  #paintActive() {
    if (!this.#drawn) return;
    const current = this.article.querySelector(".chip[aria-current]");
    const peers = new Set(current?.dataset.peers.split(" ").filter(Boolean));
    const active = this.#tags.filter((tag) => tag.id === current?.dataset.a);
    const linked = this.#tags.filter((tag) => peers.has(tag.id));
    this.#paths.active.setAttribute("d", pathOf(active, this.length, HEIGHT, { whole: true }));
    this.#paths.peers.setAttribute("d", pathOf(linked, this.length, HEIGHT, { whole: true }));
  }

  #paintView() {
    if (!this.#drawn) return;
    const { children } = this.article;
    const first = firstBelow(children, TOP);
    const last = firstBelow(children, innerHeight - FOOT);
    const start = this.#placeIn(children[first], TOP);
    const end = last < children.length ? this.#placeIn(children[last], innerHeight - FOOT) : this.length;
    const y = (start * HEIGHT) / this.length;
    const height = Math.max(6, ((end - start) * HEIGHT) / this.length);
    this.#paths.view.setAttribute("y", y.toFixed(1));
    this.#paths.view.setAttribute("height", height.toFixed(1));
  }

  /** The place in the text that a row has at a height of the window. */
  #placeIn(row, height) {
    if (!row) return this.length;
    const { start, end } = row.firstElementChild.dataset;
    const box = row.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (height - box.top) / Math.max(1, box.height)));
    return Number(start) + share * (Number(end) - Number(start));
  }

  #press(event) {
    if (event.button !== 0) return;
    event.preventDefault(); // the focus and the selection stay in the text
    this.root.setPointerCapture(event.pointerId);
    this.#go(event);
  }

  /** Bring what lies at the pointer into view: a tag of its lane, else the place in the text. */
  #go(event, { exact = false } = {}) {
    const box = this.svg.getBoundingClientRect();
    const place = placeAt(event.clientY - box.top, box.height, this.length);
    const mirrored = getComputedStyle(this.root).direction === "rtl";
    const lane = laneAt(mirrored ? box.right - event.clientX : event.clientX - box.left, box.width);
    const reach = (NEAR * this.length) / box.height;
    const tag = exact ? null : nearestTag(this.#tags, lane, place, reach);
    this.#show(tag ? tag.parts[0][0] : place);
  }

  #show(place) {
    const row = Array.from(this.article.children).findLast((each) => {
      return Number(each.firstElementChild.dataset.start) <= place;
    });
    if (!row) return;
    const { start, end } = row.firstElementChild.dataset;
    const share = (place - start) / Math.max(1, end - start);
    const centre = () => {
      const box = row.getBoundingClientRect();
      const goal = TOP + (innerHeight - TOP - FOOT) / 3;
      scrollBy({ top: box.top + share * box.height - goal, behavior: "instant" });
    };
    centre();
    requestAnimationFrame(centre); // a row out of view had no height of its own yet
  }

  #svg() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 11 ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const view = document.createElementNS(SVG, "rect");
    view.setAttribute("class", "view");
    view.setAttribute("width", "11");
    svg.append(view);
    this.#paths.view = view;
    for (const name of ["peers", "active", "claim", "source", "status"]) {
      this.#paths[name] = document.createElementNS(SVG, "path");
      this.#paths[name].setAttribute("class", name);
      svg.append(this.#paths[name]);
    }
    return svg;
  }
}

/** Place of the first of `rows` whose end lies below `height`: rows follow each other downwards. */
function firstBelow(rows, height) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].getBoundingClientRect().bottom > height) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What was changed in the text is painted before the overview of it. */
function whenIdle(run) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run, { timeout: 500 });
  else setTimeout(run, 100);
}

/** `run`, once however often it is asked for until `later` lets it: by the next frame, usually. */
function soon(run, later = requestAnimationFrame) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    later(() => {
      asked = false;
      run();
    });
  };
}
