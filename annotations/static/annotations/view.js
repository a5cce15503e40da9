// Bringing a mark to where it can be read beside its card.

/** Scroll so that `mark` is seen, above the sheet that a card is on narrow screens. */
export function intoView(mark) {
  const { top, bottom } = mark.getBoundingClientRect();
  const narrow = matchMedia("(max-width: 900px)").matches;
  const lowest = innerHeight * (narrow ? 0.4 : 0.75);
  if (top < 130 || bottom > lowest) {
    scrollBy({ top: top - innerHeight * (narrow ? 0.2 : 0.3), behavior: "instant" });
  }
}

/** What a click on a mark means: the smallest claim there, on the next click the next one. */
export function pressedOf(mark, isClaim, active) {
  if (!mark || !getSelection().isCollapsed) return null;
  const ids = mark.dataset.a.split(" ");
  const wanted = ids.filter(isClaim);
  const choice = wanted.length ? wanted : ids;
  return choice[(choice.indexOf(active) + 1) % choice.length];
}
