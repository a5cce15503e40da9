import assert from "node:assert/strict";
import test from "node:test";

import { InFlight } from "../inflight.js";

const send = (root) => root.dispatchEvent(new Event("htmx:beforeSend"));
const answer = (root) => root.dispatchEvent(new Event("htmx:afterRequest"));

test("what is done meanwhile waits for every answer", async () => {
  const root = new EventTarget();
  const inFlight = new InFlight(root);
  const done = [];
  send(root);
  send(root);
  const waiting = inFlight.after(() => done.push("next"))();
  answer(root);
  await null;
  assert.deepEqual(done, []);
  answer(root);
  await waiting;
  assert.deepEqual(done, ["next"]);
});

test("without a request nothing waits", async () => {
  const inFlight = new InFlight(new EventTarget());
  assert.equal(inFlight.busy, false);
  await inFlight.idle();
});
