// A claim together with its repeats: the boxes of all three verdicts say the same.

import { word } from "./words.js";

export function mirrorRepeats(panel) {
  panel.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-repeat]")) return;
    for (const box of panel.querySelectorAll("[data-repeat]")) {
      if (box.value === target.value) box.checked = target.checked;
    }
    const count = panel.querySelectorAll(".repeats [data-repeat]:checked").length;
    const approve = panel.querySelector("[data-approve]");
    approve.textContent = count ? word("approve-with", { count }) : word("approve");
  });
}
