// How the changes stand: the pill in the top bar, and the banner below it.

import { steadily } from "./steady.js";
import { word } from "./words.js";

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** Show the state that the outbox told. `name` is who else is signed in, where somebody is. */
export function showState(state, { name } = {}) {
  steadily(() => {
    showPill(state);
    showUndecided(state.conflicts);
    if (state.phase !== "saving") showBanner(state, name); // it stays until something got through
  });
}

function isFine({ phase }) {
  return phase === "idle" || phase === "saving";
}

function showPill(state) {
  const { phase, waiting, refused, conflicts } = state;
  const pill = document.getElementById("saved");
  const count = refused || conflicts;
  if (phase === "saving") pill.textContent = word("saving");
  else if (!isFine(state)) pill.textContent = word("unsaved", { count: waiting });
  else if (count) pill.textContent = word(refused ? "refused-some" : "later-some", { count });
  else pill.textContent = word("saved", { time: new Date().toLocaleTimeString([], CLOCK) });
  pill.classList.toggle("pill-warn", phase !== "saving" && (!isFine(state) || count > 0));
}

function showBanner(state, name) {
  const { phase, waiting, seconds, durable } = state;
  const values = { count: waiting, seconds, name };
  const sentence = isFine(state) ? "" : word(durable ? phase : `${phase}-memory`, values);
  const banner = document.getElementById("connection");
  const words = banner.querySelector("span");
  banner.hidden = !sentence;
  if (words.textContent !== sentence) words.textContent = sentence; // said once, not at every try
  for (const button of banner.querySelectorAll("[data-in]")) {
    button.hidden = !button.dataset.in.split(" ").includes(phase);
  }
}

function showUndecided(count) {
  const banner = document.getElementById("undecided");
  const open = document.getElementById("conflict")?.open;
  const left = open ? count - 1 : count;
  banner.hidden = left < 1;
  banner.querySelector("span").textContent = left > 0 ? word("later", { count: left }) : "";
}
