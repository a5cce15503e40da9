// Parts of the page that are swapped take the focus with them: it must never fall to the body.

/** Remember where the focus is; the function that comes back puts it near there again. */
export function keepFocus({ article, panel }) {
  const { activeElement } = document;
  const chip = activeElement?.closest?.(".chip")?.id;
  const inPanel = panel.contains(activeElement);
  const id = activeElement?.id;
  return function restore() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const place =
      (chip && document.getElementById(chip)) ||
      (inPanel && id && panel.querySelector(`#${CSS.escape(id)}`)) ||
      (inPanel && !panel.hidden && panel) ||
      article;
    if (chip || inPanel) place.focus({ preventScroll: true });
  };
}
