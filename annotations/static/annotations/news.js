// What is to be said and done about what others did. Plain values, so it is tested without a page.

const VERBS = {
  "annotation.created": "added",
  "annotation.restored": "added",
  "annotation.split": "added",
  "annotation.deleted": "deleted",
  "annotation.merged": "deleted",
  "claim.submitted": "submitted",
  "decision.made": "decided",
  "decision.retracted": "decided",
  "claim.withdrawn": "decided",
  "comment.added": "commented",
  "comment.removed": "commented",
  "thread.resolved": "commented",
  "thread.reopened": "commented",
};
const NAMED = 3; // labels that are said one by one; more are counted

/** What somebody did to a tag, as the sentences name it: "added", "deleted", "changed" … */
export function verbOf({ action }) {
  return VERBS[action] ?? "changed";
}

/**
 * Whether the page shows already what an event tells. `version` is that of the tag on the page,
 * null where it is not shown.
 */
export function isShown(event, version) {
  if (verbOf(event) === "deleted") return version === null;
  if (!event.version_after) return false; // a comment, say: no version tells
  return version !== null && version >= event.version_after;
}

/** One sentence a person and verb, in the order in which they began: [{who, verb, labels}]. */
export function grouped(events) {
  const groups = new Map();
  for (const event of events.filter(({ annotation }) => annotation)) {
    const who = event.actor?.name ?? "";
    const key = `${who} ${verbOf(event)}`;
    if (!groups.has(key)) groups.set(key, { who, verb: verbOf(event), labels: new Set() });
    groups.get(key).labels.add(event.label);
  }
  return withoutEchoes([...groups.values()]).map((group) => {
    return { ...group, labels: [...group.labels] };
  });
}

/** What was added just now need not be said to have been changed as well. */
function withoutEchoes(groups) {
  const added = groups.filter(({ verb }) => verb === "added");
  for (const group of groups.filter(({ verb }) => verb === "changed")) {
    for (const { who, labels } of added) {
      if (who === group.who) for (const label of labels) group.labels.delete(label);
    }
  }
  return groups.filter(({ labels }) => labels.size);
}

/** The groups as sentences; `say(name, values)` knows the words. */
export function sentences(events, say) {
  return grouped(events).map(({ who, verb, labels }) => {
    const what = labels.length > NAMED ? say("live.tags", { count: labels.length }) : listed(labels);
    return say(`live.${verb}`, { who: who || say("live.somebody"), what });
  });
}

function listed(labels) {
  return new Intl.ListFormat(undefined, { type: "conjunction" }).format(labels);
}
