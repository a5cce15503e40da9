// Every change leaves through here: one at a time, in order, and none is lost on the way.
//
// `post(change)` sends one and answers {meaning, ...} as meanings.js says. `store` keeps what waits;
// what it could not keep is in this page's memory only, and `exposed`. Changes are those of order.js.
//
// Events: "state" {phase, seconds, waiting, refused, conflicts, durable}, where phase is "idle",
// "saving" or what blocks the way; "saved", "refused", "conflict" {change, answer}.

import { acknowledge, dependentsOf, follow, nextOf, seenBeforeDeletion } from "./order.js";
import { MemoryStore } from "./store.js";

const LONGEST_PAUSE = 30; // seconds
const BLOCKS = new Set(["offline", "signed-out", "other-person", "no-answer"]);
const WAITS_FOR_PEOPLE = new Set(["signed-out", "other-person"]);
const STEPS = new Set(["undo", "redo"]);
const REMEMBERED = 20; // saved changes that the list of changes still shows

export class Outbox extends EventTarget {
  #post;
  #store;
  #after;
  #alone;
  #changes = [];
  #saved = [];
  #unkept = new Set();
  #last = 0;
  #running = null;
  #again = false;
  #failures = 0;
  #timer = null;
  #phase = "idle";
  #seconds = 0;
  #durable;

  /**
   * `after(seconds, run)` plans a run and returns a function that takes the plan back;
   * `alone(run)` runs while no other page of this browser sends.
   */
  constructor({ post, store = new MemoryStore(), after = onTimer, alone = (run) => run() }) {
    super();
    this.#post = post;
    this.#store = store;
    this.#after = after;
    this.#alone = alone;
    this.#durable = store.durable;
  }

  /** Everything that waits, was refused or needs a decision, in order. */
  get changes() {
    return [...this.#changes];
  }

  /** What was saved last, newest first. */
  get saved() {
    return [...this.#saved];
  }

  get phase() {
    return this.#phase;
  }

  /** Whether something that could be sent is not yet stored by the server, as far as was told. */
  get busy() {
    return nextOf(this.#changes) !== null;
  }

  /** Whether closing the page would lose a change. */
  get exposed() {
    return this.#unkept.size > 0;
  }

  /** Take in what waits on this device from a page that is gone, and send it. */
  async open() {
    const found = await this.#store.load().catch(() => []);
    const known = new Set(this.#changes.map(({ key }) => key));
    const earlier = found.filter(({ key }) => !known.has(key));
    this.#changes = [...earlier, ...this.#changes];
    if (!earlier.length) return null;
    this.retell();
    return this.flush();
  }

  /** Keep a change and send it as soon as those before it are through. */
  add(change) {
    this.#last = Math.max(this.#last + 1, Date.now());
    const kept = { base: 0, ...change, order: this.#last, state: "waiting", tried: false };
    this.#changes.push(kept);
    this.#keep(kept);
    return this.#sendAgain();
  }

  /**
   * What becomes of a conflict: "mine" sends it again over their version (with other `fields` where
   * both were merged), "theirs" drops it, "back" brings the deleted tag back first, and "again" asks
   * the server anew for both versions.
   */
  decide(key, how, fields = null) {
    const change = this.#find(key);
    if (!change) return null;
    const { conflict } = change;
    if (how !== "again" && conflict.fields) {
      for (const other of acknowledge(this.#changes, change)) this.#keep(other);
    }
    if (how === "theirs") this.#drop([change]);
    if (how === "mine") Object.assign(change, { base: conflict.version, fields: fields ?? change.fields });
    if (how === "back") this.#bringBack(change);
    Object.assign(change, { state: "waiting", conflict: null });
    if (how !== "theirs") this.#keep(change);
    return this.#sendAgain();
  }

  /** Forget a change and what hangs on it; returns what was forgotten. */
  discard(key) {
    const change = this.#find(key);
    if (!change) return [];
    const gone = [change, ...dependentsOf(this.#changes, change)];
    this.#drop(gone);
    this.retell();
    return gone;
  }

  /** Send a refused change once more, and what was refused because of it. */
  retry(key) {
    for (const change of this.#changes.filter((one) => one.key === key || one.because === key)) {
      Object.assign(change, { state: "waiting", because: null });
      this.#keep(change);
    }
    return this.#sendAgain();
  }

  /** The last change of one of these operations that nobody tried to send yet. */
  lastUntried(operations) {
    return this.#changes.findLast((change) => {
      return change.state === "waiting" && !change.tried && operations.has(change.operation);
    });
  }

  /** Send what waits, now. Resolves when nothing is left or the way is blocked. */
  flush() {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  #sendAgain() {
    if (this.busy && !BLOCKS.has(this.#phase)) this.#tell("saving");
    else this.retell();
    return this.flush();
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
    if (nextOf(this.#changes)) await this.#alone(() => this.#sendInOrder());
    else this.#tell("idle");
  }

  async #sendInOrder() {
    for (let change; (change = nextOf(this.#changes)); ) {
      this.#tell("saving");
      if (!change.tried) {
        change.tried = true;
        this.#keep(change);
      }
      const answer = await this.#post(change);
      if (BLOCKS.has(answer.meaning)) return this.#pause(answer.meaning);
      this.#failures = 0;
      this.#settle(change, answer);
    }
    return this.#tell("idle");
  }

  #settle(change, answer) {
    if (answer.meaning === "saved") this.#isSaved(change, answer);
    else if (answer.meaning === "conflict") this.#isInConflict(change, answer);
    else this.#isRefused(change, answer);
    const detail = { change, answer };
    this.dispatchEvent(new CustomEvent(answer.meaning, { detail }));
  }

  #isSaved(change, { annotation, version }) {
    this.#drop([change]);
    this.#saved = [change, ...this.#saved].slice(0, REMEMBERED);
    const base = change.annotation === annotation ? change.base : version - 1;
    for (const other of follow(this.#changes, { annotation, base, version })) this.#keep(other);
  }

  #isInConflict(change, { conflict }) {
    Object.assign(change, { state: "conflict", conflict });
    this.#keep(change);
  }

  #isRefused(change, { reason, status }) {
    // Sent again later it would mean another step.
    if (STEPS.has(change.operation)) return this.#drop([change]);
    Object.assign(change, { state: "refused", reason, status });
    this.#keep(change);
    const dependents = dependentsOf(this.#changes, change);
    this.#drop(dependents.filter(({ fields }) => fields.undoes === change.key));
    for (const other of dependents) {
      if (!this.#changes.includes(other)) continue;
      Object.assign(other, { state: "refused", because: change.key });
      this.#keep(other);
    }
    return null;
  }

  #bringBack(change) {
    const { annotation, version } = change.conflict;
    for (const other of seenBeforeDeletion(this.#changes, { annotation, version })) {
      other.base = version; // the restored one follows it
      this.#keep(other);
    }
    const restore = {
      key: crypto.randomUUID(),
      order: change.order - 0.5,
      operation: "restore",
      annotation,
      fields: { id: annotation },
      base: version,
      state: "waiting",
      tried: false,
    };
    this.#changes.splice(this.#changes.indexOf(change), 0, restore);
    this.#keep(restore);
  }

  #pause(phase) {
    if (WAITS_FOR_PEOPLE.has(phase)) return this.#tell(phase);
    this.#failures += 1;
    const seconds = Math.min(2 ** (this.#failures - 1), LONGEST_PAUSE);
    this.#timer = this.#after(seconds, () => this.flush());
    return this.#tell(phase, seconds);
  }

  #find(key) {
    return this.#changes.find((change) => change.key === key);
  }

  #keep(change) {
    this.#unkept.add(change.key);
    const kept = this.#store.put(structuredClone(change));
    kept.then(
      () => this.#durable && this.#unkept.delete(change.key),
      () => {
        this.#durable = false;
        this.retell();
      },
    );
  }

  #drop(changes) {
    this.#changes = this.#changes.filter((change) => !changes.includes(change));
    for (const { key } of changes) {
      this.#unkept.delete(key);
      this.#store.remove(key).catch(() => {});
    }
  }

  /** Say again how things stand. */
  retell() {
    this.#tell(this.#phase, this.#seconds);
  }

  #tell(phase, seconds = 0) {
    this.#phase = phase;
    this.#seconds = seconds;
    const count = (state) => this.#changes.filter((change) => change.state === state).length;
    const detail = {
      phase,
      seconds,
      waiting: count("waiting"),
      refused: count("refused"),
      conflicts: count("conflict"),
      durable: this.#durable,
    };
    this.dispatchEvent(new CustomEvent("state", { detail }));
  }
}

function onTimer(seconds, run) {
  const timer = setTimeout(run, seconds * 1000);
  return () => clearTimeout(timer);
}
