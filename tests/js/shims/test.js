// Stands in for node:test where the tests run in a browser: collects, runs, reports.

const cases = [];

export default function test(name, run) {
  cases.push({ name, run });
}

export { test };

/** Run what was collected; resolves with the failures as sentences. */
export async function runAll() {
  const failures = [];
  for (const { name, run } of cases) {
    try {
      await run();
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
  return { ran: cases.length, failures };
}
