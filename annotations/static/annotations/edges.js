// Moving the edges of a span by words. Places are code points, end exclusive.

import { toPoints, toUnits, wordsOf } from "./text.js";

/**
 * Where an edge goes: `place` in `text` moved to the next word border in direction `step`,
 * or null where there is none. `edge` is "start" or "end"; places are counted from text's start.
 */
export function movedEdge(text, place, edge, step, language) {
  const units = toUnits(text, place);
  const borders = wordsOf(text, language).map(([from, to]) => (edge === "start" ? from : to));
  const found =
    step > 0
      ? borders.find((border) => border > units)
      : borders.findLast((border) => border < units);
  return found === undefined ? null : toPoints(text, found);
}

/**
 * `parts` with their outer start or end at `place`, or null where nothing would be left of a part.
 */
export function withEdge(parts, edge, place) {
  const moved = parts.map((part) => [...part]);
  if (edge === "start") moved[0][0] = place;
  else moved.at(-1)[1] = place;
  const apart = moved.every(([start], index) => index === 0 || moved[index - 1][1] <= start);
  return apart && moved.every(([start, end]) => start < end) ? moved : null;
}

/** `parts` and one more, in reading order; parts that meet become one. */
export function withPart(parts, start, end) {
  const merged = [];
  for (const part of [...parts, [start, end]].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && part[0] <= last[1]) last[1] = Math.max(last[1], part[1]);
    else merged.push([...part]);
  }
  return merged;
}
