import assert from "node:assert/strict";
import test from "node:test";

import { chordsOf, Shortcuts } from "../keys.js";

const COMMANDS = [
  { name: "claim", keys: ["1"] },
  { name: "next", keys: ["j"], repeats: true },
  { name: "approve", keys: ["a"] },
  { name: "start-back", keys: ["["] },
  { name: "end-on", keys: ["}"] },
  { name: "delete", keys: ["Delete"] },
  { name: "undo", keys: ["u", "Ctrl+Z"] },
  { name: "redo", keys: ["U", "Ctrl+Shift+Z"] },
  { name: "help", keys: ["?"] },
  { name: "enter", keys: ["Enter"] },
  { name: "leave", keys: ["Escape"], inFields: true },
  { name: "palette", keys: ["Ctrl+K"], inFields: true },
  { name: "submit", keys: ["Ctrl+Enter"], inFields: true },
  { name: "word-right", keys: ["ArrowRight"], inText: true, repeats: true },
  { name: "character-right", keys: ["Alt+Shift+ArrowRight"], inText: true },
].map((command) => ({ ...command, shown: command.keys }));
const usual = new Shortcuts({ commands: COMMANDS });
const commandOf = (event) => usual.commandOf(event);

/** A key press on something that `within` says it lies in. */
function press(key, { within = [], states = [], ...more } = {}) {
  const target = {
    closest: (selector) => within.some((name) => selector.includes(name)) || null,
  };
  const keys = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  return { key, target, getModifierState: (state) => states.includes(state), ...keys, ...more };
}

test("single keys are commands in the text", () => {
  assert.equal(commandOf(press("1")), "claim");
  assert.equal(commandOf(press("[")), "start-back");
  assert.equal(commandOf(press("U", { shiftKey: true })), "redo");
  assert.equal(commandOf(press("y")), null);
});

test("in a field they are letters; Escape and the palette work there", () => {
  assert.equal(commandOf(press("1", { within: ["textarea"] })), null);
  assert.equal(commandOf(press("Delete", { within: ["textarea"] })), null);
  assert.equal(commandOf(press("z", { ctrlKey: true, within: ["textarea"] })), null);
  assert.equal(commandOf(press("Escape", { within: ["textarea"] })), "leave");
  assert.equal(commandOf(press("k", { ctrlKey: true, within: ["textarea"] })), "palette");
});

test("a form that is being filled in keeps its letters, and sends itself", () => {
  assert.equal(commandOf(press("a", { within: ["[data-own-keys]"] })), null);
  assert.equal(commandOf(press("Enter", { ctrlKey: true, within: ["[data-own-keys]"] })), null);
  assert.equal(commandOf(press("Enter", { ctrlKey: true })), "submit");
});

test("a dialog keeps its keys", () => {
  assert.equal(commandOf(press("Escape", { within: ["dialog"] })), null);
  assert.equal(commandOf(press("u", { within: ["dialog"] })), null);
  assert.equal(commandOf(press("k", { ctrlKey: true, within: ["dialog"] })), null);
});

test("with Ctrl or Alt another key is meant", () => {
  assert.equal(commandOf(press("1", { ctrlKey: true })), null);
  assert.equal(commandOf(press("j", { altKey: true })), null);
  assert.equal(commandOf(press("z", { ctrlKey: true })), "undo");
  assert.equal(commandOf(press("Z", { metaKey: true, shiftKey: true })), "redo");
});

test("Enter on a button presses it", () => {
  assert.equal(commandOf(press("Enter", { within: ["button"] })), null);
  assert.equal(commandOf(press("Enter")), "enter");
});

test("arrows are the text cursor's in the article only", () => {
  const arrow = { within: ["#article"] };
  assert.equal(commandOf(press("ArrowRight", arrow)), "word-right");
  assert.equal(commandOf(press("ArrowRight")), null);
  assert.equal(commandOf(press("ArrowRight", { within: ["#article", "a, button"] })), null);
  const nudge = { ...arrow, altKey: true, shiftKey: true };
  assert.equal(commandOf(press("ArrowRight", nudge)), "character-right");
});

test("a key held down moves on, but decides nothing twice", () => {
  assert.equal(commandOf(press("j", { repeat: true })), "next");
  assert.equal(commandOf(press("a", { repeat: true })), null);
  assert.equal(commandOf(press("Delete", { repeat: true })), null);
});

test("what is being composed is no command", () => {
  assert.equal(commandOf(press("1", { isComposing: true })), null);
  assert.equal(commandOf(press("1", { keyCode: 229 })), null);
  assert.equal(commandOf(press("Process")), null);
  assert.equal(commandOf(press("1", { defaultPrevented: true })), null);
});

test("a keyboard of another script has the same keys", () => {
  assert.equal(commandOf(press("о", { code: "KeyJ" })), "next"); // Ukrainian
  assert.equal(commandOf(press("ت", { code: "KeyJ" })), "next"); // Arabic
  assert.equal(commandOf(press("Г", { code: "KeyU", shiftKey: true })), "redo");
  assert.equal(commandOf(press("я", { code: "KeyZ", ctrlKey: true })), "undo");
  assert.equal(commandOf(press("х", { code: "BracketLeft" })), "start-back");
  assert.equal(commandOf(press("Ї", { code: "BracketRight", shiftKey: true })), "end-on");
  assert.equal(commandOf(press("&", { code: "Digit1" })), "claim"); // French
  assert.equal(commandOf(press("!", { code: "Digit1", shiftKey: true })), null);
  assert.equal(commandOf(press("j", { code: "KeyC" })), "next"); // Dvorak: what is printed counts
});

test("signs typed with AltGr are signs, and Caps Lock changes no letter", () => {
  const typed = { ctrlKey: true, altKey: true, states: ["AltGraph"] };
  assert.equal(commandOf(press("[", typed)), "start-back");
  assert.equal(commandOf(press("U", { states: ["CapsLock"] })), "undo");
  assert.equal(commandOf(press("u", { states: ["CapsLock"], shiftKey: true })), "redo");
});

test("single keys can be switched off; the others stay", () => {
  const off = new Shortcuts({ commands: COMMANDS, off: true });
  assert.equal(off.commandOf(press("1")), null);
  assert.equal(off.commandOf(press("?", { shiftKey: true })), null);
  assert.equal(off.commandOf(press("z", { ctrlKey: true })), "undo");
  assert.equal(off.commandOf(press("Delete")), "delete");
  assert.equal(off.commandOf(press("ArrowRight", { within: ["#article"] })), "word-right");
  assert.deepEqual(off.keysOf("undo"), ["Ctrl+Z"]);
  assert.equal(off.keyOf("claim"), "");
});

test("a command can have other keys, or none", () => {
  const commands = [
    { name: "claim", keys: ["Alt+1"], shown: ["Alt 1"] },
    { name: "note", keys: [], shown: [] },
  ];
  const other = new Shortcuts({ commands });
  assert.equal(other.commandOf(press("1")), null);
  assert.equal(other.commandOf(press("1", { altKey: true })), "claim");
  assert.equal(other.commandOf(press("¡", { altKey: true, code: "Digit1" })), "claim");
  assert.equal(other.keyOf("claim"), "Alt 1");
  assert.equal(other.keyOf("note"), "");
});

test("chords are spelled as the server spells them", () => {
  assert.deepEqual(chordsOf(press("K", { ctrlKey: true, shiftKey: true })), ["Ctrl+Shift+K"]);
  assert.deepEqual(chordsOf(press("Delete", { shiftKey: true })), ["Shift+Delete"]);
});

test("names that every object has are no keys", () => {
  assert.equal(commandOf(press("constructor")), null);
});
