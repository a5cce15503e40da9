import assert from "node:assert/strict";
import test from "node:test";

import { Outbox } from "../outbox.js";

const MEANINGS = { 0: "offline", 401: "signed-out", 409: "conflict", 422: "refused", 500: "no-answer" };

const change = (key, values = {}) => ({
  key,
  operation: "edit",
  annotation: "a",
  fields: { id: "a", fields: "note", note: key },
  ...values,
});

const made = (key, id) => change(key, { operation: "create", annotation: id, fields: { id } });

/** Keeps its rows as a device does; a page that comes later reads what was left. */
class Device {
  durable = true;
  rows = new Map();

  async load() {
    return Array.from(this.rows.values()).sort((one, other) => one.order - other.order);
  }

  async put(row) {
    this.rows.set(row.key, row);
  }

  async remove(key) {
    this.rows.delete(key);
  }
}

/** An outbox whose server answers with `answers` in turn, then "saved"; what happens is noted. */
function outboxWith(answers = [], store = new Device()) {
  const log = { sent: [], states: [], told: [], plans: [], bases: [] };
  const outbox = new Outbox({
    store,
    post: async ({ key, base, annotation }) => {
      log.sent.push(key);
      log.bases.push(base);
      await null;
      const answer = answers.length ? answers.shift() : {};
      if (typeof answer === "number") return { meaning: MEANINGS[answer], status: answer };
      return { meaning: "saved", annotation, version: base + 1, ...answer };
    },
    after: (seconds, run) => {
      log.plans.push({ seconds, run });
      return () => {};
    },
  });
  outbox.addEventListener("state", ({ detail }) => log.states.push(detail));
  for (const name of ["saved", "refused", "conflict"]) {
    outbox.addEventListener(name, ({ detail }) => log.told.push(`${name} ${detail.change.key}`));
  }
  return { outbox, log, store };
}

const conflict = (values) => ({ meaning: "conflict", status: 409, conflict: { annotation: "a", version: 3, ...values } });

test("three quick changes are sent one by one, in order, and none is lost", async () => {
  const { outbox, log, store } = outboxWith();
  await Promise.all(["1", "2", "3"].map((key) => outbox.add(change(key))));
  assert.deepEqual(log.sent, ["1", "2", "3"]);
  assert.deepEqual(log.told, ["saved 1", "saved 2", "saved 3"]);
  assert.equal(outbox.busy, false);
  assert.equal(store.rows.size, 0);
});

test("a change added while the last one is being told of is sent as well", async () => {
  const { outbox, log } = outboxWith();
  outbox.addEventListener("state", ({ detail }) => {
    if (detail.phase === "idle" && log.sent.length === 1) outbox.add(change("2"));
  });
  await outbox.add(change("1"));
  assert.deepEqual(log.sent, ["1", "2"]);
});

test("without a connection changes are kept, and sent when it is back", async () => {
  const { outbox, log } = outboxWith([0]);
  await outbox.add(change("1"));
  assert.equal(outbox.busy, true);
  assert.equal(log.states.at(-1).phase, "offline");
  assert.equal(log.states.at(-1).waiting, 1);
  await outbox.flush();
  assert.deepEqual(log.told, ["saved 1"]);
});

test("a page that comes later sends what the last one left, in its order, before its own", async () => {
  const first = outboxWith([0, 0, 0]);
  for (const key of ["1", "2", "3"]) await first.outbox.add(change(key));
  const { outbox, log } = outboxWith([], first.store);
  await outbox.open();
  await outbox.add(change("4"));
  assert.deepEqual(log.sent, ["1", "2", "3", "4"]);
  assert.equal(first.store.rows.size, 0);
});

test("what the device has is not exposed; what only the page has is", async () => {
  const kept = outboxWith([0]);
  await kept.outbox.add(change("1"));
  assert.equal(kept.outbox.exposed, false);
  const broken = new Device();
  broken.put = async () => {
    throw new Error("full");
  };
  const { outbox, log } = outboxWith([0], broken);
  await outbox.add(change("1"));
  assert.equal(outbox.exposed, true);
  assert.equal(log.states.at(-1).durable, false);
  await outbox.flush();
  assert.equal(outbox.exposed, false);
});

test("the pause between tries grows, up to half a minute", async () => {
  const { outbox, log } = outboxWith(Array(8).fill(500));
  await outbox.add(change("1"));
  for (let round = 0; round < 7; round += 1) await outbox.flush();
  assert.deepEqual(
    log.plans.map(({ seconds }) => seconds),
    [1, 2, 4, 8, 16, 30, 30, 30],
  );
  assert.equal(log.states.at(-1).phase, "no-answer");
  assert.equal(log.states.at(-1).seconds, 30);
});

test("after signing out nothing is tried by itself and nothing is dropped", async () => {
  const { outbox, log } = outboxWith([401]);
  await outbox.add(change("1"));
  assert.equal(log.states.at(-1).phase, "signed-out");
  assert.deepEqual(log.plans, []);
  await outbox.flush();
  assert.deepEqual(log.told, ["saved 1"]);
});

test("what is refused stays until somebody discards it; what comes after it still goes", async () => {
  const { outbox, log, store } = outboxWith([422]);
  await Promise.all([outbox.add(change("1")), outbox.add(change("2"))]);
  assert.deepEqual(log.told, ["refused 1", "saved 2"]);
  assert.deepEqual(Array.from(store.rows.values(), ({ key, state }) => [key, state]), [["1", "refused"]]);
  outbox.discard("1");
  assert.deepEqual(outbox.changes, []);
  assert.equal(store.rows.size, 0);
});

test("what hangs on a refused tag is not sent into the void", async () => {
  const answers = [0];
  const { outbox, log } = outboxWith(answers);
  await outbox.add(made("1", "new"));
  answers.push(422);
  outbox.add(change("2", { annotation: "new" }));
  await outbox.add(change("3", { annotation: "other" }));
  assert.deepEqual(log.sent, ["1", "1", "3"]);
  const [first, second] = outbox.changes;
  assert.deepEqual([first.state, second.state, second.because], ["refused", "refused", "1"]);
  await outbox.retry("1");
  assert.deepEqual(log.told, ["refused 1", "saved 3", "saved 1", "saved 2"]);
});

test("an undo of a change that is refused goes with it, and undoes nothing else", async () => {
  const answers = [0];
  const { outbox, log } = outboxWith(answers);
  await outbox.add(change("1"));
  answers.push(422);
  await outbox.add({ key: "2", operation: "undo", annotation: null, fields: { undoes: "1" } });
  assert.deepEqual(log.sent, ["1", "1"]);
  assert.deepEqual(outbox.changes.map(({ key }) => key), ["1"]);
});

test("an undo that is refused is no change to be kept: later it would mean another step", async () => {
  const { outbox, log, store } = outboxWith([422]);
  await outbox.add({ key: "1", operation: "undo", annotation: null, fields: {} });
  assert.deepEqual(log.told, ["refused 1"]);
  assert.deepEqual(outbox.changes, []);
  assert.equal(store.rows.size, 0);
});

test("each change of one tag is of the version that the one before it made", async () => {
  const { outbox, log } = outboxWith([0]);
  await outbox.add(made("1", "a"));
  outbox.add(change("2"));
  await outbox.add(change("3"));
  assert.deepEqual(log.bases, [0, 0, 1, 2]);
});

test("a version in between that somebody else made stays unseen", async () => {
  const { outbox, log } = outboxWith([0, { version: 3 }]);
  await outbox.add(change("1", { operation: "link", base: 1 }));
  await outbox.add(change("2", { base: 1 }));
  assert.deepEqual(log.bases, [1, 1, 1]);
});

test("a conflict is kept, and holds what else waits for the same tag", async () => {
  const { outbox, log, store } = outboxWith([conflict()]);
  outbox.add(change("1", { base: 2 }));
  outbox.add(change("2", { base: 2 }));
  await outbox.add(change("3", { annotation: "b" }));
  assert.deepEqual(log.told, ["conflict 1", "saved 3"]);
  assert.equal(store.rows.get("1").state, "conflict");
  assert.equal(outbox.busy, false);
  assert.equal(log.states.at(-1).conflicts, 1);
});

test("keeping mine sends it over their version, then what it held", async () => {
  const { outbox, log } = outboxWith([conflict({ fields: ["desk_status"] })]);
  outbox.add(change("1", { base: 2 }));
  await outbox.add(change("2", { base: 2 }));
  await outbox.decide("1", "mine");
  assert.deepEqual(log.sent, ["1", "1", "2"]);
  assert.deepEqual(log.bases, [2, 3, 4]);
});

test("a field that the others changed as well is asked about by itself", async () => {
  const { outbox, log } = outboxWith([conflict({ fields: ["note"] })]);
  outbox.add(change("1", { base: 2 }));
  await outbox.add(change("2", { base: 2 }));
  await outbox.decide("1", "theirs");
  assert.deepEqual(log.sent, ["1", "2"]);
  assert.deepEqual(log.bases, [2, 2]);
});

test("merged by hand, other words go out", async () => {
  const { outbox, store } = outboxWith([conflict()]);
  await outbox.add(change("1", { base: 2 }));
  const sent = [];
  outbox.addEventListener("saved", ({ detail }) => sent.push(detail.change.fields.note));
  await outbox.decide("1", "mine", { id: "a", fields: "note", note: "both" });
  assert.deepEqual(sent, ["both"]);
  assert.equal(store.rows.size, 0);
});

test("a deleted tag is brought back first, then changed as it was seen", async () => {
  const { outbox, log } = outboxWith([conflict({ gone: true })]);
  await outbox.add(change("1", { base: 2 }));
  await outbox.decide("1", "back");
  assert.equal(log.sent.length, 3);
  assert.equal(log.sent[2], "1");
  assert.deepEqual(log.bases, [2, 3, 4]);
});

test("asking again for both versions sends the change as it was", async () => {
  const { outbox, log } = outboxWith([conflict(), conflict({ version: 5 })]);
  await outbox.add(change("1", { base: 2 }));
  await outbox.decide("1", "again");
  assert.deepEqual(log.bases, [2, 2]);
  assert.equal(outbox.changes[0].conflict.version, 5);
});

test("only what nobody tried to send is taken back here", async () => {
  const { outbox } = outboxWith([0, 0]);
  const undoable = new Set(["edit"]);
  await outbox.add(change("1"));
  assert.equal(outbox.lastUntried(undoable), undefined);
  outbox.add(change("2"));
  assert.equal(outbox.lastUntried(undoable).key, "2");
});
