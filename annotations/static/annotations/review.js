// The review page: moving between claims, their card, and verdicts by key.
//
// Verdicts are forms; htmx sends them and swaps in what changed. This file only decides which
// claim is shown, where the focus goes, and what is said.

import { Card } from "./card.js";
import { Guide } from "./guide.js";
import { Help } from "./help.js";
import { keptSelection } from "./kept.js";
import { listen, sendByKey, shortcuts } from "./keys.js";
import { Live } from "./live.js";
import { Marks, neighbour } from "./marks.js";
import { OpenCard } from "./opencard.js";
import { FormWork } from "./ownwork.js";
import { Palette } from "./palette.js";
import { Ruler } from "./ruler.js";
import { refocus, renew } from "./talk.js";
import { nextTheme } from "./theme.js";

const NO_ID = "00000000-0000-0000-0000-000000000000";

const article = document.getElementById("article");
const panel = document.getElementById("inspector");
const live = document.getElementById("live");
const failed = document.getElementById("no-answer");
const marks = new Marks(article);
const card = new Card({
  panel,
  sheet: document.querySelector(".sheet"),
  urlOf: (id) => panel.dataset.url.replace(NO_ID, id),
});
document.querySelector(".sheet").dataset.dir = article.dir;
const guide = new Guide({ panel: document.getElementById("guide"), side: article.dir });
let lastDecided = null;

function say(sentence) {
  live.textContent = sentence;
}

const isClaim = (id) => marks.about(id).kind === "claim";
const claims = () => marks.order().filter(isClaim);
const left = () => {
  const todo = document.getElementById("tally").dataset.todo.split(" ");
  return claims().filter((id) => todo.includes(id));
};

/** Show where a tag is; a claim with its card. Sources and markers only show what they serve. */
async function select(id, { focus = false } = {}) {
  marks.activate(id);
  if (!marks.active) return leave();
  const mark = marks.marksOf(id)[0];
  intoView(mark);
  if (!isClaim(id)) return card.close();
  await card.open(id, mark);
  if (marks.active !== id) return; // another one was asked for since
  if (card.id !== id) return noAnswer();
  htmx.process(panel);
  shown(id);
  if (focus) panel.focus({ preventScroll: true });
  say(panel.querySelector(".card-head").innerText);
}

function beside(id) {
  const mark = marks.marksOf(id)[0];
  if (!mark) return;
  intoView(mark);
  card.place(mark);
}

/** The address follows the card, so that a reload and a copied link show the same. */
function shown(id) {
  history.replaceState(null, "", `${panel.dataset.page}?claim=${id}`);
  panel.dataset.shown = id;
}

function intoView(mark) {
  const { top, bottom } = mark.getBoundingClientRect();
  const narrow = matchMedia("(max-width: 900px)").matches;
  const lowest = innerHeight * (narrow ? 0.4 : 0.75);
  if (top < 130 || bottom > lowest) {
    scrollBy({ top: top - innerHeight * (narrow ? 0.2 : 0.3), behavior: "instant" });
  }
}

function leave() {
  const chip = marks.active && marks.chip(marks.active);
  marks.activate(null);
  card.close();
  (chip ?? article).focus({ preventScroll: true });
}

/** Open the reasons of a refusal, with the focus on the first. */
function refuse(verdict) {
  const part = panel.querySelector(`details[data-verdict="${verdict}"]`);
  if (!part || shownAgain()) return;
  part.open = true;
  part.querySelector("input[type=checkbox]").focus();
}

/** Approve the shown claim; a refusal that was begun is not overruled by a stray key. */
function approve() {
  const begun = panel.querySelector("details[data-verdict][open] input[type=checkbox]");
  if (begun) return begun.focus();
  const form = panel.querySelector('form[data-verdict="approve"]');
  if (form && !shownAgain()) form.requestSubmit();
}

/** A claim that changed meanwhile is looked at again before any key decides on it. */
function shownAgain() {
  const again = panel.querySelector("details.again:not([open])");
  again?.querySelector("summary").focus();
  return Boolean(again);
}

async function retract() {
  const mine = () => panel.querySelector("form.mine");
  if (!mine() && lastDecided && marks.has(lastDecided)) await select(lastDecided);
  mine()?.requestSubmit();
}

function toggleLabels() {
  const hidden = document.body.classList.toggle("hide-labels");
  document.querySelector('[data-command="labels"]').setAttribute("aria-pressed", String(!hidden));
}

const commands = {
  next: () => select(neighbour(claims(), marks.active)),
  previous: () => select(neighbour(claims(), marks.active, -1)),
  "next-open": () => {
    const open = left().filter((id) => id !== marks.active);
    const order = claims();
    const place = order.indexOf(marks.active);
    select(open.find((id) => order.indexOf(id) > place) ?? open[0] ?? marks.active);
  },
  approve,
  request_changes: () => refuse("request_changes"),
  reject: () => refuse("reject"),
  retract,
  labels: toggleLabels,
  guide: () => guide.toggle(),
  theme: nextTheme,
  palette: () => palette.open(),
  help: () => help.open(),
  finish: () => document.getElementById("finish").showModal(),
  enter: () => panel.focus({ preventScroll: true }),
  leave,
};

const help = new Help({ dialog: document.getElementById("help"), shortcuts });
const palette = new Palette({
  dialog: document.getElementById("palette"),
  shortcuts,
  commands,
  has: { words: () => false, tag: () => Boolean(marks.active) },
});
sendByKey(panel);
listen(commands);

// One refusal at a time. (A shared name would do it, but closes what a swap brings in open.)
panel.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.open || !target.dataset.verdict) return;
    for (const other of panel.querySelectorAll("details[data-verdict][open]")) {
      other.open = other === target;
    }
  },
  true,
);

document.addEventListener("click", (event) => {
  const command = event.target.closest("button[data-command]");
  if (command) return commands[command.dataset.command]?.();
  const go = event.target.closest("[data-go], .chip[data-a]");
  const id = go ? (go.dataset.go ?? go.dataset.a) : idOf(event.target.closest("mark[data-a]"));
  if (!id || !marks.has(id) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  select(id, { focus: Boolean(go) });
});

/** What a click on a mark means: the smallest claim there, on the next click the next one. */
function idOf(mark) {
  if (!mark || !getSelection().isCollapsed) return null;
  const ids = mark.dataset.a.split(" ");
  const wanted = ids.filter(isClaim);
  const choice = wanted.length ? wanted : ids;
  return choice[(choice.indexOf(marks.active) + 1) % choice.length];
}

// ---- answers ----

// Ours say what was decided. Anything else means that the session ended or the role was taken
// away: the page, loaded again, says which.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isOurs = Boolean(detail.xhr.getResponseHeader("HX-Trigger-After-Settle"));
  detail.shouldSwap = isOurs;
  detail.isError = !isOurs;
  if (!isOurs && detail.xhr.status < 500) location.reload();
});

for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.body.addEventListener(name, noAnswer);
}

function noAnswer() {
  failed.hidden = false;
}

document.body.addEventListener("stet:reviewed", ({ detail }) => {
  failed.hidden = true;
  if (!detail.refused) lastDecided = detail.decided;
  const id = card.id;
  marks.activate(id);
  beside(id);
  panel.scrollTop = 0;
  const asked = panel.querySelector('[aria-describedby^="reasons-error"] input');
  (asked ?? panel).focus({ preventScroll: !asked });
  shown(id);
  say(detail.said);
});

document.body.addEventListener("stet:talked", ({ target, detail }) => {
  failed.hidden = true;
  if (!detail.refused && target.matches("form")) renew(target);
  refocus(panel);
  marks.repaint();
  say(detail.said);
});

document.getElementById("finish-review").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  commands.finish();
});

// ---- what others do ----

let selectAgain = () => {};
new Live({
  feed: document.getElementById("feed"),
  page: { article, marks },
  own: new FormWork(),
  card: new OpenCard({ card, marks, renew: showAgain, always: true }),
  before: () => {
    selectAgain = keptSelection(article);
  },
  after: () => {
    marks.repaint();
    selectAgain();
    if (card.id && !marks.has(card.id)) leave();
    replace();
  },
});

/** The open card as it is now, as its reader asked for it. */
async function showAgain(forced) {
  const { id } = card;
  if (!(await card.renew(marks.marksOf(id)[0], forced))) return false;
  htmx.process(panel);
  return true;
}

// The card grows with its reasons, and the window changes: it has to stay within it.
const replace = () => card.id && card.place(marks.marksOf(card.id)[0]);
addEventListener("resize", replace);
new ResizeObserver(replace).observe(panel);

new Ruler({ root: document.getElementById("ruler"), article });
if (card.id) {
  marks.activate(card.id);
  beside(card.id);
  shown(card.id);
}
if (document.activeElement === document.body) (card.id ? panel : article).focus({ preventScroll: true });
