// How the reader's own changes stand. What others did is not shown while one is on its way: its
// answer and theirs could overtake each other.

/** Of a page with an outbox. What waits for a connection or a person is on no way. */
export class OutboxWork {
  sent = 0;

  constructor(outbox) {
    this.outbox = outbox;
    outbox.addEventListener("state", ({ detail }) => {
      if (detail.phase === "saving") this.sent += 1;
    });
  }

  get busy() {
    return this.outbox.phase === "saving";
  }

  /** Call `run(stored)` when nothing is on its way; `stored` says that everything was. */
  onIdle(run) {
    // The answer of the last change is on the page a moment after it was stored.
    this.outbox.addEventListener("state", ({ detail }) => {
      if (!this.busy) setTimeout(() => run(detail.phase === "idle"));
    });
  }
}

/** Of a page whose forms htmx sends. */
export class FormWork {
  sent = 0;
  #open = 0;
  #idle = [];

  constructor(body = document.body) {
    body.addEventListener("htmx:beforeRequest", () => {
      this.sent += 1;
      this.#open += 1;
    });
    body.addEventListener("htmx:afterRequest", () => setTimeout(() => this.#answered()));
  }

  get busy() {
    return this.#open > 0;
  }

  onIdle(run) {
    this.#idle.push(run);
  }

  #answered() {
    this.#open = Math.max(0, this.#open - 1);
    if (!this.busy) for (const run of this.#idle) run(true);
  }
}

/** Of a page that is only read. */
export class NoWork {
  sent = 0;
  busy = false;

  onIdle() {}
}
