// Who is signed in, as the server sees it, and signing in again without leaving the page.

import { word } from "./words.js";

const SECOND_FACTOR = "/2fa/";

export class Session extends EventTarget {
  /**
   * `form` is the outbox: it carries the token, and data-user, data-token-url, data-revision and
   * data-number of the version on the page.
   *
   * Events: "other" {name}: somebody else is signed in now; "newest" {number}: of the story's versions.
   */
  constructor({ form }) {
    super();
    this.form = form;
  }

  get user() {
    return Number(this.form.dataset.user);
  }

  /** Fetch a fresh token. Answers what is in the way, "offline", "signed-out", "other-person", or "". */
  async renew() {
    const { dataset, elements } = this.form;
    const url = `${dataset.tokenUrl}?revision=${dataset.revision}`;
    const { status, body } = await fetched(url);
    if (status === 401) return "signed-out";
    if (!body?.token) return status === 0 ? "offline" : "no-answer";
    if (body.user !== this.user) {
      this.dispatchEvent(new CustomEvent("other", { detail: body }));
      return "other-person";
    }
    elements.csrfmiddlewaretoken.value = body.token;
    this.dispatchEvent(new CustomEvent("newest", { detail: { number: body.newest } }));
    return "";
  }
}

export class SignIn {
  /** `done()` is called once somebody is signed in, whoever it is. */
  constructor({ dialog, done }) {
    Object.assign(this, { dialog, done });
    this.form = dialog.querySelector("form[data-sign-in]");
    this.error = dialog.querySelector("[role=alert]");
    this.form.addEventListener("submit", (event) => {
      if (event.submitter?.value === "later") return;
      event.preventDefault();
      this.#send();
    });
  }

  open() {
    if (this.dialog.open) return;
    this.#say("");
    this.dialog.showModal();
    this.form.elements.password.focus();
  }

  close() {
    if (!this.dialog.open) return;
    this.form.elements.password.value = "";
    this.dialog.close();
  }

  async #send() {
    const button = this.form.querySelector("[type=submit]");
    button.disabled = true;
    const problem = await this.#attempt().finally(() => {
      button.disabled = false;
    });
    this.#say(problem);
    if (problem) return this.form.elements.password.focus();
    this.close();
    return this.done();
  }

  /** Answers what went wrong, in words, or "". */
  async #attempt() {
    const page = await fetched(this.form.action);
    if (page.body?.location) return ""; // signed in already, in another tab
    const token = tokenIn(page.body?.html ?? "");
    if (!token) return word(page.status === 429 ? "sign-in-later" : "sign-in-offline");
    const { login, password } = this.form.elements;
    const values = { csrfmiddlewaretoken: token, login: login.value, password: password.value };
    const { status, body } = await fetched(this.form.action, new URLSearchParams(values));
    if (body?.location?.includes(SECOND_FACTOR)) return this.#secondFactor(body.location);
    if (body?.location) return "";
    if (status === 429) return word("sign-in-later");
    return errorsIn(body?.form) || word(status ? "sign-in-failed" : "sign-in-offline");
  }

  /** A code is asked for on a page of its own; this one waits until it gets the focus again. */
  #secondFactor(url) {
    const link = this.dialog.querySelector("[data-second-factor]");
    link.href = url;
    link.hidden = false;
    return word("sign-in-code");
  }

  #say(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
    if (!sentence) this.dialog.querySelector("[data-second-factor]").hidden = true;
  }
}

/** {status, body}: 0 where no answer came, no body where it was not JSON. */
async function fetched(url, body) {
  const headers = { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" };
  const options = { method: body ? "POST" : "GET", body, headers, credentials: "same-origin" };
  try {
    const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(20_000) });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: answer.status, body: isJson ? await answer.json() : null };
  } catch {
    return { status: 0, body: null };
  }
}

function tokenIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("[name=csrfmiddlewaretoken]")?.value;
}

function errorsIn(form) {
  if (!form) return "";
  const fields = Object.values(form.fields).flatMap(({ errors }) => errors);
  return [...form.errors, ...fields].join(" ");
}
