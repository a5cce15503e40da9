// Arithmetic of the overview ruler: three lanes, places in code points. Knows nothing of the page.

const LANES = { claim: 0, source: 4, status: 8 }; // x of each kind, of a width of 11
const WIDTH = 11;
const LEAST = 4; // what is shorter is drawn so high, to be seen
const CROWD = 400; // tags; where there are more, lower bars keep them apart

/** One SVG path for all parts of `tags`: bars in their lanes, or `whole` ones across all lanes. */
export function pathOf(tags, length, height, { whole = false } = {}) {
  const bars = [];
  const least = tags.length > CROWD ? LEAST / 4 : LEAST;
  for (const { kind, parts } of tags) {
    const x = whole ? 0 : LANES[kind];
    const width = whole ? WIDTH : 3;
    for (const [start, end] of parts) {
      const y = (start * height) / length;
      const high = Math.max(least, ((end - start) * height) / length);
      bars.push(`M${x} ${y.toFixed(1)}h${width}v${high.toFixed(1)}h-${width}z`);
    }
  }
  return bars.join("");
}

/** The place in a text of `length` that lies `y` down on a ruler of `height`. */
export function placeAt(y, height, length) {
  return Math.round((Math.min(Math.max(y, 0), height) * length) / height);
}

/** The kind whose lane lies `x` from the left on a ruler of `width`. */
export function laneAt(x, width) {
  const share = (x * WIDTH) / width;
  if (share < LANES.source) return "claim";
  return share < LANES.status ? "source" : "status";
}

/** The tag of `kind` that lies nearest to `place`, at most `reach` away, or null. */
export function nearestTag(tags, kind, place, reach) {
  let found = null;
  let least = reach;
  for (const tag of tags) {
    if (tag.kind !== kind) continue;
    for (const [start, end] of tag.parts) {
      const away = Math.max(start - place, place - end, 0);
      if (away < least || (away === least && !found)) [found, least] = [tag, away];
    }
  }
  return found;
}
