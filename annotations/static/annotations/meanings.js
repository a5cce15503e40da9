// What the server's answer, or the lack of one, means for the change that was sent.

const REFUSED = new Set([400, 413, 414, 415, 422, 431]);

/**
 * "saved", "refused" or "conflict": the change has its answer. "offline", "signed-out" or
 * "no-answer": it has none yet, and nothing can be sent until it has.
 *
 * `told` is the event that every answer of our server carries, {name, detail}; a page of a hotel's
 * network or of a proxy has none, whatever its status, and so never counts as saved.
 */
export function meaningOf(status, told) {
  if (told) return told.name;
  if (status === 0) return "offline";
  if (status === 401) return "signed-out";
  return REFUSED.has(status) ? "refused" : "no-answer";
}
