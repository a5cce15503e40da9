// A selection in the text, kept while rows around it are swapped.

import { rangeOf, spanOf } from "./offsets.js";

/** Remember what is selected; the function that comes back selects it again where a swap lost it. */
export function keptSelection(article) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return () => {};
  const range = selection.getRangeAt(0);
  const span = range.intersectsNode(article) && spanOf(article, range, { snap: "none", trim: false });
  return function selectAgain() {
    const again = span && rangeOf(article, span.start, span.end);
    if (!again || selection.toString()) return;
    selection.removeAllRanges();
    selection.addRange(again);
  };
}
