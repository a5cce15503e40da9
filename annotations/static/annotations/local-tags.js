// Tags as they will be once everything that waits has been sent. Plain values: no page, no store.

const LETTERS = { claim: "C", source: "S", status: "V" };

/**
 * The tags that exist in waiting changes only, by id: {id, kind, label, parts, quote, values, peers}.
 * They have no number yet, so they are called C+1, S+1 and so on.
 */
export function localTags(changes) {
  const tags = new Map();
  const made = { claim: 0, source: 0, status: 0 };
  for (const change of changes) {
    if (change.state === "refused") continue;
    if (change.operation === "create") add(tags, change, made);
    else if (change.operation === "link") join(tags, change.fields);
    else apply(tags, change, made);
  }
  return tags;
}

/** What waiting edits make of the fields of a tag: name → value, as the form sends them. */
export function valuesOf(changes, id) {
  const edits = changes.filter((change) => {
    return change.state === "waiting" && change.operation === "edit" && change.annotation === id;
  });
  return Object.assign({}, ...edits.map(({ fields }) => ({ [fields.fields]: fields[fields.fields] })));
}

/** Ids of tags that waiting changes are about, and whether one of these deletes it. */
export function touchedTags(changes) {
  const touched = new Map();
  for (const { state, annotation, operation } of changes) {
    if (state !== "refused" && annotation) touched.set(annotation, operation === "delete");
  }
  return touched;
}

/** Code points that waiting changes put a tag on: parts of new tags, and new parts of others. */
export function waitingParts(changes) {
  const parts = Array.from(localTags(changes).values()).flatMap((tag) => tag.parts);
  const moves = changes.filter(({ operation, state }) => operation === "move" && state === "waiting");
  return [...parts, ...moves.flatMap(({ fields }) => fields.fragments.map(pair))];
}

function add(tags, { fields }, made) {
  const { id, kind, fragments } = fields;
  const tag = { id, values: {}, peers: [], ...words(fragments) };
  tags.set(id, Object.assign(tag, named(kind, made)));
  if (fields.link_with) join(tags, { id, target: fields.link_with });
}

function join(tags, { id, target }) {
  tags.get(id)?.peers.push(target);
  tags.get(target)?.peers.push(id);
}

function apply(tags, { operation, annotation, fields }, made) {
  const tag = tags.get(annotation);
  if (!tag) return;
  if (operation === "delete") tags.delete(annotation);
  if (operation === "edit") tag.values[fields.fields] = fields[fields.fields];
  if (operation === "move") Object.assign(tag, words(fields.fragments));
  if (operation === "retype") Object.assign(tag, named(fields.kind, made));
  if (operation === "unlink") tag.peers = tag.peers.filter((id) => id !== fields.target);
}

function named(kind, made) {
  made[kind] += 1;
  return { kind, label: `${LETTERS[kind]}+${made[kind]}` };
}

function words(fragments) {
  return { parts: fragments.map(pair), quote: fragments.map(({ quote }) => quote).join(" … ") };
}

function pair({ start, end }) {
  return [start, end];
}
