// Puts parts that the server drew anew in the place of those that the page shows.

/** The parts of an answer, each to stand where the element with its id stands. */
export function partsOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.querySelectorAll("[hx-swap-oob]")].map((part) => {
    part.removeAttribute("hx-swap-oob");
    return part;
  });
}

/** Swap what differs; what is equal stays, with its focus and selection. True where anything was. */
export function swap(parts) {
  const keepPlace = anchored();
  const changed = parts.filter((part) => {
    const shown = document.getElementById(part.id);
    return shown && !shown.matches("dialog[open]") && !shown.isEqualNode(part);
  });
  for (const part of changed) replace(document.getElementById(part.id), part);
  keepPlace();
  return changed.length > 0;
}

function replace(shown, part) {
  const command = shown.contains(document.activeElement)
    ? document.activeElement.closest("[data-command]")?.dataset.command
    : null;
  shown.replaceWith(part);
  if (command) part.querySelector(`[data-command="${command}"]`)?.focus({ preventScroll: true });
}

/** Remember what the reader looks at; the function that comes back scrolls it to the same place. */
function anchored() {
  const row = [...document.querySelectorAll("#article > .row")].find(
    (one) => one.getBoundingClientRect().bottom > 0,
  );
  const before = row?.getBoundingClientRect().top;
  return () => {
    const now = row && document.getElementById(row.id)?.getBoundingClientRect().top;
    if (row && Math.abs(now - before) >= 1) {
      scrollBy({ top: now - before, behavior: "instant" });
    }
  };
}
