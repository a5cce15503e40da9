// Puts parts that the server drew anew in the place of those that the page shows.

const CONTROLS = "a[href], button";

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
    if (shown?.matches("dialog[open]")) part.open = true;
    return shown && !shown.isEqualNode(part);
  });
  for (const part of changed) replace(document.getElementById(part.id), part);
  keepPlace();
  return changed.length > 0;
}

function replace(shown, part) {
  const focused = shown.contains(document.activeElement) ? document.activeElement : null;
  const place = [...shown.querySelectorAll(CONTROLS)].indexOf(focused);
  const isOpen = shown.matches("dialog[open]");
  if (isOpen) shown.replaceChildren(...part.childNodes);
  else shown.replaceWith(part);
  if (focused) again(isOpen ? shown : part, focused, place)?.focus({ preventScroll: true });
}

/** What stands where the focus was: the same control, else the one in its place. */
function again(part, { id, dataset }, place) {
  const { command } = dataset;
  if (id) return part.querySelector(`#${CSS.escape(id)}`);
  if (command) return part.querySelector(`[data-command="${command}"]`);
  const controls = part.querySelectorAll(CONTROLS);
  return controls[Math.min(place, controls.length - 1)];
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
