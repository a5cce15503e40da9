import assert from "node:assert/strict";
import test from "node:test";

import { guessPolarity } from "../guess.js";

test("the wording of a marker suggests its polarity", () => {
  const guesses = {
    "have not been independently verified": "not_verified",
    "cannot independently verify these claims": "not_verified",
    "this figure is unconfirmed": "not_verified",
    "لم يتم التحقق من هذه الأرقام": "not_verified",
    "не вдалося підтвердити": "not_verified",
    "without any evidence": "no_evidence_offered",
    "has been confirmed by satellite images": "verified",
  };
  for (const [words, polarity] of Object.entries(guesses)) {
    assert.equal(guessPolarity(words), polarity, words);
  }
});

test("other words suggest nothing", () => {
  assert.equal(guessPolarity("the mayor of Quill Island"), "");
});
