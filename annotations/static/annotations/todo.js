// What is left to decide, as the footer's tally has it: it comes anew with every decision.

const APART = ["returned", "suggested"];

const told = () => document.getElementById("tally").dataset;

/** Ids of the claims that wait for the reviewer, in reading order. */
export function todo() {
  return told().todo.split(" ");
}

/** Why a claim is to be decided on its card alone: "returned", "suggested", or "". */
export function apart(id) {
  return APART.find((why) => told()[why].split(" ").includes(id)) ?? "";
}
