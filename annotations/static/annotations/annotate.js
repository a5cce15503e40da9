// The annotate page: puts the parts together. What a part does is written in its own module.

import { ActiveTag } from "./active.js";
import { Card } from "./card.js";
import { CardKeys } from "./cardkeys.js";
import { Changes } from "./changes.js";
import { Chooser } from "./chooser.js";
import { Conflicts } from "./conflicts.js";
import { Cursor } from "./cursor.js";
import { DeviceList } from "./device.js";
import { Guide } from "./guide.js";
import { HandingIn } from "./handing.js";
import { Help } from "./help.js";
import { listen, sendByKey, shortcuts } from "./keys.js";
import { Live } from "./live.js";
import { LocalCards } from "./local-card.js";
import { Marks, neighbour } from "./marks.js";
import { showHint, showMessage, warn } from "./messages.js";
import { OpenCard } from "./opencard.js";
import { OutboxWork } from "./ownwork.js";
import { Palette } from "./palette.js";
import { Pending } from "./pending.js";
import { Quoting } from "./quoting.js";
import { Reshaping } from "./reshaping.js";
import { Revised } from "./revised.js";
import { Ruler } from "./ruler.js";
import { SelectionBar } from "./selection.js";
import { Session, SignIn } from "./session.js";
import { Tabs } from "./tabs.js";
import { Tagging } from "./tagging.js";
import { nextTheme } from "./theme.js";
import { word } from "./words.js";

const NO_ID = /0{8}-0{4}-0{4}-0{4}-0{12}/;

const byId = (id) => document.getElementById(id);
const article = byId("article");
const sheet = article.closest(".sheet");
const form = byId("outbox");
const panel = byId("inspector");
sheet.dataset.dir = article.dir;

const marks = new Marks(article);
const pending = new Pending(article);
const page = { article, panel, marks, pending, lock };
const session = new Session({ form });
const changes = new Changes({ form, page, session, tabs: new Tabs() });
const send = (operation, fields, told) => changes.send(operation, fields, told);
const urlOf = (id) => form.dataset.cardUrl.replace(NO_ID, id);
const card = new Card({
  panel,
  sheet,
  urlOf,
  change: send,
  warn,
  local: new LocalCards({ template: byId("local-card"), marks, pending }),
  waiting: (id) => changes.waiting(id),
  known: (id) => (marks.has(id) ? marks.about(id).version : 0),
});
const active = new ActiveTag({ marks, card, told: (id, version) => changes.told(id, version) });
const select = (id, how) => {
  changes.turnedAway();
  return active.select(id, how);
};
const selection = new SelectionBar({
  article,
  sheet,
  bar: byId("selection-bar"),
  addsTo: () => (marks.has(marks.active) ? marks.about(marks.active).label : ""),
});
const conflicts = new Conflicts({ outbox: changes.outbox, settled: () => active.refresh() });
Object.assign(page, { card, active, selection, conflicts });
const device = new DeviceList({
  dialog: byId("device"),
  outbox: changes.outbox,
  marks,
  decide: (key) => conflicts.decide(key),
});
const signIn = new SignIn({ dialog: byId("sign-in"), done: () => changes.outbox.flush() });
changes.outbox.addEventListener("saved", () => signIn.close()); // signed in by another way
const revised = new Revised({ banner: byId("revised"), number: Number(form.dataset.number) });
session.addEventListener("newest", ({ detail }) => revised.told(detail.number));
document.addEventListener("stet:news", ({ detail }) => {
  if (detail.events.some(({ action }) => action === "revision.created")) session.renew();
});
const tagging = new Tagging({ article, marks, card, selection, send, select });
const reshaping = new Reshaping({ article, panel, marks, card, selection, send });
const chooser = new Chooser({
  dialog: byId("chooser"),
  marks,
  elsewhere: form.dataset.elsewhereUrl,
  chosen: (from, to, type) => tagging.join(from, to, type),
  pointed: () => tagging.point(),
});
const cursor = new Cursor({ article, selection, begin: () => marks.active && outline(marks.active) });
const cardKeys = new CardKeys({ card, marks, selection, tagging, shortcuts, select, outbox: changes.outbox });
changes.outbox.addEventListener("state", ({ detail }) => detail.phase === "idle" && tagging.settle());

new Live({
  feed: byId("feed"),
  page,
  own: new OutboxWork(changes.outbox),
  card: new OpenCard({ card, marks, renew: (forced) => active.renew(forced) }),
  before: () => changes.beforeSwap(),
  after: () => changes.afterSwap(),
});

const guide = new Guide({ panel: byId("guide"), card: panel, side: article.dir });

// ---- pressing a tag, a chip, a link of the card -------------------------------------------

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

/** Start and end of a tag, from its first part to its last. */
function outline(id) {
  const { parts } = marks.about(id);
  return [parts[0][0], parts.at(-1)[1]];
}

/** Walk on; the text cursor goes on from the tag that is reached. */
function walk(step) {
  cursor.forget();
  step();
}

async function stored() {
  await card.saveTyped();
  if (changes.outbox.busy) await changes.outbox.flush();
  if (changes.outbox.busy) showMessage(word("submit-waits"));
  return !changes.outbox.busy;
}

const commands = {
  ...cursor.commands(),
  ...cardKeys.commands(),
  claim: () => tagging.tag("claim"),
  source: () => tagging.tag("source"),
  status: () => tagging.tag("status"),
  quote: () => quoting.open(),
  next: () => walk(() => active.step(1)),
  previous: () => walk(() => active.step(-1)),
  "next-gap": () => walk(() => active.nextGap()),
  leave,
  close,
  // While its card is on the way, a tag can be linked all the same: the server has the last word.
  link: () => {
    const { subject } = tagging;
    if (!subject) showHint(word("open-first"));
    else if (card.id !== subject.id || card.editable) chooser.open(subject);
  },
  "link-many": () => reshaping.linkMany(),
  split: () => reshaping.split(),
  merge: () => reshaping.merge(),
  "add-part": () => tagging.addPart(),
  adjust: toggleAdjust,
  "start-back": () => tagging.moveEdge("start", -1),
  "start-on": () => tagging.moveEdge("start", 1),
  "end-back": () => tagging.moveEdge("end", -1),
  "end-on": () => tagging.moveEdge("end", 1),
  delete: () => tagging.remove(),
  undo: () => changes.undo(),
  redo: () => changes.redo(),
  labels: toggleLabels,
  guide: () => guide.toggle(),
  theme: nextTheme,
  palette: () => palette.open(),
  help: () => help.open(),
  submit: () => handing.ask(),
  "try-now": () => changes.outbox.flush(),
  decide: () => conflicts.decide(),
  device: () => device.open(),
  "sign-in": () => signIn.open(),
  reload: () => location.reload(),
};

const help = new Help({ dialog: byId("help"), shortcuts });
const palette = new Palette({
  dialog: byId("palette"),
  shortcuts,
  commands,
  has: { words: () => Boolean(selection.offered()), tag: () => Boolean(marks.active) },
  opened: () => selection.hold(),
  closed: () => selection.release(),
});
const quoting = new Quoting({
  dialog: byId("quote-dialog"),
  article,
  tag: (kind, span) => tagging.tag(kind, span),
  select: ({ start, end }) => cursor.put(start, end),
});
const handing = new HandingIn({
  form: byId("submit"),
  dialog: byId("submit-dialog"),
  ready: stored,
  show: () => commands["next-gap"](),
});
sendByKey(panel);
listen(commands);
document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-command]");
  const command = commands[control?.dataset.command];
  if (!command || (control.href && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  command();
});

// ---- leaving, coming back -----------------------------------------------------------------

/** Somebody else signed in: what is on the page is not theirs to change. */
function lock() {
  article.inert = panel.inert = true;
}

addEventListener("online", () => changes.outbox.flush());
addEventListener("focus", async () => {
  await changes.outbox.open();
  if (changes.outbox.phase !== "idle") changes.outbox.flush();
  else session.renew();
});
addEventListener("beforeunload", (event) => {
  if (changes.outbox.exposed || card.unsaved) event.preventDefault();
});
document.addEventListener("visibilitychange", () => document.hidden && card.saveTyped());

marks.repaint();
new Ruler({ root: byId("ruler"), article });
changes.outbox.open();
const wanted = location.hash.replace("#chip-", "");
if (marks.has(wanted)) select(wanted, { scroll: true });
if (document.activeElement === document.body) article.focus({ preventScroll: true });
document.body.dataset.ready = "1";
