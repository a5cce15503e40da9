import assert from "node:assert/strict";
import test from "node:test";

import { meaningOf } from "../meanings.js";

test("an answer of ours says itself what it means", () => {
  for (const name of ["saved", "refused", "conflict"]) {
    for (const status of [200, 403, 409, 500]) assert.equal(meaningOf(status, { name }), name);
  }
});

test("a page that is not ours never counts as saved, and never takes a change away", () => {
  for (const status of [200, 302, 403, 404, 407, 429, 500, 502, 503, 511]) {
    assert.equal(meaningOf(status, null), "no-answer");
  }
});

test("without an answer there is no connection; 401 is signed out", () => {
  assert.equal(meaningOf(0, null), "offline");
  assert.equal(meaningOf(401, null), "signed-out");
});

test("what no server would take is refused, so that it does not block the rest for ever", () => {
  for (const status of [400, 413, 422]) assert.equal(meaningOf(status, null), "refused");
});
