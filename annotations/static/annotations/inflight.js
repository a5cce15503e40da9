// Requests of htmx that are on their way: nobody may take away what their answers go into.

export class InFlight {
  #sent = 0;
  #waiting = [];

  /** Counts what is sent from within `root`. */
  constructor(root) {
    this.root = root;
    root.addEventListener("htmx:beforeSend", () => {
      this.#sent += 1;
    });
    root.addEventListener("htmx:afterRequest", () => {
      this.#sent = Math.max(0, this.#sent - 1);
      if (this.busy) return;
      for (const go of this.#waiting.splice(0)) go();
    });
  }

  /** Whether an answer is still to come. */
  get busy() {
    return this.#sent > 0;
  }

  /** Resolves when every answer is there and shown. */
  idle() {
    if (!this.busy) return Promise.resolve();
    return new Promise((go) => this.#waiting.push(go));
  }

  /** A second press while the first is on its way is a slip of the hand. */
  refuseDoubles() {
    const refuse = (event) => {
      if (!this.busy) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    this.root.addEventListener("submit", refuse, true);
  }

  /** `run`, but not before the answers are there. */
  after(run) {
    return async () => {
      await this.idle();
      return run();
    };
  }
}
