// The annotate page: puts the parts together. What a part does is written in its own module.

import { Card } from "./card.js";
import { Chooser } from "./chooser.js";
import { Conflicts } from "./conflicts.js";
import { movedEdge, withEdge, withPart } from "./edges.js";
import { keepFocus } from "./focus.js";
import { guessPolarity } from "./guess.js";
import { uuid7 } from "./ids.js";
import { listen } from "./keys.js";
import { Marks, neighbour } from "./marks.js";
import { blocksOf, quoteOf, textOf } from "./offsets.js";
import { Outbox } from "./outbox.js";
import { Pending } from "./pending.js";
import { SelectionBar } from "./selection.js";
import { poster, showState } from "./sending.js";
import { nextTheme } from "./theme.js";
import { announce, word } from "./words.js";

const byId = (id) => document.getElementById(id);
const article = byId("article");
const sheet = article.closest(".sheet");
const form = byId("outbox");
sheet.dataset.dir = article.dir;

const marks = new Marks(article);
const pending = new Pending(article);
const versions = new Map();
const selection = new SelectionBar({
  article,
  sheet,
  bar: byId("selection-bar"),
  addsTo: () => (marks.active ? marks.about(marks.active).label : ""),
});
const card = new Card({
  panel: byId("inspector"),
  sheet,
  urlOf: (id) => form.dataset.cardUrl.replace(/0{8}-0{4}-0{4}-0{4}-0{12}/, id),
  change: send,
  warn,
});
const outbox = new Outbox({ post: poster(form, fieldsOf) });
const conflicts = new Conflicts({ outbox, settled: refreshCard });
const chooser = new Chooser({
  dialog: byId("chooser"),
  marks,
  chosen: (from, to, type) => join(from, to, type),
  pointed: point,
});

/** Tag that the next click or new tag is linked with, while somebody points at one. */
let linking = null;

/** Whether the server has just shown both versions of something. */
let clash = false;

/** Puts the focus back where the last swap took it from. */
let restoreFocus = () => {};

// ---- changes ------------------------------------------------------------------------------

/** Hand a change to the outbox. `fields.id` is the tag it is about. */
function send(operation, fields = {}) {
  const change = { key: uuid7(), operation, annotation: fields.id ?? null, fields };
  if (fields.fragments) pending.add(change.key, fields.fragments);
  outbox.add(change);
  return change;
}

function fieldsOf({ operation, annotation, fields }) {
  const values = { operation, ...fields, card: card.id ?? "" };
  if (fields.fragments) values.fragments = JSON.stringify(fields.fragments);
  const version = versions.get(annotation) ?? (marks.has(annotation) ? marks.about(annotation).version : "");
  return { version, ...values };
}

outbox.addEventListener("state", ({ detail }) => showState(detail));
for (const outcome of ["saved", "refused", "conflict"]) {
  outbox.addEventListener(outcome, ({ detail }) => {
    pending.remove(detail.change.key);
    afterSwap();
    if (clash) conflicts.show(detail.change);
    else if (outcome !== "saved" && !form.dataset.told) showMessage(word("refused"));
    clash = false;
  });
}

form.addEventListener("htmx:beforeSwap", () => {
  selection.keep();
  restoreFocus = keepFocus({ article, panel: byId("inspector") });
});
form.addEventListener("stet:saved", ({ detail }) => {
  for (const [id, version] of Object.entries(detail.versions)) versions.set(id, version);
  byId("messages").replaceChildren();
  announce(detail.said);
  queueMicrotask(() => {
    if (detail.opens && marks.has(detail.annotation)) select(detail.annotation);
  });
});
form.addEventListener("stet:refused", ({ detail }) => {
  showMessage(detail.message);
  refreshCard();
});
form.addEventListener("stet:conflict", ({ detail }) => {
  versions.set(detail.annotation, detail.version);
  clash = true;
});

function afterSwap() {
  selection.restore();
  pending.repaint();
  marks.repaint();
  if (card.id && !marks.has(card.id)) select(null);
  restoreFocus();
  restoreFocus = () => {};
}

async function refreshCard() {
  if (!card.id) return;
  await card.reload(firstMark(card.id));
  versions.set(card.id, card.version);
}

function showMessage(sentence) {
  const banner = document.createElement("p");
  banner.className = "banner banner-bad";
  banner.setAttribute("role", "alert");
  banner.textContent = sentence;
  byId("messages").replaceChildren(banner);
}

// ---- the active tag -----------------------------------------------------------------------

function firstMark(id) {
  return marks.marksOf(id)[0] ?? marks.chip(id);
}

/** Make a tag the active one and open its card; null closes it. */
async function select(id, { scroll = false, focus = false } = {}) {
  marks.activate(id);
  if (!marks.active) return card.close();
  const mark = firstMark(id);
  if (scroll) mark.scrollIntoView({ block: "nearest" });
  const opened = await card.open(id, mark, { focus });
  if (!opened) showMessage(word("no-card"));
  if (card.id === id) versions.set(id, Math.max(card.version, versions.get(id) ?? 0));
  const ids = marks.order();
  const { kind, label } = marks.about(id);
  const place = ids.indexOf(id) + 1;
  const words = marks.wordsOf(id).slice(0, 140);
  announce(word("opened", { kind: word(kind), label, place, count: ids.length, words }));
}

function step(by) {
  const id = neighbour(marks.order(), marks.active, by);
  if (id) select(id, { scroll: true });
}

function nextGap() {
  const held = marks.order().filter((id) => marks.about(id).gap);
  const order = marks.order();
  const after = order.slice(order.indexOf(marks.active) + 1);
  const id = after.find((one) => held.includes(one)) ?? held[0];
  if (id) select(id, { scroll: true });
  else announce(word("no-gap"));
}

article.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  const mark = event.target.closest("mark.m, .ref");
  if (chip && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
  if (chip || event.target.closest(".ref")) event.preventDefault();
  if (!getSelection().isCollapsed && !chip) return;
  const id = chip ? chip.dataset.a : mark && marks.hit(mark);
  if (id && linking && linking !== id) join(linking, id, "");
  else if (id) select(id);
  else select(null);
});
byId("inspector").addEventListener("click", (event) => {
  const go = event.target.closest("[data-go]");
  if (!go || !marks.has(go.dataset.go)) return;
  event.preventDefault();
  select(go.dataset.go, { scroll: true });
});
article.addEventListener("keydown", (event) => {
  const chip = event.target.closest(".chip");
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!chip || !by) return;
  event.preventDefault();
  const next = marks.chip(neighbour(marks.order(), chip.dataset.a, by));
  chip.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

// ---- tagging, edges, parts ----------------------------------------------------------------

function tag(kind) {
  const span = selection.offered();
  if (!span) return retype(kind);
  const { start, end, quote } = span;
  const twin = marks.order().find((id) => isSame(marks.about(id), kind, start, end));
  if (twin) {
    announce(word("already", { label: marks.about(twin).label }));
    selection.clear();
    return linking ? join(linking, twin, "") : select(twin);
  }
  const guess = kind === "status" ? guessPolarity(quote) : "";
  const extra = { ...(guess && { guess }), ...(linking && { link_with: linking }) };
  linking = null;
  send("create", { id: uuid7(), kind, fragments: [{ start, end, quote }], ...extra });
  selection.clear();
}

function isSame(about, kind, start, end) {
  const [part, ...more] = about.parts;
  return about.kind === kind && !more.length && part[0] === start && part[1] === end;
}

async function retype(kind) {
  const { active } = marks;
  if (!active || !card.editable || marks.about(active).kind === kind) return;
  if (await card.agreed()) send("retype", { id: active, kind });
}

async function moveTo(id, parts) {
  if (!card.editable || !(await card.agreed())) return;
  const fragments = parts.map(([start, end]) => ({ start, end, quote: quoteOf(article, start, end) }));
  send("move", { id, fragments });
}

function moveEdge(edge, by) {
  const { active } = marks;
  if (!active) return;
  const { parts } = marks.about(active);
  const place = edge === "start" ? parts[0][0] : parts.at(-1)[1];
  const block = blocksOf(article).find(
    ({ dataset }) => dataset.start <= place && place <= dataset.end && covers(dataset, place, edge),
  );
  const from = Number(block.dataset.start);
  const moved = movedEdge(textOf(block), place - from, edge, by, article.lang);
  const changed = moved !== null && withEdge(parts, edge, from + moved);
  if (changed) moveTo(active, changed);
}

function covers({ start, end }, place, edge) {
  return edge === "start" ? place < Number(end) : place > Number(start);
}

function addPart() {
  const { active } = marks;
  if (!active) return;
  const span = selection.offered();
  const { label, parts } = marks.about(active);
  if (!span) return showHint(word("add-part", { label }));
  selection.clear();
  moveTo(active, withPart(parts, span.start, span.end));
}

// ---- links --------------------------------------------------------------------------------

function join(from, to, type) {
  linking = null;
  const ends = [marks.about(from), marks.about(to)];
  const claimFirst = ends[0].kind === "claim" ? ends : ends.toReversed();
  send("link", { id: claimFirst[0].id, target: claimFirst[1].id, type });
  select(from);
}

function point() {
  linking = marks.active;
  showHint(word("link-point"));
}

function showHint(sentence) {
  const banner = document.createElement("p");
  banner.className = "banner";
  banner.textContent = sentence;
  byId("messages").replaceChildren(banner);
  announce(sentence);
}

// ---- commands -----------------------------------------------------------------------------

function warn(sentence) {
  const dialog = byId("warning");
  dialog.querySelector("p").textContent = sentence;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "go"), { once: true });
  });
}

async function remove() {
  const { active } = marks;
  if (!active || !card.editable || !(await card.agreed())) return;
  send("delete", { id: active });
  select(null);
  article.focus({ preventScroll: true });
}

/** Escape: one step back, from pointing, from a selection, from the card to the text, from the tag. */
function leave() {
  const inCard = document.activeElement?.closest?.("#inspector");
  if (linking) {
    linking = null;
    byId("messages").replaceChildren();
  } else if (!byId("selection-bar").hidden) selection.clear();
  else if (!inCard) select(null);
  article.focus({ preventScroll: true });
}

function close() {
  select(null);
  article.focus({ preventScroll: true });
}

const toField = (selector) => () => card.field(selector)?.focus();

const commands = {
  claim: () => tag("claim"),
  source: () => tag("source"),
  status: () => tag("status"),
  next: () => step(1),
  previous: () => step(-1),
  "next-gap": nextGap,
  enter: () => marks.active && select(marks.active, { focus: true }),
  leave,
  close,
  link: () => marks.active && card.editable && chooser.open(marks.active),
  "add-part": addPart,
  adjust() {
    const panel = byId("adjust");
    panel.hidden = !panel.hidden;
    document.querySelector("[data-command=adjust]").setAttribute("aria-expanded", String(!panel.hidden));
  },
  "start-back": () => moveEdge("start", -1),
  "start-on": () => moveEdge("start", 1),
  "end-back": () => moveEdge("end", -1),
  "end-on": () => moveEdge("end", 1),
  delete: remove,
  undo: () => send("undo"),
  redo: () => send("redo"),
  finding: toField("[name=desk_status]"),
  note: toField("[name=note]"),
  "no-source": () => card.field("[name=no_source_given]")?.click(),
  labels() {
    const hidden = document.body.classList.toggle("hide-labels");
    document.querySelector("[data-command=labels]").setAttribute("aria-pressed", String(!hidden));
  },
  theme: nextTheme,
  "try-now": () => outbox.flush(),
  decide: () => conflicts.decide(),
};

listen(commands);
document.addEventListener("click", (event) => {
  commands[event.target.closest("[data-command]")?.dataset.command]?.();
});

// ---- leaving, coming back -----------------------------------------------------------------

addEventListener("online", () => outbox.flush());
addEventListener("focus", () => outbox.flush());
addEventListener("beforeunload", (event) => {
  if (outbox.busy) event.preventDefault();
});
byId("submit").addEventListener("submit", async (event) => {
  if (!outbox.busy) return;
  event.preventDefault();
  await outbox.flush();
  if (!outbox.busy) event.target.submit();
});

marks.repaint();
const wanted = location.hash.replace("#chip-", "");
if (marks.has(wanted)) select(wanted, { scroll: true });
document.body.dataset.ready = "1";
