import assert from "node:assert/strict";
import test from "node:test";
import { addressed } from "../addresses.js";

const ID = "0192f0c4-1111-7222-8333-444455556666";

test("an address names its annotation, whole or in part, with what may follow it", () => {
  for (const typed of [
    `http://localhost:8000/annotations/${ID}`,
    ` https://desk.example/annotations/${ID}#history `,
    `/annotations/${ID}/card`,
    ID.toUpperCase(),
  ]) {
    assert.equal(addressed(typed), ID);
  }
});

test("other words name nothing", () => {
  for (const typed of ["", "C3", "12 tugs", `two words ${ID}`, `${ID}0`, "/annotations/7"]) {
    assert.equal(addressed(typed), null);
  }
});
