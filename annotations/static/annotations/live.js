// What others do to the article, on the page: rows, counts and the open card, within a second.
//
// Nothing here overwrites what somebody is typing, and none of it is newer for the outbox than what
// the reader has seen: a change of what changed meanwhile is still a conflict.

import { Feed } from "./feed.js";
import { showHint } from "./messages.js";
import { isShown, sentences } from "./news.js";
import { People } from "./people.js";
import { partsOf, swap } from "./rows.js";
import { takeSlot } from "./slots.js";
import { announce, word } from "./words.js";

const GATHER = 120; // ms in which what comes is shown together
const BETWEEN = 900; // ms between two requests for rows
const AGAIN = 4000; // ms until what could not be shown is tried again
const MOST = 50; // tags asked for by id; of more, the whole article is asked for
const HIDDEN = 60; // seconds after which a page that nobody sees hears nothing more
const GLOW = 2500; // ms

export class Live {
  #news = [];
  #all = false;
  #timer = null;
  #later = null;
  #running = false;
  #last = 0;
  #held = [];

  /**
   * `page` has `article` and `marks`; `own` says how the reader's own changes stand (ownwork.js).
   * Optional: `before()` and `after()` a swap, `card`, which knows what to do with an open card, and
   * `query()`, what the page's address asks for.
   */
  constructor({ feed, page, own, card = null, before = () => {}, after = () => {}, query = () => "" }) {
    Object.assign(this, { settings: feed.dataset, page, own, card, before, after, query });
    this.feed = feedOf(feed.dataset);
    this.people = new People(document.getElementById("presence") ?? document.createElement("ul"));
    this.feed.addEventListener("news", ({ detail }) => this.#hear(detail.events));
    this.feed.addEventListener("people", ({ detail }) => this.people.show(detail.people));
    this.feed.addEventListener("resync", () => this.#everything());
    this.feed.addEventListener("closed", ({ detail }) => showHint(word(`live.closed.${detail.reason}`)));
    own.onIdle((stored) => {
      if (stored) this.feed.start(); // by somebody who is signed in (again)
      this.#plan(0);
    });
    whileSeen(this.feed);
  }

  #hear(events) {
    document.dispatchEvent(new CustomEvent("stet:news", { detail: { events } }));
    this.#news.push(...events.filter(({ annotation }) => annotation));
    this.#plan(GATHER);
  }

  #everything() {
    this.#all = true;
    this.#plan(GATHER);
  }

  #plan(pause) {
    if (this.#timer || this.#running || !(this.#news.length || this.#all)) return;
    const due = Math.max(pause, this.#last + BETWEEN - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#refresh();
    }, due);
  }

  /** Ask for what changed and show it, unless the reader is in the middle of something. */
  async #refresh() {
    if (this.own.busy) return; // planned again when it is not
    this.#news = this.#news.filter((event) => !isShown(event, this.#versionOf(event.annotation)));
    const [news, all] = [this.#news, this.#all];
    if (!news.length && !all) return;
    [this.#news, this.#all] = [[], false];
    this.#running = true;
    const sent = this.own.sent;
    const html = await this.#fetch(news, all);
    await pointerIsUp();
    this.#running = false;
    this.#last = Date.now();
    const isStale = this.own.busy || this.own.sent !== sent;
    if (html === null || isStale) {
      [this.#news, this.#all] = [[...news, ...this.#news], all || this.#all];
      return isStale ? this.#plan(GATHER) : this.#planLater();
    }
    this.#show(partsOf(html), news);
    return this.#plan(0);
  }

  /** Show what was drawn anew; what has to wait for the reader is tried again later. */
  #show(parts, news) {
    const { marks } = this.page;
    const others = news.filter(({ actor }) => actor?.username !== this.settings.me);
    const known = new Set(marks.order());
    const held = this.card?.holds(others, (id) => parts.some((part) => part.querySelector(`#chip-${id}`)));
    const shown = held ? parts.filter((part) => !showsTag(part.id, held)) : parts;
    this.before();
    swap(shown);
    this.after();
    if (held) {
      this.#held = news.filter(({ annotation }) => annotation === held);
      this.#planLater();
    }
    const told = others.filter(({ annotation }) => annotation !== held);
    // Of the reader's own changes, those made in this tab are shown by now, card and all.
    const elsewhere = news.filter((event) => !others.includes(event) && event.version_after);
    this.card?.changed(told, elsewhere);
    this.#glow(told, known);
    const said = sentences(told, word);
    if (said.length) announce(said.join(" "));
  }

  #planLater() {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      this.#news.push(...this.#held);
      this.#held = [];
      this.#plan(0);
    }, AGAIN);
  }

  #versionOf(id) {
    const { marks } = this.page;
    return marks.has(id) ? marks.about(id).version : null;
  }

  async #fetch(news, all) {
    const tags = [...new Set(news.map(({ annotation }) => annotation))];
    const query = new URLSearchParams(this.query());
    query.set("page", this.settings.page);
    if (all || tags.length > MOST) query.set("all", "1");
    else {
      query.set("tags", tags.join(","));
      query.set("rows", [...this.#rowsOf(tags)].join(","));
    }
    try {
      const answer = await fetch(`${this.settings.rows}?${query}`, {
        credentials: "same-origin",
        signal: AbortSignal.timeout(15_000),
      });
      return answer.ok && !answer.redirected ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  /** Numbers of the rows where these tags, and those they are linked with, stand now. */
  #rowsOf(tags) {
    const { marks } = this.page;
    const shown = tags.filter((id) => marks.has(id));
    const near = new Set(shown.flatMap((id) => [id, ...marks.about(id).peers]));
    const places = [...near].flatMap((id) => [marks.chip(id), ...marks.marksOf(id)]);
    const rows = places.map((place) => place?.closest(".row")?.id.replace("row-", ""));
    return new Set(rows.filter(Boolean));
  }

  #glow(events, known) {
    const { marks } = this.page;
    for (const id of new Set(events.map(({ annotation }) => annotation))) {
      if (!marks.has(id)) continue;
      const parts = [marks.chip(id), ...(known.has(id) ? [] : marks.marksOf(id))];
      for (const part of parts) {
        part.classList.add("is-new");
        setTimeout(() => part.classList.remove("is-new"), GLOW);
      }
    }
  }
}

function showsTag(rowId, id) {
  return document.getElementById(rowId)?.querySelector(`[data-a~="${CSS.escape(id)}"]`);
}

function feedOf({ url, poll, article, after, shown, present }) {
  return new Feed({
    url,
    pollUrl: poll,
    query: { article, ...(present && { present: "1" }) },
    after: Number(after),
    shown: shown.split(",").map(Number),
    open: (path) => new EventSource(path),
    ask,
    later,
    slot: takeSlot,
  });
}

async function ask(path) {
  try {
    const answer = await fetch(path, {
      credentials: "same-origin",
      signal: AbortSignal.timeout(10_000),
    });
    return { status: answer.status, body: answer.ok ? await answer.json() : null };
  } catch {
    return { status: 0, body: null };
  }
}

function later(seconds, run) {
  const timer = setTimeout(run, seconds * 1000);
  return () => clearTimeout(timer);
}

/** Hear while somebody may be looking; what was missed meanwhile comes when they look again. */
function whileSeen(feed) {
  let hiding = () => {};
  const look = () => {
    hiding();
    if (document.hidden) hiding = later(HIDDEN, () => feed.stop());
    else feed.start();
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => feed.stop());
  addEventListener("pageshow", look);
  addEventListener("online", () => {
    feed.stop();
    look();
  });
  look();
}

let pressed = false;
addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => (pressed = false), true);
}

/** A swap under a hand that is selecting would let go of what it holds. */
async function pointerIsUp() {
  while (pressed) await new Promise((resolve) => setTimeout(resolve, 100));
}
