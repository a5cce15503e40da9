// Which rules of a guide have the words that somebody looks for.

/** Whether `text` has every word of `wanted`, whatever their case and accents. */
export function fits(text, wanted) {
  const within = plain(text);
  return plain(wanted)
    .split(/\s+/)
    .every((word) => within.includes(word));
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().trim();
}
