import assert from "node:assert/strict";
import test from "node:test";

import { MemoryStore, Outbox } from "../outbox.js";

const change = (key) => ({ key, operation: "edit", annotation: "a", fields: {} });

/** An outbox whose server answers with `answers` in turn, then 200; what happens is written down. */
function outboxWith(answers = []) {
  const log = { sent: [], states: [], told: [], plans: [] };
  const outbox = new Outbox({
    post: async ({ key }) => {
      log.sent.push(key);
      await null;
      return answers.length ? answers.shift() : 200;
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
  return { outbox, log };
}

test("three quick changes are sent one by one, in order, and none is lost", async () => {
  const { outbox, log } = outboxWith();
  await Promise.all(["1", "2", "3"].map((key) => outbox.add(change(key))));
  assert.deepEqual(log.sent, ["1", "2", "3"]);
  assert.deepEqual(log.told, ["saved 1", "saved 2", "saved 3"]);
  assert.equal(outbox.busy, false);
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
  assert.equal(await outbox.waiting(), 1);
  assert.equal(outbox.busy, true);
  assert.equal(log.states.at(-1).phase, "offline");
  await outbox.flush();
  assert.deepEqual(log.told, ["saved 1"]);
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
});

test("after signing out nothing is tried by itself and nothing is dropped", async () => {
  const { outbox, log } = outboxWith([401]);
  await outbox.add(change("1"));
  assert.equal(log.states.at(-1).phase, "signed-out");
  assert.deepEqual(log.plans, []);
  await outbox.flush();
  assert.deepEqual(log.told, ["saved 1"]);
});

test("what is refused is dropped and told; what comes after it still goes", async () => {
  const { outbox, log } = outboxWith([422, 200]);
  await Promise.all([outbox.add(change("1")), outbox.add(change("2"))]);
  assert.deepEqual(log.told, ["refused 1", "saved 2"]);
});

test("a conflict is told as such", async () => {
  for (const status of [409, 412]) {
    const { outbox, log } = outboxWith([status]);
    await outbox.add(change("1"));
    assert.deepEqual(log.told, ["conflict 1"]);
  }
});

test("the answer to a conflict goes before what waits", async () => {
  const { outbox, log } = outboxWith([0]);
  await outbox.add(change("1"));
  await outbox.addFirst(change("2"));
  assert.deepEqual(log.sent, ["1", "2", "1"]);
});

test("the store keeps the order and forgets by key", async () => {
  const store = new MemoryStore();
  for (const key of ["1", "2"]) await store.put(change(key));
  await store.putFirst(change("0"));
  await store.remove("1");
  assert.deepEqual((await store.all()).map(({ key }) => key), ["0", "2"]);
});
