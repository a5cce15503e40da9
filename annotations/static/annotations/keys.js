// Which key does what. A command is a name; what it does is the page's business.

export const KEYS = {
  1: "claim",
  2: "source",
  3: "status",
  j: "next",
  k: "previous",
  Enter: "enter",
  Escape: "leave",
  l: "link",
  f: "add-part",
  "[": "start-back",
  "]": "start-on",
  "{": "end-back",
  "}": "end-on",
  Delete: "delete",
  Backspace: "delete",
  u: "undo",
  U: "redo",
  d: "finding",
  o: "no-source",
  m: "note",
  g: "next-gap",
  r: "labels",
  t: "theme",
};

const TYPED_INTO = "input:not([type=checkbox], [type=radio]), textarea, select";

/** The command of a key press, or null: in fields, in dialogs and with Ctrl the key is theirs. */
export function commandOf(event, keys = KEYS) {
  if (event.defaultPrevented || event.isComposing) return null;
  const inField = Boolean(event.target.closest?.(`${TYPED_INTO}, [contenteditable]`));
  const inDialog = Boolean(event.target.closest?.("dialog, [popover]"));
  if (event.ctrlKey || event.metaKey) {
    const undoes = event.key.toLowerCase() === "z" && !inField && !inDialog;
    return undoes ? (event.shiftKey ? "redo" : "undo") : null;
  }
  if (event.altKey || inDialog) return null;
  // In a form that is being filled in, a letter meant for a field must not decide anything.
  const inForm = Boolean(event.target.closest?.("[data-own-keys]"));
  if (inField || inForm) return event.key === "Escape" ? keys.Escape : null;
  const onControl = event.target.closest?.("a, button, summary, [type=checkbox], [type=radio]");
  if (event.key === "Enter" && onControl) return null;
  return Object.hasOwn(keys, event.key) ? keys[event.key] : null;
}

/** Run `commands[name]()` for each key press that means something. */
export function listen(commands, keys = KEYS) {
  document.addEventListener("keydown", (event) => {
    const command = commands[commandOf(event, keys)];
    if (!command) return;
    event.preventDefault();
    command();
  });
}
