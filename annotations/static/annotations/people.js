// Who else has the article open: avatars in the top bar.

import { announce, word } from "./words.js";

const FORGOTTEN = 30_000; // ms after which somebody who comes back is announced again

export class People {
  /** Username → when last seen here, so that a reloaded page is not an arrival. */
  #seen = new Map();
  #here = [];

  constructor(list) {
    this.list = list;
  }

  show(people) {
    const now = Date.now();
    for (const name of this.#here) this.#seen.set(name, now);
    const arrived = people.filter(({ username }) => now - (this.#seen.get(username) ?? 0) > FORGOTTEN);
    this.#here = people.map(({ username }) => username);
    for (const name of this.#here) this.#seen.set(name, now);
    this.list.replaceChildren(...people.map(avatar));
    this.list.hidden = !people.length;
    if (arrived.length) announce(arrived.map(sentence).join(" "));
  }
}

function avatar(person) {
  const item = document.createElement("li");
  const sign = document.createElement("span");
  const said = document.createElement("span");
  sign.className = "avatar";
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = person.initials;
  said.className = "visually-hidden";
  said.textContent = sentence(person);
  item.title = sentence(person);
  item.append(sign, said);
  return item;
}

function sentence({ name }) {
  return word("live.here", { who: name });
}
