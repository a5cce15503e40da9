// The address of an annotation's own page, as it is copied from the browser.

const ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const ADDRESS = new RegExp(`^(?:\\S*/annotations/)?(${ID})(?:[/?#]\\S*)?$`, "i");

/** The id that a pasted address, or an id alone, names; null for any other words. */
export function addressed(typed) {
  return ADDRESS.exec(typed.trim())?.[1].toLowerCase() ?? null;
}
