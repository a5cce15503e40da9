// Which change goes next, and which changes hang on one another. Plain values: no page, no store.
//
// A change is {key, order, operation, annotation, fields, base, state, ...}. `annotation` is the tag
// that it is about, `base` the version of it that its maker saw (0: it was not stored yet), `state`
// "waiting", "conflict" or "refused".

const tagsOf = ({ annotation, fields }) => [annotation, fields.target, fields.link_with].filter(Boolean);

/** The first change that may be sent; null where all that is left waits for a person. */
export function nextOf(changes) {
  const held = new Set();
  for (const change of changes) {
    const tags = tagsOf(change);
    if (change.state === "conflict") {
      held.add(change.conflict?.annotation ?? change.annotation);
      held.add(change.annotation);
    } else if (change.state === "waiting") {
      if (!tags.some((tag) => held.has(tag))) return change;
      if (change.annotation) held.add(change.annotation);
    }
  }
  return null;
}

/** What saw the version that was deleted: it may go on from there once that one is back. */
export function seenBeforeDeletion(changes, { annotation, version }) {
  return changes.filter((other) => other.annotation === annotation && other.base === version - 1);
}

/** What makes no sense without `change`: the rest of a tag that was not made, the undo of it. */
export function dependentsOf(changes, change) {
  const later = changes.slice(changes.indexOf(change) + 1);
  const made = change.operation === "create" ? change.fields.id : null;
  return later.filter((other) => {
    return other.fields.undoes === change.key || (made && tagsOf(other).includes(made));
  });
}

/**
 * Our own change took a tag from version `base` to `version`: whoever saw the one has seen the
 * other. A version in between is somebody else's, and stays unseen.
 */
export function follow(changes, { annotation, base, version }) {
  if (version !== base + 1) return [];
  const seen = changes.filter((other) => other.annotation === annotation && other.base === base);
  for (const other of seen) other.base = version;
  return seen;
}

/**
 * Somebody decided on a conflict, both versions before their eyes: what else waits for the same tag
 * and touches none of the fields that the others changed is now a change of their version.
 */
export function acknowledge(changes, change) {
  const { annotation, base, conflict } = change;
  const touched = (name) => conflict.fields.some((one) => name === one || name.startsWith(`${one}_`));
  const free = changes.filter((other) => {
    const same = other !== change && other.annotation === annotation && other.base === base;
    return same && other.operation === "edit" && !other.fields.fields.split(",").some(touched);
  });
  for (const other of free) other.base = conflict.version;
  return free;
}
