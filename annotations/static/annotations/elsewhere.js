// Looking for claims of other stories while somebody types.

const PAUSE = 200; // milliseconds without a key before the server is asked
const PATIENCE = 10_000; // milliseconds
const LEAST = 2; // characters

/** Claims as the API tells them, as the chooser lists tags. */
export function listed(results) {
  return results.map(({ id, label, quote, headline }) => {
    return { id, kind: "claim", label, words: quote, headline, across: true };
  });
}

export class Elsewhere {
  #asked = "";
  #timer = 0;

  /** `url` is the search, without words; `found(entries)` is told what came of the last ones. */
  constructor(url, found) {
    Object.assign(this, { url, found });
  }

  ask(typed) {
    this.forget();
    const words = typed.trim();
    if (words.length < LEAST) return;
    this.#asked = words;
    this.#timer = setTimeout(() => this.#look(words), PAUSE);
  }

  /** Whatever is still on its way is of no interest any more. */
  forget() {
    clearTimeout(this.#timer);
    this.#asked = "";
  }

  async #look(words) {
    const url = new URL(this.url, location.href);
    url.searchParams.set("q", words);
    try {
      const answer = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
      const { results } = answer.ok ? await answer.json() : { results: [] };
      if (words === this.#asked) this.found(listed(results));
    } catch {
      // Without a connection there are the tags of this story.
    }
  }
}
