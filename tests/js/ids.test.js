import assert from "node:assert/strict";
import test from "node:test";

import { uuid7 } from "../ids.js";

test("an id is a UUID of version 7", () => {
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("it begins with the time, so that later ones sort after", () => {
  assert.equal(uuid7(0x0123_4567_89ab).slice(0, 13), "01234567-89ab");
  assert.ok(uuid7(1000) < uuid7(2000));
});

test("no two are the same", () => {
  assert.equal(new Set(Array.from({ length: 1000 }, () => uuid7(5))).size, 1000);
});
