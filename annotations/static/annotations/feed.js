// What others do, as it comes: by a stream, or where none gets through by asking every 5 seconds.
//
// Events: "news" {events}, "people" {people}, "resync", "closed" {reason}. An event comes once,
// whichever way it took and however often it was told.

const ASK_EVERY = 5; // seconds
const HELLO_WITHIN = 8; // seconds; a proxy that holds a stream back would let us wait for ever
const SILENCE = 45; // seconds without a sign of life; the server gives one every 15
const FAILURES = 2; // in a row, after which we ask instead
const LONGEST_PAUSE = 30; // seconds between two attempts to open a stream
const REMEMBERED = 2000;
const CLOSING = { 401: "session", 403: "role", 404: "role" };

export class Feed extends EventTarget {
  #last;
  #seen = new Set();
  #source = null;
  #release = null;
  #failures = 0;
  #running = null;
  #timers = { open: null, hello: null, silence: null, ask: null };

  /**
   * `open(path)` makes an EventSource, `ask(path)` resolves with {status, body}, `later(seconds,
   * run)` plans and returns a function that takes the plan back, `slot()` resolves with a function
   * that gives the slot for a stream back, or null where all are taken. `after` is the newest event
   * that the page shows, `shown` are those before it that may be told again.
   */
  constructor({ url, pollUrl, query, after, shown = [], open, ask, later, slot }) {
    super();
    Object.assign(this, { url, pollUrl, query, open, ask, later, slot });
    this.#last = after;
    this.#seen = new Set(shown);
  }

  /** Id of the newest event that was heard of. */
  get last() {
    return this.#last;
  }

  start() {
    if (this.#running) return;
    this.#running = {};
    this.#failures = 0;
    this.#tryStream();
  }

  /** Stop hearing; `start` goes on where this stopped. */
  stop() {
    this.#running = null;
    this.#close();
    for (const name of Object.keys(this.#timers)) this.#cancel(name);
  }

  async #tryStream() {
    const run = this.#running;
    const release = await this.slot();
    if (run !== this.#running) return release?.();
    if (!release) return this.#fail(FAILURES); // other windows have all the streams of this browser
    this.#release = release;
    const source = this.open(this.#path(this.url));
    this.#source = source;
    const heard = (name, act) =>
      source.addEventListener(name, ({ data }) => {
        if (source !== this.#source) return;
        this.#alive();
        act(JSON.parse(data));
      });
    heard("hello", ({ last }) => this.#opened(last));
    heard("message", (event) => this.#hear([event]));
    heard("presence", ({ people }) => this.#tell("people", { people }));
    heard("resync", () => this.#tell("resync"));
    heard("closed", ({ reason }) => this.#closed(reason));
    heard("beat", () => {});
    source.addEventListener("error", () => source === this.#source && this.#fail());
    this.#plan("hello", HELLO_WITHIN, () => this.#fail(FAILURES));
  }

  #opened(last) {
    this.#failures = 0;
    this.#cancel("hello");
    this.#cancel("ask");
    this.#last = Math.max(this.#last, last); // what was missed came before
  }

  #alive() {
    this.#plan("silence", SILENCE, () => this.#fail());
  }

  /** A stream did not open, or broke: try again later, and ask meanwhile. */
  #fail(count = 1) {
    this.#close();
    this.#failures += count;
    if (this.#failures >= FAILURES && !this.#timers.ask) this.#ask();
    const pause = Math.min(2 ** (this.#failures - 1), LONGEST_PAUSE) * (0.75 + Math.random() / 2);
    this.#plan("open", pause, () => this.#tryStream());
  }

  async #ask() {
    const run = this.#running;
    this.#plan("ask", ASK_EVERY, () => this.#ask());
    const { status, body } = await this.ask(this.#path(this.pollUrl));
    if (run !== this.#running) return;
    if (CLOSING[status]) return this.#closed(CLOSING[status]);
    if (!body) return;
    this.#hear(body.events);
    this.#last = Math.max(this.#last, body.last);
    if (body.resync) this.#tell("resync");
    this.#tell("people", { people: body.people });
  }

  #hear(events) {
    const fresh = events.filter(({ id }) => !this.#seen.has(id));
    for (const { id } of fresh) {
      this.#seen.add(id);
      this.#last = Math.max(this.#last, id);
    }
    if (this.#seen.size > REMEMBERED) {
      this.#seen = new Set([...this.#seen].slice(-REMEMBERED / 2));
    }
    if (fresh.length) this.#tell("news", { events: fresh });
  }

  #closed(reason) {
    if (reason === "many") return this.#fail(FAILURES);
    this.stop();
    this.#tell("closed", { reason });
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    this.#release?.();
    this.#release = null;
    this.#cancel("hello");
    this.#cancel("silence");
  }

  #path(path) {
    return `${path}?${new URLSearchParams({ ...this.query, after: this.#last })}`;
  }

  #plan(name, seconds, run) {
    this.#cancel(name);
    this.#timers[name] = this.later(seconds, () => {
      this.#timers[name] = null;
      run();
    });
  }

  #cancel(name) {
    this.#timers[name]?.();
    this.#timers[name] = null;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
