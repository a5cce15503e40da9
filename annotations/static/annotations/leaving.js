// On every page of somebody who is signed in: what waits on this device for another page, and
// signing out, which must not take it along.

import { countAll, leftBehind } from "./store.js";
import { Tabs } from "./tabs.js";

const user = Number(document.body.dataset.user);
const dialog = document.getElementById("sign-out");
const tabs = new Tabs();

if (user && globalThis.indexedDB) {
  tellOfTheRest().catch(() => {});
  document.addEventListener("submit", guardSignOut);
}

/** Name the pages that have to be opened, so that what waits for them is sent. */
async function tellOfTheRest() {
  const form = document.getElementById("outbox");
  const here = form ? `${user}:${form.dataset.revision}` : null;
  const left = await leftBehind(user, tabs, here);
  if (!left.length) return;
  const banner = document.createElement("p");
  banner.className = "banner banner-warn";
  banner.id = "left-behind";
  banner.setAttribute("role", "status");
  const count = left.reduce((sum, page) => sum + page.count, 0);
  const words = document.createElement("span");
  words.textContent = said("left", count);
  banner.append(words, ...left.map((page) => linkTo(page, left.length > 1)));
  document.getElementById("messages").after(banner);
}

function linkTo({ url, count }, several) {
  const link = document.createElement("a");
  link.className = "btn btn-small";
  link.href = url;
  link.textContent = several ? said("openThese", count) : dialog.dataset.open;
  return link;
}

/** Ask before signing out with changes on the device; with none, have the browser forget us. */
async function guardSignOut(event) {
  const form = event.target;
  if (!form.matches("[data-sign-out]") || form.dataset.agreed) return;
  event.preventDefault();
  const { mine, others } = await countAll(user).catch(() => ({ mine: 0, others: 1 }));
  if (mine && !(await agreed(mine))) return;
  // What other people left on this device is theirs: then the browser forgets nothing.
  form.elements.clear.value = mine || others ? "" : "1";
  form.dataset.agreed = "1";
  form.requestSubmit();
}

function agreed(count) {
  dialog.querySelector("p").textContent = said("waiting", count);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "go"), { once: true });
  });
}

/** A sentence with a count, from the dialog's data: not every page has the scripts' words. */
function said(name, count) {
  const sentence = dialog.dataset[`${name}${count === 1 ? "One" : "Other"}`];
  return sentence.replace("{count}", String(count));
}
