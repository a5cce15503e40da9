import assert from "node:assert/strict";
import test from "node:test";

import { commandOf, KEYS } from "../keys.js";

/** A key press on something that `within` says it lies in. */
function press(key, { within = [], ...more } = {}) {
  const target = {
    closest: (selector) => within.some((name) => selector.includes(name)) || null,
  };
  return { key, target, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more };
}

test("single keys are commands in the text", () => {
  assert.equal(commandOf(press("1")), "claim");
  assert.equal(commandOf(press("[")), "start-back");
  assert.equal(commandOf(press("U")), "redo");
  assert.equal(commandOf(press("x")), null);
});

test("in a field they are letters; Escape still leaves it", () => {
  assert.equal(commandOf(press("1", { within: ["textarea"] })), null);
  assert.equal(commandOf(press("Escape", { within: ["textarea"] })), "leave");
});

test("a dialog keeps its keys", () => {
  assert.equal(commandOf(press("Escape", { within: ["dialog"] })), null);
  assert.equal(commandOf(press("u", { within: ["dialog"] })), null);
});

test("with Ctrl or Alt the browser is meant, but for undo", () => {
  assert.equal(commandOf(press("1", { ctrlKey: true })), null);
  assert.equal(commandOf(press("l", { altKey: true })), null);
  assert.equal(commandOf(press("z", { ctrlKey: true })), "undo");
  assert.equal(commandOf(press("Z", { metaKey: true, shiftKey: true })), "redo");
  assert.equal(commandOf(press("z", { ctrlKey: true, within: ["textarea"] })), null);
});

test("Enter on a button presses it", () => {
  assert.equal(commandOf(press("Enter", { within: ["button"] })), null);
  assert.equal(commandOf(press("Enter")), "enter");
});

test("the table can be another one", () => {
  assert.equal(commandOf(press("a"), { ...KEYS, a: "approve" }), "approve");
});

test("names that every object has are no keys", () => {
  assert.equal(commandOf(press("constructor")), null);
});
