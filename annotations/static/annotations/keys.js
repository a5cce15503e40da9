// Which key runs which command. The table comes from the server, with the keys that this person
// chose; what a command does is the page's business.

const TYPED_INTO = "input:not([type=checkbox], [type=radio]), textarea, select";
const CONTROL = "a, button, summary, [type=checkbox], [type=radio]";
const OWN_FORM = "form[data-own-keys], form[data-change]";
const SEND = "Ctrl+Enter";
/** Keys that other layouts have no letter of ours on: what is printed there on most keyboards. */
const PRINTED = { BracketLeft: "[{", BracketRight: "]}", Slash: "/?" };

const isSingle = (chord) => Array.from(chord).length === 1;

export class Shortcuts {
  #byChord = new Map();
  #byName = new Map();

  /** `commands`: [{name, label, keys, shown, needs, inText, inFields, repeats}]. */
  constructor({ commands = [], off = false } = {}) {
    this.commands = commands;
    /** Whether single keys are switched off. */
    this.off = off;
    /** While a field is on its way, what is typed for it must not run commands. */
    this.paused = false;
    for (const command of commands) {
      this.#byName.set(command.name, command);
      for (const chord of command.keys) this.#byChord.set(chord, command);
    }
  }

  /** The name of the command that a key press means here, or null. */
  commandOf(event) {
    if (event.defaultPrevented || isComposing(event)) return null;
    const within = (selector) => Boolean(event.target.closest?.(selector));
    if (this.paused || within("dialog, [popover]")) return null;
    for (const chord of chordsOf(event)) {
      const command = this.#byChord.get(chord);
      if (command && this.#may(command, chord, within)) {
        // A key held down must not approve, tag or delete one thing after the other.
        return event.repeat && !command.repeats ? null : command.name;
      }
    }
    return null;
  }

  #may(command, chord, within) {
    if (this.off && isSingle(chord)) return false;
    if (chord === SEND && within(OWN_FORM)) return false;
    if (chord === "Enter" && within(CONTROL)) return false;
    if (command.inText) return within("#article") && !within(`${CONTROL}, ${TYPED_INTO}`);
    // In a form that is being filled in, a letter meant for a field must not decide anything.
    const typing = within(`${TYPED_INTO}, [contenteditable], [data-own-keys]`);
    return !typing || command.inFields;
  }

  /** The first key of a command as people read it, or "". */
  keyOf(name) {
    return this.keysOf(name)[0] ?? "";
  }

  /** The keys in force of a command, as people read them. */
  keysOf(name) {
    const { keys = [], shown = [] } = this.#byName.get(name) ?? {};
    return shown.filter((_, place) => !(this.off && isSingle(keys[place])));
  }
}

/** The chords that a key press may stand for, the likeliest first. */
export function chordsOf(event) {
  const typesSign = event.getModifierState?.("AltGraph") ?? false;
  const ctrl = !typesSign && (event.ctrlKey || event.metaKey);
  const alt = !typesSign && event.altKey;
  const keys = [cased(event), printed(event)].filter((key) => key !== null);
  return [...new Set(keys)].map((key) => spell(key, { ctrl, alt, shift: event.shiftKey }));
}

/** The key; the case of a letter is what Shift says, whatever Caps Lock says. */
function cased(event) {
  const { key, shiftKey } = event;
  const other = shiftKey ? key.toUpperCase() : key.toLowerCase();
  if (key.length !== 1 || other.length !== 1) return key;
  return shiftKey || event.getModifierState?.("CapsLock") ? other : key;
}

/** What the key has on a Latin keyboard, where this one has another script's letter on it. */
function printed({ key, code = "", shiftKey }) {
  if (key.length !== 1) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit) return shiftKey ? null : digit;
  if (/^[\x20-\x7e]$/.test(key)) return null;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  return PRINTED[code]?.[shiftKey ? 1 : 0] ?? null;
}

function spell(key, { ctrl, alt, shift }) {
  const single = isSingle(key);
  if (single && !ctrl && !alt) return key;
  const name = single ? key.toUpperCase() : key;
  return [ctrl && "Ctrl", alt && "Alt", shift && "Shift", name].filter(Boolean).join("+");
}

function isComposing({ isComposing: composing, key, keyCode }) {
  return composing || key === "Process" || key === "Dead" || keyCode === 229;
}

/** The table of this page, as the server wrote it into #shortcuts. */
export const shortcuts = new Shortcuts(
  JSON.parse(globalThis.document?.getElementById("shortcuts")?.textContent ?? "{}"),
);

/** Run `commands[name]()` for each key press that means something. */
export function listen(commands, table = shortcuts) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector(":popover-open")) return;
    const command = commands[table.commandOf(event)];
    if (!command) return;
    event.preventDefault();
    command();
  });
}

/** Ctrl+Enter in a form of the panel that is filled in sends it, by the button that is for that. */
export function sendByKey(panel) {
  panel.addEventListener("keydown", (event) => {
    const form = event.target.closest(OWN_FORM);
    if (!form || event.isComposing || !chordsOf(event).includes(SEND)) return;
    event.preventDefault();
    const button = form.querySelector("[data-sends]");
    if (button) button.click();
    else form.requestSubmit();
  });
}
