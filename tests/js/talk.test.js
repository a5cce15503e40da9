import assert from "node:assert/strict";
import test from "node:test";

import { renew } from "../talk.js";

/** A form as far as talk.js knows one: what it names, and what became of it. */
function formOf(operation, part = null) {
  const told = { resets: 0 };
  const form = {
    elements: { operation: { value: operation }, item: { value: "first" } },
    reset: () => (told.resets += 1),
    closest: (selector) => (part && selector.includes(part.selector) ? part : null),
  };
  return { form, told };
}

function unfolded(selector) {
  const told = { focused: 0 };
  const summary = { focus: () => (told.focused += 1) };
  return { selector, open: true, told, querySelector: () => summary };
}

test("a form that adds something is emptied and names the next one anew", () => {
  for (const operation of ["add-comment", "add-evidence", "suggest-edit"]) {
    const { form, told } = formOf(operation);
    renew(form);
    assert.equal(told.resets, 1, operation);
    assert.match(form.elements.item.value, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  }
});

test("a form that does something else keeps what it says", () => {
  for (const operation of ["remove-comment", "unlink", "retype", undefined]) {
    const { form, told } = formOf(operation);
    renew(form);
    assert.equal(told.resets, 0, operation);
    assert.equal(form.elements.item.value, "first");
  }
});

test("what unfolds folds again, and its summary has the focus", () => {
  for (const selector of ["details.reply", "details.suggest"]) {
    const part = unfolded(selector);
    renew(formOf("add-comment", part).form);
    assert.equal(part.open, false);
    assert.equal(part.told.focused, 1);
  }
});

test("a form without operation is left alone", () => {
  renew({ elements: {}, reset: () => assert.fail("was emptied") });
});
