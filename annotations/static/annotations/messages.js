// Sentences at the top of the page, and the question before a change that costs sign-offs.

import { steadily } from "./steady.js";
import { announce } from "./words.js";

function show(sentence, className, role) {
  const banner = document.createElement("p");
  banner.className = className;
  if (role) banner.setAttribute("role", role);
  banner.textContent = sentence;
  steadily(() => document.getElementById("messages").replaceChildren(banner));
}

/** Say that something was not done, and why. */
export function showMessage(sentence) {
  show(sentence, "banner banner-bad", "alert");
}

/** Say what to do next. */
export function showHint(sentence) {
  show(sentence, "banner");
  announce(sentence);
}

export function clearMessages() {
  steadily(() => document.getElementById("messages").replaceChildren());
}

/** Ask before a change; resolves with whether it may be made. */
export function warn(sentence) {
  const dialog = document.getElementById("warning");
  dialog.querySelector("p").textContent = sentence;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "go"), { once: true });
  });
}
