import assert from "node:assert/strict";
import test from "node:test";

import { Feed } from "../feed.js";

/** A feed with hands on everything around it: sources, answers, time, slots. */
function rig({ slots = 1, answers = [], shown = [] } = {}) {
  const made = { sources: [], asked: [], plans: [], told: [], slots };
  const feed = new Feed({
    url: "/events/desk/",
    pollUrl: "/events/desk/poll",
    query: { article: 7 },
    after: 10,
    shown,
    open: (path) => {
      const source = new EventTarget();
      source.path = path;
      source.close = () => {
        source.closed = true;
      };
      source.say = (name, data) =>
        source.dispatchEvent(Object.assign(new Event(name), { data: JSON.stringify(data) }));
      made.sources.push(source);
      return source;
    },
    ask: async (path) => {
      made.asked.push(path);
      return answers.shift() ?? { status: 0, body: null };
    },
    later: (seconds, run) => {
      const plan = { seconds, run };
      made.plans.push(plan);
      return () => {
        made.plans = made.plans.filter((one) => one !== plan);
      };
    },
    slot: async () => {
      if (!made.slots) return null;
      made.slots -= 1;
      return () => {
        made.slots += 1;
      };
    },
  });
  for (const name of ["news", "people", "resync", "closed"]) {
    feed.addEventListener(name, ({ detail }) => made.told.push([name, detail]));
  }
  return Object.assign(made, { feed });
}

test("what the page shows already is no news, however often it is told", async () => {
  const { feed, sources, told } = rig({ shown: [9, 10] });
  feed.start();
  await settled();
  for (const id of [8, 9, 10, 11]) sources[0].say("message", { id });
  assert.deepEqual(told.map(([, { events }]) => events[0].id), [8, 11]);
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

async function started(how) {
  const made = rig(how);
  made.feed.start();
  await settled();
  return made;
}

/** Let the plan run that is due next. */
async function wait(made, seconds) {
  const plan = made.plans.find((one) => one.seconds === seconds) ?? made.plans.at(-1);
  made.plans = made.plans.filter((one) => one !== plan);
  plan.run();
  await settled();
}

test("a stream is asked for from where the page stands", async () => {
  const { sources } = await started();
  assert.equal(sources[0].path, "/events/desk/?article=7&after=10");
});

test("each event is told once, and the next stream begins after it", async () => {
  const made = await started();
  const [source] = made.sources;
  source.say("message", { id: 12 });
  source.say("message", { id: 11 });
  source.say("message", { id: 12 });
  source.say("hello", { last: 12 });
  assert.deepEqual(made.told, [
    ["news", { events: [{ id: 12 }] }],
    ["news", { events: [{ id: 11 }] }],
  ]);
  assert.equal(made.feed.last, 12);
  source.dispatchEvent(new Event("error"));
  assert.equal(source.closed, true);
  await wait(made);
  assert.equal(made.sources[1].path, "/events/desk/?article=7&after=12");
});

test("where no stream opens the feed asks, and hears the same", async () => {
  const body = { events: [{ id: 11 }], last: 14, resync: false, people: [] };
  const made = await started({ answers: [{ status: 200, body }] });
  await wait(made, 8); // no hello
  assert.deepEqual(made.asked, ["/events/desk/poll?article=7&after=10"]);
  assert.deepEqual(made.told, [["news", { events: [{ id: 11 }] }], ["people", { people: [] }]]);
  await wait(made, 5);
  assert.equal(made.asked[1], "/events/desk/poll?article=7&after=14");
});

test("when a stream opens again the asking ends", async () => {
  const made = await started();
  await wait(made, 8);
  assert.ok(made.plans.some(({ seconds }) => seconds === 5));
  await wait(made);
  assert.equal(made.sources.length, 2);
  made.sources[1].say("hello", { last: 10 });
  assert.ok(!made.plans.some(({ seconds }) => seconds === 5));
});

test("a stream that falls silent is given up", async () => {
  const made = await started();
  made.sources[0].say("hello", { last: 10 });
  await wait(made, 45);
  assert.equal(made.sources[0].closed, true);
});

test("one that gives signs of life is not", async () => {
  const made = await started();
  made.sources[0].say("hello", { last: 10 });
  made.sources[0].say("beat", {});
  assert.equal(made.plans.filter(({ seconds }) => seconds === 45).length, 1);
});

test("where other windows have all the streams the feed asks at once", async () => {
  const made = await started({ slots: 0 });
  assert.equal(made.sources.length, 0);
  assert.equal(made.asked.length, 1);
});

test("a slot is given back with its stream", async () => {
  const made = await started();
  assert.equal(made.slots, 0);
  made.feed.stop();
  assert.equal(made.slots, 1);
  assert.deepEqual(made.plans, []);
});

test("what the server ends stays ended, and says why", async () => {
  const made = await started();
  made.sources[0].say("closed", { reason: "role" });
  assert.deepEqual(made.told, [["closed", { reason: "role" }]]);
  assert.deepEqual(made.plans, []);
  made.feed.start();
  await settled();
  assert.equal(made.sources.length, 2);
});

test("signed out, it stops asking", async () => {
  const made = await started({ slots: 0, answers: [{ status: 401, body: null }] });
  assert.deepEqual(made.told, [["closed", { reason: "session" }]]);
  assert.deepEqual(made.plans, []);
});

test("a feed that was stopped meanwhile hears nothing of what was on its way", async () => {
  const body = { events: [{ id: 11 }], last: 11, resync: true, people: [] };
  const made = rig({ slots: 0, answers: [{ status: 200, body }] });
  made.feed.start();
  made.feed.stop();
  await settled();
  assert.deepEqual(made.told, []);
});

test("who missed too much is told so", async () => {
  const made = await started();
  made.sources[0].say("resync", {});
  made.sources[0].say("hello", { last: 5000 });
  assert.deepEqual(made.told, [["resync", null]]);
  assert.equal(made.feed.last, 5000);
});
