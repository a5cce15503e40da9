// The annotate page: puts the parts together. What a part does is written in its own module.

import { Card } from "./card.js";
import { Chooser } from "./chooser.js";
import { Conflicts } from "./conflicts.js";
import { keepFocus } from "./focus.js";
import { uuid7 } from "./ids.js";
import { listen } from "./keys.js";
import { Marks, neighbour } from "./marks.js";
import { clearMessages, showMessage, warn } from "./messages.js";
import { Outbox } from "./outbox.js";
import { Pending } from "./pending.js";
import { SelectionBar } from "./selection.js";
import { poster, showState } from "./sending.js";
import { Tagging } from "./tagging.js";
import { nextTheme } from "./theme.js";
import { announce, word } from "./words.js";

const NO_ID = /0{8}-0{4}-0{4}-0{4}-0{12}/;

const byId = (id) => document.getElementById(id);
const article = byId("article");
const sheet = article.closest(".sheet");
const form = byId("outbox");
const panel = byId("inspector");
sheet.dataset.dir = article.dir;

const marks = new Marks(article);
const pending = new Pending(article);
const selection = new SelectionBar({
  article,
  sheet,
  bar: byId("selection-bar"),
  addsTo: () => (marks.active ? marks.about(marks.active).label : ""),
});
const urlOf = (id) => form.dataset.cardUrl.replace(NO_ID, id);
const card = new Card({ panel, sheet, urlOf, change: send, warn });
const outbox = new Outbox({ post: poster(form, fieldsOf) });
const conflicts = new Conflicts({ outbox, settled: refreshCard });
const tagging = new Tagging({ article, marks, card, selection, send, select });
const chooser = new Chooser({
  dialog: byId("chooser"),
  marks,
  chosen: (from, to, type) => tagging.join(from, to, type),
  pointed: () => tagging.point(),
});

/** Version of each tag as far as the page was told: what a change is a change of. */
const versions = new Map();
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
}

function fieldsOf({ operation, annotation, fields }) {
  const shown = marks.has(annotation) ? marks.about(annotation).version : "";
  const version = versions.get(annotation) ?? shown;
  const values = { version, operation, ...fields, card: card.id ?? "" };
  return fields.fragments ? { ...values, fragments: JSON.stringify(fields.fragments) } : values;
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
  restoreFocus = keepFocus({ article, panel });
});
form.addEventListener("stet:saved", ({ detail }) => {
  for (const [id, version] of Object.entries(detail.versions)) versions.set(id, version);
  clearMessages();
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

/** Rows that were swapped in are bare: paint, select and focus as before. */
function afterSwap() {
  selection.restore();
  pending.repaint();
  marks.repaint();
  if (card.id && !marks.has(card.id)) select(null);
  if (card.id) card.place(firstMark(card.id));
  restoreFocus();
  restoreFocus = () => {};
}

async function refreshCard() {
  if (!card.id) return;
  await card.reload(firstMark(card.id));
  versions.set(card.id, card.version);
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
  if (card.id !== id) return;
  versions.set(id, Math.max(card.version, versions.get(id) ?? 0));
  announce(opening(id));
}

function opening(id) {
  const ids = marks.order();
  const { kind, label } = marks.about(id);
  const words = marks.wordsOf(id).slice(0, 140);
  const place = ids.indexOf(id) + 1;
  return word("opened", { kind: word(kind), label, place, count: ids.length, words });
}

function step(by) {
  const id = neighbour(marks.order(), marks.active, by);
  if (id) select(id, { scroll: true });
}

function nextGap() {
  const order = marks.order();
  const held = order.filter((id) => marks.about(id).gap);
  const later = order.slice(order.indexOf(marks.active) + 1);
  const id = later.find((one) => held.includes(one)) ?? held[0];
  if (id) select(id, { scroll: true });
  else announce(word("no-gap"));
}

article.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  const mark = event.target.closest("mark.m, .ref");
  if (chip && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
  if (chip || mark?.matches(".ref")) event.preventDefault();
  if (!getSelection().isCollapsed && !chip) return;
  const id = chip ? chip.dataset.a : mark && marks.hit(mark);
  const { linking } = tagging;
  if (id && linking && linking !== id) tagging.join(linking, id);
  else select(id);
});
panel.addEventListener("click", (event) => {
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

// ---- commands -----------------------------------------------------------------------------

/** Escape: one step back, from pointing, from a selection, from the card to the text, from the tag. */
function leave() {
  const inCard = panel.contains(document.activeElement);
  if (tagging.linking) tagging.stopPointing();
  else if (!byId("selection-bar").hidden) selection.clear();
  else if (!inCard) select(null);
  article.focus({ preventScroll: true });
}

function close() {
  select(null);
  article.focus({ preventScroll: true });
}

function toggleAdjust() {
  const edges = byId("adjust");
  edges.hidden = !edges.hidden;
  const button = document.querySelector("[data-command=adjust]");
  button.setAttribute("aria-expanded", String(!edges.hidden));
}

function toggleLabels() {
  const hidden = document.body.classList.toggle("hide-labels");
  const button = document.querySelector("[data-command=labels]");
  button.setAttribute("aria-pressed", String(!hidden));
}

const toField = (selector) => () => card.field(selector)?.focus();

const commands = {
  claim: () => tagging.tag("claim"),
  source: () => tagging.tag("source"),
  status: () => tagging.tag("status"),
  next: () => step(1),
  previous: () => step(-1),
  "next-gap": nextGap,
  enter: () => marks.active && select(marks.active, { focus: true }),
  leave,
  close,
  // While its card is on the way, a tag can be linked all the same: the server has the last word.
  link: () => marks.active && (card.id !== marks.active || card.editable) && chooser.open(marks.active),
  "add-part": () => tagging.addPart(),
  adjust: toggleAdjust,
  "start-back": () => tagging.moveEdge("start", -1),
  "start-on": () => tagging.moveEdge("start", 1),
  "end-back": () => tagging.moveEdge("end", -1),
  "end-on": () => tagging.moveEdge("end", 1),
  delete: () => tagging.remove(),
  undo: () => send("undo"),
  redo: () => send("redo"),
  finding: toField("[name=desk_status]"),
  note: toField("[name=note]"),
  "no-source": () => card.field("[name=no_source_given]")?.click(),
  labels: toggleLabels,
  theme: nextTheme,
  "try-now": () => outbox.flush(),
  decide: () => conflicts.decide(),
};

listen(commands);
document.addEventListener("click", (event) => {
  commands[event.target.closest("[data-command]")?.dataset.command]?.();
});

// ---- leaving, coming back -----------------------------------------------------------------

for (const chance of ["online", "focus"]) {
  addEventListener(chance, () => outbox.busy && outbox.flush());
}
addEventListener("beforeunload", (event) => {
  if (outbox.busy || card.unsaved) event.preventDefault();
});
document.addEventListener("visibilitychange", () => document.hidden && card.saveTyped());
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
