// Every change leaves through here: one at a time, in order, and none is lost on the way.
//
// A change is {key, operation, annotation, fields}. `post(change)` sends one and answers with the
// HTTP status, 0 where the server was not reached. `store` holds what is waiting; one that
// survives the page takes the place of MemoryStore without a change here.
//
// Events: "state" {phase, waiting, seconds}; "saved", "refused", "conflict" {change, status}.

const LONGEST_PAUSE = 30; // seconds

export class MemoryStore {
  #changes = [];

  async all() {
    return [...this.#changes];
  }

  async put(change) {
    this.#changes.push(change);
  }

  async putFirst(change) {
    this.#changes.unshift(change);
  }

  async remove(key) {
    this.#changes = this.#changes.filter((change) => change.key !== key);
  }
}

export class Outbox extends EventTarget {
  #post;
  #store;
  #after;
  #running = null;
  #again = false;
  #busy = false;
  #failures = 0;
  #timer = null;

  /** `after(seconds, run)` plans a run and returns a function that takes the plan back. */
  constructor({ post, store = new MemoryStore(), after = onTimer }) {
    super();
    this.#post = post;
    this.#store = store;
    this.#after = after;
  }

  /** Keep a change and send it as soon as those before it are through. */
  async add(change) {
    this.#busy = true;
    await this.#store.put(change);
    return this.flush();
  }

  /** Send a change before all others: the answer to a conflict. */
  async addFirst(change) {
    await this.#store.putFirst(change);
    return this.flush();
  }

  /** Whether something is not yet stored by the server, as far as was told. */
  get busy() {
    return this.#busy;
  }

  async waiting() {
    return (await this.#store.all()).length;
  }

  /** Send what waits, now. Resolves when nothing is left or the way is blocked. */
  flush() {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run() {
    try {
      while (this.#again) {
        this.#again = false;
        await this.#sendAll();
      }
    } finally {
      this.#running = null;
    }
  }

  async #sendAll() {
    this.#timer?.();
    this.#timer = null;
    for (;;) {
      const [change] = await this.#store.all();
      if (!change) return this.#tell("idle");
      await this.#tell("saving");
      const status = await this.#post(change);
      const blocked = whatBlocks(status);
      if (blocked) return this.#pause(blocked);
      this.#failures = 0;
      await this.#store.remove(change.key);
      this.dispatchEvent(new CustomEvent(outcomeOf(status), { detail: { change, status } }));
    }
  }

  async #pause(phase) {
    if (phase === "signed-out") return this.#tell(phase);
    this.#failures += 1;
    const seconds = Math.min(2 ** (this.#failures - 1), LONGEST_PAUSE);
    this.#timer = this.#after(seconds, () => this.flush());
    return this.#tell(phase, seconds);
  }

  async #tell(phase, seconds = 0) {
    this.#busy = phase !== "idle";
    const detail = { phase, seconds, waiting: await this.waiting() };
    this.dispatchEvent(new CustomEvent("state", { detail }));
  }
}

function whatBlocks(status) {
  if (status === 0) return "offline";
  if (status === 401) return "signed-out";
  return status >= 500 || status === 429 ? "no-answer" : "";
}

function outcomeOf(status) {
  if (status < 400) return "saved";
  return status === 409 || status === 412 ? "conflict" : "refused";
}

function onTimer(seconds, run) {
  const timer = setTimeout(run, seconds * 1000);
  return () => clearTimeout(timer);
}
