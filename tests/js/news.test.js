import assert from "node:assert/strict";
import test from "node:test";

import { grouped, isShown, sentences, verbOf } from "../news.js";

const say = (name, values) => `${name} ${Object.values(values ?? {}).join("|")}`.trim();
const happened = (action, label, more = {}) => {
  return { action, label, annotation: label, actor: { name: "Emil" }, version_after: 1, ...more };
};

test("a tag that the page shows in this version or a newer one is no news", () => {
  const edited = happened("annotation.edited", "C1", { version_after: 4 });
  assert.equal(isShown(edited, 3), false);
  assert.equal(isShown(edited, 4), true);
  assert.equal(isShown(edited, 5), true);
  assert.equal(isShown(edited, null), false);
});

test("a deleted tag is news as long as the page shows it", () => {
  const deleted = happened("annotation.deleted", "C1", { version_after: 2 });
  assert.equal(isShown(deleted, 1), false);
  assert.equal(isShown(deleted, null), true);
});

test("what has no version is always news", () => {
  assert.equal(isShown(happened("comment.added", "C1", { version_after: null }), 9), false);
});

test("what is not known is a change", () => {
  assert.equal(verbOf({ action: "thing.done" }), "changed");
});

test("what one person did is one sentence a verb", () => {
  const events = [
    happened("annotation.created", "C1"),
    happened("annotation.created", "C2"),
    happened("annotation.edited", "C1"),
    happened("annotation.edited", "S4"),
    happened("annotation.created", "C3", { actor: { name: "Rita" } }),
  ];
  assert.deepEqual(grouped(events), [
    { who: "Emil", verb: "added", labels: ["C1", "C2"] },
    { who: "Emil", verb: "changed", labels: ["S4"] },
    { who: "Rita", verb: "added", labels: ["C3"] },
  ]);
});

test("many tags are counted, few are named", () => {
  const few = ["C1", "C2"].map((label) => happened("claim.submitted", label));
  assert.deepEqual(sentences(few, say), ["live.submitted Emil|C1 and C2"]);
  const many = ["C1", "C2", "C3", "C4"].map((label) => happened("claim.submitted", label));
  assert.deepEqual(sentences(many, say), ["live.submitted Emil|live.tags 4"]);
});

test("somebody whose account is gone is somebody, and what is about no tag is not said", () => {
  const events = [
    happened("annotation.edited", "C1", { actor: null }),
    { action: "article.edited", annotation: null, label: "", actor: { name: "Emil" } },
  ];
  assert.deepEqual(sentences(events, say), ["live.changed live.somebody|C1"]);
});
