import assert from "node:assert/strict";
import test from "node:test";

import { guess } from "../guess.js";

const MARKERS = {
  "have not been independently verified": "not_verified has_not",
  "has not independently verified either account": "not_verified has_not",
  "yet to be confirmed": "not_verified has_not",
  "cannot independently verify these claims": "not_verified cannot",
  "it is impossible to verify the tally": "not_verified cannot",
  "could not be verified": "not_verified could_not",
  "couldn’t immediately be confirmed": "not_verified could_not",
  "we could not trace its author": "not_verified could_not",
  "was unable to independently confirm the report": "not_verified could_not",
  "this figure is unconfirmed": "not_verified is",
  "unverified": "not_verified is",
  "if confirmed": "not_verified is",
  "no independent confirmation": "not_verified is",
  "without any evidence": "no_evidence_offered ",
  "offered no proof for this": "no_evidence_offered ",
  "did not provide evidence to confirm it": "no_evidence_offered ",
  "has been confirmed by satellite images": "verified ",
  "was independently verified": "verified ",
  "Die Angaben ließen sich nicht unabhängig überprüfen": "not_verified could_not",
  "konnte zunächst nicht bestätigt werden": "not_verified could_not",
  "lässt sich nicht unabhängig überprüfen": "not_verified cannot",
  "unbestätigten Berichten zufolge": "not_verified is",
  "ohne Belege vorzulegen": "no_evidence_offered ",
  "wurde unabhängig bestätigt": "verified ",
  "n’ont pas été vérifiées de manière indépendante": "not_verified has_not",
  "n’a pas pu être vérifié": "not_verified could_not",
  "il est impossible de vérifier ce bilan": "not_verified cannot",
  "non confirmée": "not_verified is",
  "sans apporter de preuve": "no_evidence_offered ",
  "no ha sido verificado de forma independiente": "not_verified has_not",
  "no se pudo confirmar": "not_verified could_not",
  "sin confirmar": "not_verified is",
  "sin aportar pruebas": "no_evidence_offered ",
  "не вдалося незалежно перевірити": "not_verified could_not",
  "ця заява не підтверджена": "not_verified has_not",
  "непідтверджені дані": "not_verified is",
  "без жодних доказів": "no_evidence_offered ",
  "не удалось независимо подтвердить": "not_verified could_not",
  "невозможно проверить": "not_verified cannot",
  "официального подтверждения нет": "not_verified is",
  "не привёл доказательств": "no_evidence_offered ",
  "لم يتم التحقق من هذه الأرقام": "not_verified has_not",
  "لَمْ يَتَسَنَّ التحقق من ذلك": "not_verified could_not",
  "لا يمكن التحقق من الرواية": "not_verified cannot",
  "غير مؤكدة": "not_verified is",
  "دون تقديم أي دليل": "no_evidence_offered ",
};

test("the wording of a marker suggests its polarity and its strength", () => {
  const guesses = Object.keys(MARKERS).map((words) => {
    const { polarity, modality } = guess(words);
    return [words, `${polarity} ${modality}`];
  });
  assert.deepEqual(Object.fromEntries(guesses), MARKERS);
});

test("other words suggest nothing", () => {
  const plain = [
    "the mayor of Quill Island",
    "notable confirmations of a bishop",
    "The ministry did not answer. Police arrived.",
    "قال مسؤولون محليون",
    "влада міста",
    "",
  ];
  for (const words of plain) assert.equal(guess(words).polarity, "", words);
});

test("long words are looked at in no time", () => {
  assert.equal(guess(`${"not ".repeat(4000)} sure`).polarity, "");
});
