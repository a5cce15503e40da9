// The review page: which claim is shown, what is said, verdicts by key. Verdicts are forms of htmx.

import { listenToAnswers } from "./answers.js";
import { Bulk } from "./bulk.js";
import { Card } from "./card.js";
import { Drafts } from "./drafts.js";
import { ClaimFilter } from "./filter.js";
import { Finish } from "./finish.js";
import { Freshness } from "./fresh.js";
import { Guide } from "./guide.js";
import { Help } from "./help.js";
import { InFlight } from "./inflight.js";
import { keptSelection } from "./kept.js";
import { listen, sendByKey, shortcuts } from "./keys.js";
import { Live } from "./live.js";
import { Looks } from "./looks.js";
import { Marks, neighbour } from "./marks.js";
import { NotDone } from "./notdone.js";
import { OpenCard } from "./opencard.js";
import { Opened } from "./opened.js";
import { FormWork } from "./ownwork.js";
import { Palette } from "./palette.js";
import { Refusals } from "./refusals.js";
import { mirrorRepeats } from "./repeats.js";
import { Ruler } from "./ruler.js";
import { refocus, renew } from "./talk.js";
import { nextTheme } from "./theme.js";
import { apart, todo } from "./todo.js";
import { intoView, pressedOf } from "./view.js";
import { word } from "./words.js";

const NO_ID = "00000000-0000-0000-0000-000000000000";

const byId = (id) => document.getElementById(id);
const article = byId("article");
const panel = byId("inspector");
const sheet = document.querySelector(".sheet");
sheet.dataset.dir = article.dir;
const memory = (what) => `stet:${what}:${panel.dataset.reader}:${panel.dataset.article}`;

const marks = new Marks(article);
const inFlight = new InFlight(document.body);
let loading = 0; // cards on their way: no key may mean another one by then
const card = new Card({
  panel,
  sheet,
  urlOf: (id) => panel.dataset.url.replace(NO_ID, id) + fresh.query(filter.query),
  known: (id) => (marks.has(id) ? marks.about(id).version : 0),
});
const filter = new ClaimFilter({
  marks,
  form: document.querySelector(".filter-form"),
  changed: () => {
    bulk.refresh();
    address();
  },
});
const opened = new Opened(memory("opened"));
const drafts = new Drafts(memory("refusals"));
const refusals = new Refusals({ panel, drafts, claim: () => card.id });
const fresh = new Freshness({ panel, card, marks, notice: byId("changed-meanwhile") });
const finish = new Finish({ button: byId("finish-review"), drafts, marks });
const guide = new Guide({ panel: byId("guide"), card: panel, side: article.dir });

function say(sentence) {
  byId("live").textContent = sentence;
}

const isClaim = (id) => marks.about(id).kind === "claim";
const claims = () => marks.order().filter((id) => isClaim(id) && filter.takes(id));
const left = () => {
  const ids = new Set(todo());
  return claims().filter((id) => ids.has(id));
};
const bulk = new Bulk({
  dialog: byId("bulk"),
  button: byId("approve-opened"),
  opened,
  marks,
  left,
  apart,
});
const looks = new Looks({ card, fresh, opened, noted: () => bulk.refresh() });
const notDone = new NotDone({ dialog: bulk });

/** Show where a tag is; a claim with its card. Sources and markers only show what they serve. */
async function select(id, { focus = false } = {}) {
  await inFlight.idle();
  marks.activate(id);
  if (!marks.active) return leave();
  const mark = marks.marksOf(id)[0];
  intoView(mark);
  if (!isClaim(id)) return closeCard();
  loading += 1;
  await card.open(id, mark);
  loading -= 1;
  if (marks.active !== id) return; // another one was asked for since
  if (card.id !== id) return notDone.noAnswer();
  htmx.process(panel);
  shown();
  if (focus) panel.focus({ preventScroll: true });
  say(panel.querySelector(".card-head").innerText);
}

function closeCard() {
  looks.end();
  card.close();
}

function beside(id) {
  const mark = marks.marksOf(id)[0];
  if (!mark) return;
  intoView(mark);
  card.place(mark);
}

/** A card stands there: remember that it was seen, and fill in what was begun in it. */
function shown() {
  fresh.check();
  refusals.restore();
  looks.begin();
  address();
  panel.dataset.shown = card.id;
}

/** The address follows card and filter, so that a reload and a copied link show the same. */
function address() {
  const asked = new URLSearchParams(filter.query);
  if (card.id) asked.set("claim", card.id);
  const query = asked.toString();
  history.replaceState(null, "", panel.dataset.page + (query && `?${query}`));
}

function leave() {
  const chip = marks.active && marks.chip(marks.active);
  marks.activate(null);
  closeCard();
  address();
  (chip ?? article).focus({ preventScroll: true });
}

function refuse(verdict) {
  if (!fresh.hasToLook()) refusals.open(verdict);
}

/** Approve the shown claim; a refusal that was begun is not overruled by a stray key. */
function approve() {
  if (refusals.begun() || fresh.hasToLook()) return;
  panel.querySelector('form[data-verdict="approve"]')?.requestSubmit();
}

/** Take back what the open card offers to, or else the last decision of all. */
function retract() {
  const own = panel.querySelector("form.mine");
  const last = document.querySelector("#undo:not([hidden])");
  (own ?? last)?.requestSubmit();
  if (!own && !last) say(word("nothing-to-take-back"));
}

function toggleLabels() {
  const hidden = document.body.classList.toggle("hide-labels");
  document.querySelector('[data-command="labels"]').setAttribute("aria-pressed", String(!hidden));
}

const commands = {
  next: inFlight.after(() => select(neighbour(claims(), marks.active))),
  previous: inFlight.after(() => select(neighbour(claims(), marks.active, -1))),
  "next-open": inFlight.after(() => {
    const open = left().filter((id) => id !== marks.active);
    const order = marks.order();
    const place = order.indexOf(marks.active);
    return select(open.find((id) => order.indexOf(id) > place) ?? open[0] ?? marks.active);
  }),
  approve,
  request_changes: inFlight.after(() => refuse("request_changes")),
  reject: inFlight.after(() => refuse("reject")),
  retract: inFlight.after(retract),
  "approve-opened": () => bulk.show(),
  "look-again": () => showAgain(true),
  labels: toggleLabels,
  guide: () => guide.toggle(),
  theme: nextTheme,
  palette: () => palette.open(),
  help: () => help.open(),
  finish: inFlight.after(() => loading || finish.show()),
  enter: () => panel.focus({ preventScroll: true }),
  leave,
};

const help = new Help({ dialog: byId("help"), shortcuts });
const palette = new Palette({
  dialog: byId("palette"),
  shortcuts,
  commands,
  has: { words: () => false, tag: () => Boolean(marks.active) },
});
for (const start of [sendByKey, mirrorRepeats]) start(panel);
listen(commands);
inFlight.refuseDoubles();
// Unfolding a changed claim's verdicts is looking at it again.
panel.addEventListener("toggle", ({ target }) => target.matches(".again") && looks.begin(), true);

document.addEventListener("click", (event) => {
  const command = event.target.closest("button[data-command]");
  if (command) return commands[command.dataset.command]?.();
  const go = event.target.closest("[data-go], .chip[data-a]");
  const mark = event.target.closest("mark[data-a]");
  const id = go ? (go.dataset.go ?? go.dataset.a) : pressedOf(mark, isClaim, marks.active);
  if (!id || !marks.has(id) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  select(id, { focus: Boolean(go) });
});

// ---- answers ----

function reviewed(detail) {
  notDone.clear();
  if (detail.only) return notDone.because(detail.said);
  if (!detail.refused) drafts.drop(detail.decided);
  if (bulk.isOpen) bulk.close();
  panel.hidden = false;
  const { id } = card;
  marks.activate(id);
  beside(id);
  panel.scrollTop = 0;
  const asked = panel.querySelector('[aria-describedby^="reasons-error"] input');
  (asked ?? panel).focus({ preventScroll: !asked });
  shown();
  say(detail.said);
}

function talked({ target, detail }) {
  notDone.clear();
  if (!detail.refused && target.matches("form")) renew(target);
  refocus(panel);
  marks.repaint();
  bulk.refresh();
  say(detail.said);
}

const noAnswer = () => notDone.noAnswer();
listenToAnswers({ query: () => filter.query, reviewed, talked, noAnswer });

// ---- what others do ----

let selectAgain = () => {};
new Live({
  feed: byId("feed"),
  page: { article, marks },
  own: new FormWork(),
  query: () => filter.query,
  card: new OpenCard({ card, marks, renew: showAgain, always: true }),
  before: () => {
    selectAgain = keptSelection(article);
  },
  after: () => {
    marks.repaint();
    selectAgain();
    htmx.process(byId("undo"));
    finish.refresh();
    bulk.refresh();
    if (card.id && !marks.has(card.id)) leave();
    replace();
  },
});

/** The open card as it is now, with what changed since, as its reader asked for it. */
async function showAgain(forced) {
  const { id } = card;
  if (!(await fresh.again(() => card.renew(marks.marksOf(id)[0], forced)))) return false;
  htmx.process(panel);
  shown();
  panel.focus({ preventScroll: true });
  return true;
}

// Rows that are swapped in, by whomever, are bare; they tell whether the open card is still true.
new MutationObserver(() => {
  marks.repaint();
  filter.paint();
  fresh.check();
  bulk.refresh();
}).observe(article, { childList: true, subtree: true });

// The card grows with its reasons, and the window changes: it has to stay within it.
const replace = () => card.id && card.place(marks.marksOf(card.id)[0]);
addEventListener("resize", replace);
new ResizeObserver(replace).observe(panel);

new Ruler({ root: byId("ruler"), article });
filter.paint();
bulk.refresh();
if (card.id) {
  marks.activate(card.id);
  beside(card.id);
  shown();
}
if (document.activeElement === document.body) (card.id ? panel : article).focus({ preventScroll: true });
document.body.dataset.ready = "1";
