import assert from "node:assert/strict";
import test from "node:test";

import { fits } from "../rules.js";

test("every word has to be there, in any order and case", () => {
  assert.equal(fits("Tag a source whole", "SOURCE tag"), true);
  assert.equal(fits("Tag a source whole", "source claim"), false);
});

test("accents do not matter, on either side", () => {
  assert.equal(fits("Café on the quay", "cafe"), true);
  assert.equal(fits("Cafe on the quay", "café"), true);
});

test("nothing wanted fits everything", () => {
  assert.equal(fits("Tag a source whole", "  "), true);
});
