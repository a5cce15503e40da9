// The page's sentences in the reader's language, as the server wrote them into #words.

const sentences = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/** Sentence `name`; {places} are filled from `values`. With a `count`, "name.one" or "name.other". */
export function word(name, values = {}) {
  const form = "count" in values && sentences[`${name}.${values.count === 1 ? "one" : "other"}`];
  const sentence = form || sentences[name] || name;
  return sentence.replace(/\{(\w+)\}/g, (place, key) => String(values[key] ?? place));
}

/** Have a screen reader say a sentence; nobody else notices. */
export function announce(sentence) {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  setTimeout(() => {
    live.textContent = sentence;
  }, 30);
}
