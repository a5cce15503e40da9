// What is said beside a tag: forms that make a comment, a reply or a suggestion.

/** Empty a form that was sent, ready for the next; one that unfolds folds, and keeps the focus. */
export function renew(form) {
  const { operation, item } = form.elements;
  if (!/^(add|suggest)-/.test(operation?.value)) return;
  form.reset();
  item.value = crypto.randomUUID();
  const part = form.closest("details.reply, details.suggest");
  if (!part) return;
  part.open = false;
  part.querySelector("summary").focus({ preventScroll: true });
}

/** After a part of `panel` was swapped: the focus must not be left on nothing. */
export function refocus(panel) {
  if (document.activeElement && document.activeElement !== document.body) return;
  const place = panel.querySelector(".talk-part > summary") ?? panel;
  place.focus({ preventScroll: true });
}
