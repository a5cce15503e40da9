// Stands in for node:assert/strict where the tests run in a browser: what our tests use of it.

function fail(actual, expected) {
  throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

export default {
  equal(actual, expected) {
    if (!Object.is(actual, expected)) fail(actual, expected);
  },
  deepEqual(actual, expected) {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) fail(actual, expected);
  },
  match(actual, pattern) {
    if (!pattern.test(actual)) fail(actual, String(pattern));
  },
  ok(actual) {
    if (!actual) fail(actual, true);
  },
};
