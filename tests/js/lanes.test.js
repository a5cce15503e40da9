import assert from "node:assert/strict";
import test from "node:test";
import { laneAt, nearestTag, pathOf, placeAt } from "../lanes.js";

const claim = { id: "c", kind: "claim", parts: [[0, 100], [500, 501]] };
const source = { id: "s", kind: "source", parts: [[480, 490]] };

test("every part is a bar in the lane of its kind, and none too low to be seen", () => {
  assert.equal(pathOf([claim], 1000, 1000), "M0 0.0h3v100.0h-3zM0 500.0h3v4.0h-3z");
  assert.equal(pathOf([source], 1000, 100), "M4 48.0h3v4.0h-3z");
});

test("a whole bar lies across all lanes", () => {
  assert.equal(pathOf([source], 1000, 1000, { whole: true }), "M0 480.0h11v10.0h-11z");
});

test("a press is a place in the text, within it", () => {
  assert.equal(placeAt(50, 200, 1000), 250);
  assert.equal(placeAt(-5, 200, 1000), 0);
  assert.equal(placeAt(900, 200, 1000), 1000);
});

test("lanes lie side by side", () => {
  assert.deepEqual([0, 3, 5, 9, 11].map((x) => laneAt(x, 11)), ["claim", "claim", "source", "status", "status"]);
});

test("the nearest tag of the lane is meant, where one is near", () => {
  assert.equal(nearestTag([claim, source], "claim", 495, 10), claim);
  assert.equal(nearestTag([claim, source], "source", 485, 10), source);
  assert.equal(nearestTag([claim, source], "status", 485, 10), null);
  assert.equal(nearestTag([claim], "claim", 300, 10), null);
});
