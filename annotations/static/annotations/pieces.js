// Dividing the parts of a claim between two. Places are code points, end exclusive.

/** `parts` cut at the edges of `chosen` ([start, end], or null): [{start, end, to}] in order. */
export function piecesOf(parts, chosen) {
  return parts.flatMap(([start, end]) => {
    const edges = [start, ...(chosen ?? []).filter((place) => place > start && place < end), end];
    return edges.slice(1).map((edge, index) => {
      const piece = { start: edges[index], end: edge };
      const inside = Boolean(chosen) && chosen[0] <= piece.start && piece.end <= chosen[1];
      return { ...piece, to: inside ? "goes" : "stays" };
    });
  });
}

/** A piece and its words without white space at the edges; null where nothing else is left. */
export function trimmed({ start, end, to }, words) {
  const head = words.length - words.trimStart().length;
  const tail = words.length - words.trimEnd().length;
  if (head === words.length) return null;
  // White space is one code point and one UTF-16 unit each.
  return { start: start + head, end: end - tail, to, quote: words.trim() };
}

/** Whether `pieces` leave words of its own to the claim, and give some to the new one. */
export function divides(pieces) {
  return pieces.some(({ to }) => to === "stays") && pieces.some(({ to }) => to !== "stays");
}
