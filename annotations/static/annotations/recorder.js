// On the page of keys: press a key instead of writing its name.

import { chordsOf } from "./keys.js";

const LEFT_ALONE = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock"]);
const status = document.getElementById("recorded");

for (const button of document.querySelectorAll("[data-record]")) {
  button.hidden = false;
  button.addEventListener("click", () => start(button));
  button.addEventListener("blur", () => stop(button));
  button.addEventListener("keydown", (event) => record(event, button));
}

function start(button) {
  button.setAttribute("aria-pressed", "true");
  status.textContent = button.getAttribute("aria-label");
}

function stop(button) {
  button.removeAttribute("aria-pressed");
}

function record(event, button) {
  if (button.getAttribute("aria-pressed") !== "true" || LEFT_ALONE.has(event.key)) return;
  event.preventDefault();
  stop(button);
  if (event.key === "Escape") return;
  const field = document.getElementById(button.dataset.record);
  [field.value] = chordsOf(event);
  status.textContent = field.value;
}
