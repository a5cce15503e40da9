// j and k walk the rows, Enter opens the one that has the focus (it is a link).

import { listen } from "./keys.js";

const links = [...document.querySelectorAll("#queue .lead")];

function walk(step) {
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}

listen({ next: () => walk(1), previous: () => walk(-1) });
