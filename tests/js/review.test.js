import assert from "node:assert/strict";
import test from "node:test";

import { Drafts } from "../drafts.js";
import { ownQuery } from "../filter.js";
import { Opened } from "../opened.js";

function storage(kept = {}) {
  return {
    kept,
    getItem: (name) => kept[name] ?? null,
    setItem: (name, value) => {
      kept[name] = value;
    },
  };
}

const refusing = {
  getItem: () => {
    throw new Error("no storage");
  },
  setItem: () => {
    throw new Error("no storage");
  },
};

test("what was opened is remembered for the tab, in the order that is asked for", () => {
  const tab = storage();
  const opened = new Opened("o", tab);
  opened.note("c1", { seen: "a", version: 3 });
  opened.note("c2", { seen: "b", version: 1 });
  const again = new Opened("o", tab);
  assert.deepEqual(again.among(["c2", "c3", "c1"]), [
    { id: "c2", seen: "b", version: 1 },
    { id: "c1", seen: "a", version: 3 },
  ]);
});

test("another reader's memory is another one", () => {
  const tab = storage();
  new Opened("o:1", tab).note("c1", { seen: "a", version: 3 });
  assert.deepEqual(new Opened("o:2", tab).among(["c1"]), []);
});

test("what cannot be decided any more is forgotten", () => {
  const tab = storage();
  const opened = new Opened("o", tab);
  opened.note("c1", { seen: "a", version: 3 });
  opened.forget("c1");
  assert.deepEqual(opened.among(["c1"]), []);
  assert.equal(tab.kept.o, "{}");
});

test("only hashes and versions are kept, never a word", () => {
  const tab = storage();
  new Opened("o", tab).note("c1", { seen: "a", version: 3, words: "12 crates" });
  assert.deepEqual(JSON.parse(tab.kept.o), { c1: { seen: "a", version: 3 } });
});

test("without storage, or with something strange in it, the memory lasts for the page", () => {
  for (const tab of [refusing, storage({ o: "{" })]) {
    const opened = new Opened("o", tab);
    opened.note("c1", { seen: "a", version: 3 });
    assert.equal(opened.among(["c1"]).length, 1);
  }
});

test("a refusal that is begun comes back, until it is sent or emptied", () => {
  const tab = storage();
  const begun = { verdict: "reject", reasons: ["duplicate"], comment: "See C2." };
  new Drafts("d", tab).keep("c1", begun);
  const drafts = new Drafts("d", tab);
  assert.deepEqual(drafts.of("c1"), begun);
  assert.equal(drafts.of("c2"), null);
  drafts.keep("c2", { ...begun, comment: "" });
  assert.deepEqual(drafts.ids(), ["c1", "c2"]);
  drafts.keep("c2", { verdict: "reject", reasons: [], comment: " " });
  drafts.drop("c1");
  assert.deepEqual(drafts.ids(), []);
});

test("the filter of an address is told from the claim that it opens", () => {
  assert.equal(ownQuery("?claim=1&finding=disputed&type=&changed=1"), "?finding=disputed&changed=1");
  assert.equal(ownQuery("?claim=1"), "");
});
