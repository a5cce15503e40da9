// The way of a change to the server: the one form, its token, and what the page says about it.

import { word } from "./words.js";

const SIGNED_OUT = 401;
const FORBIDDEN = 403;

/** A `post` for the outbox. `fieldsOf(change)` is asked at the last moment, when versions are known. */
export function poster(form, fieldsOf) {
  let stale = false;
  return async function post(change) {
    if (stale) await freshToken(form);
    let status = await submit(form, fieldsOf(change));
    if (status === FORBIDDEN && !form.dataset.told) {
      // No rule was named, so the form's token was old: signed out, or signed in again since.
      status = await freshToken(form);
      if (status === 200) status = await submit(form, fieldsOf(change));
    }
    stale = status === SIGNED_OUT;
    return status;
  };
}

/** Send the form with `values`; resolves with the status, 0 where no answer came. */
async function submit(form, values) {
  let status = 0;
  delete form.dataset.told;
  const heard = ({ detail }) => {
    status = detail.xhr?.status ?? 0;
  };
  const told = () => {
    form.dataset.told = "1";
  };
  form.addEventListener("htmx:afterRequest", heard);
  form.addEventListener("stet:refused", told);
  try {
    await htmx.ajax("POST", form.action, { source: form, values, swap: "none" });
  } catch {
    status = 0;
  } finally {
    form.removeEventListener("htmx:afterRequest", heard);
    form.removeEventListener("stet:refused", told);
  }
  return status;
}

/** Put a fresh token into the form; resolves with the status of the answer, 0 without one. */
async function freshToken(form) {
  try {
    const answer = await fetch(form.dataset.tokenUrl, { credentials: "same-origin" });
    if (!answer.ok) return answer.status;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    form.querySelector("#outbox-token").replaceWith(page.getElementById("outbox-token"));
    return answer.status;
  } catch {
    return 0;
  }
}

/** Show in the top bar and the banner how the outbox stands. */
export function showState({ phase, waiting, seconds }) {
  const pill = document.getElementById("saved");
  const banner = document.getElementById("connection");
  const busy = phase === "idle" || phase === "saving";
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const time = new Date().toLocaleTimeString([], clock);
  if (phase === "idle") pill.textContent = word("saved", { time });
  else pill.textContent = phase === "saving" ? word("saving") : word("unsaved", { count: waiting });
  pill.classList.toggle("pill-warn", !busy);
  if (phase === "saving") return; // a banner stays until something got through
  banner.hidden = busy;
  banner.querySelector("span").textContent = busy ? "" : word(phase, { count: waiting, seconds });
  banner.querySelector("a").hidden = phase !== "signed-out";
}
