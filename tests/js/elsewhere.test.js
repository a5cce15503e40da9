import assert from "node:assert/strict";
import test from "node:test";
import { listed } from "../elsewhere.js";

test("claims of other stories are listed as tags that lie elsewhere", () => {
  const told = { id: "a", label: "C3", quote: "12 tugs", headline: "Storm", state: "draft", article: 7 };
  assert.deepEqual(listed([told]), [
    { id: "a", kind: "claim", label: "C3", words: "12 tugs", headline: "Storm", across: true },
  ]);
});
