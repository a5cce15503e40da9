// Finding something in a list by typing: every word typed has to occur, the best fit comes first.

const KINDS = ["source", "status", "claim"];

/** Text as it is compared: without case, marks on letters, and scripts of digits. */
export function plain(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)))
    .toLowerCase()
    .trim();
}

function valueOf(digit) {
  let zero = digit.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0) - zero < 9) zero -= 1;
  return digit.codePointAt(0) - zero;
}

/** Whether every word that was typed occurs in `text`. */
export function holds(text, typed) {
  const all = plain(text);
  return plain(typed)
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** `commands` that have the typed words in their label, those that begin with them first. */
export function commandsFor(commands, typed) {
  const wanted = plain(typed);
  const begins = ({ label }) => Number(plain(label).startsWith(wanted));
  return commands
    .filter(({ label }) => holds(label, typed))
    .sort((one, other) => begins(other) - begins(one));
}

/**
 * `tags` ({label, kind, words}) that fit what was typed: by label ("S1"), by its number alone
 * ("1": source, then status, then claim), then by words. Otherwise the order stays.
 */
export function tagsFor(tags, typed) {
  const wanted = plain(typed);
  const rank = (tag) => rankOf(plain(tag.label), wanted);
  const kind = (tag) => (rank(tag) === 2 ? KINDS.indexOf(tag.kind) : 0);
  return tags
    .filter((tag) => holds(`${tag.label} ${tag.words}`, typed))
    .sort((one, other) => rank(other) - rank(one) || kind(one) - kind(other));
}

function rankOf(label, wanted) {
  if (!wanted) return 0;
  if (label === wanted) return 3;
  if (/^\d+$/.test(wanted) && label.slice(1) === wanted) return 2;
  return label.startsWith(wanted) ? 1 : 0;
}
