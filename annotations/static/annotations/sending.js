// The way of a change to the server: the one form, and the token that it carries.

import { meaningOf } from "./meanings.js";

const SIGNED_OUT = 401;
const FORBIDDEN = 403;
const EVENTS = { "stet:saved": "saved", "stet:refused": "refused", "stet:conflict": "conflict" };

/**
 * A `post` for the outbox. `valuesOf(change)` is asked at the last moment, when versions are known.
 * `session.renew()` fetches a fresh token and answers what is in the way of using it, or "".
 */
export function poster(form, session, valuesOf) {
  let stale = false;
  return async function post(change) {
    const blocked = stale ? await session.renew() : "";
    if (blocked) return { meaning: blocked };
    stale = false;
    let answer = await submit(form, valuesOf(change));
    if (!answer.told && [SIGNED_OUT, FORBIDDEN].includes(answer.status)) {
      // No rule was named, so the form's token was old: signed out, or signed in again since.
      stale = true;
      const why = await session.renew();
      if (why) return { meaning: why };
      answer = await submit(form, valuesOf(change));
      stale = answer.status === SIGNED_OUT;
    }
    return inWords(answer);
  };
}

function inWords({ status, told }) {
  const detail = told?.detail ?? {};
  const { annotation, version, fields, gone } = detail;
  return {
    meaning: meaningOf(status, told),
    status,
    annotation,
    version: version ?? null,
    reason: detail.message,
    code: detail.code,
    field: detail.field,
    opens: Boolean(detail.opens),
    versions: detail.versions ?? {},
    conflict: told?.name === "conflict" ? { annotation, version, fields, gone } : null,
  };
}

/** Send the form with `values`; resolves with the status, 0 where no answer came, and what it told. */
async function submit(form, values) {
  let status = 0;
  let told = null;
  const heard = ({ detail }) => {
    status = detail.xhr?.status ?? 0;
  };
  const named = ({ type, detail }) => {
    told = { name: EVENTS[type], detail };
  };
  form.addEventListener("htmx:afterRequest", heard);
  for (const name of Object.keys(EVENTS)) form.addEventListener(name, named);
  try {
    await htmx.ajax("POST", form.action, { source: form, values, swap: "none" });
  } catch {
    status = 0;
  } finally {
    form.removeEventListener("htmx:afterRequest", heard);
    for (const name of Object.keys(EVENTS)) form.removeEventListener(name, named);
  }
  return { status, told };
}
