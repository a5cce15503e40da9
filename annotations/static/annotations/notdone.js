// Says that nothing was done: in the dialog that asked for it, else above the text.

import { steadily } from "./steady.js";

export class NotDone {
  #noAnswer = document.getElementById("no-answer");
  #why = document.getElementById("not-done");

  /** `dialog` is the one for several claims, with `isOpen` and `say(sentence)`. */
  constructor({ dialog }) {
    this.dialog = dialog;
  }

  noAnswer() {
    steadily(() => {
      this.#noAnswer.hidden = false;
    });
    if (this.dialog.isOpen) this.dialog.say(this.#noAnswer.textContent.trim());
  }

  /** A rule refused it, and no card says why. */
  because(sentence) {
    if (this.dialog.isOpen) return this.dialog.say(sentence);
    steadily(() => {
      this.#why.textContent = sentence;
      this.#why.hidden = false;
    });
  }

  clear() {
    steadily(() => {
      this.#noAnswer.hidden = this.#why.hidden = true;
    });
  }
}
