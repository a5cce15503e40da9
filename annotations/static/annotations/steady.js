// What appears above the text must not move the text: a hand may be in the middle of a selection.

/** Do `change`, then scroll by what it moved the page's content, before anything is painted. */
export function steadily(change) {
  const content = document.getElementById("content");
  const { style } = document.documentElement;
  style.overflowAnchor = "none"; // the browser's own anchoring does nothing at the top of a page
  const before = content.getBoundingClientRect().top;
  change();
  const moved = content.getBoundingClientRect().top - before;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
  style.overflowAnchor = "";
}
