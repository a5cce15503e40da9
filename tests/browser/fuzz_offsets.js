// Random articles of every plane and script, with marks, labels, ghosts and chips, made by
// bookkeeping that knows where each boundary lies; our modules have to find the same.
// Evaluated in a page; resolves with {checks, failures}.

async ([seed, articles, rounds, folder]) => {
  const { quoteOf, rangeOf, spanOf } = await import(`${folder}/offsets.js`);
  const { pointsIn, toPoints, toUnits } = await import(`${folder}/text.js`);

  let state = seed >>> 0;
  const random = (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  const pick = (list) => list[random(list.length)];
  const astral = (plane) => String.fromCodePoint(plane * 0x10000 + random(0xfffe));

  const PIECES = [
    () => pick(["homes", "No", "1,900", "it’s", "co-op", "e\u0301te\u0301", "n\u0303", "Ω", "ﬁ"]),
    () => pick(["منزل", "قَالَ", "لَا", "شَدَّة", "שלום", "בְּ"]),
    () => pick(["东京", "火", "𠀋", "発生", "カ\u3099", "ผู้บาด", "ភាសា", "क्षि", "மொ"]),
    () => pick(["🧊", "👩🏽‍🌾", "👨‍👩‍👧", "🇺🇳", "🇺🇳🇪🇺", "3️⃣", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "𝔘𝔫"]),
    () => pick([" ", " ", " ", "  ", "\u00a0", "\u2003", "\t", "\n"]),
    () => pick([".", ", ", "“", "”", "…", "—", "<b>", "&amp;", ")", "؟"]),
    () => pick(["\u200b", "\u200c", "\u200d", "\u00ad", "\u200e", "\u200f", "\u202e", "\u2068", "\u2069", "\ufeff"]),
    () => pick([astral(1), astral(2), astral(14), astral(15), astral(16), "\u{10ffff}"]),
  ];
  const BLANK = /[\s\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/;
  const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
  const LETTER = /^[A-Za-z]$/;
  const GAPS = ["\n", "\n\n", "\n \n", "\r\n\t"];
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

  const root = document.createElement("div");
  root.lang = "en";
  document.body.append(root);

  function textOf(length) {
    let text = "";
    for (let piece = 0; piece < length; piece += 1) text += pick(PIECES)();
    return text;
  }

  function decoration() {
    const made = document.createElement(pick(["i", "a"]));
    made.dataset.ui = "";
    if (random(2)) made.append(pick(["C1", "200B", "+3"]));
    return made;
  }

  /** One block: its element, and every boundary in it with the units of text before it. */
  function block(text, index, start) {
    const element = document.createElement("p");
    const points = Array.from(text);
    Object.assign(element.dataset, { start, end: start + points.length });
    element.dir = pick(["ltr", "rtl", "auto"]);
    const boundaries = [];
    const note = (node, offset, units) => boundaries.push({ node, offset, index, units });
    let units = 0;
    let place = 0;
    const decorate = () => {
      while (!random(3)) {
        const made = decoration();
        note(element, element.childNodes.length, units);
        element.append(made);
        note(made, 0, units);
        if (made.firstChild) note(made.firstChild, random(made.firstChild.length + 1), units);
      }
      if (!random(9)) element.append(document.createComment("x"));
    };
    decorate();
    while (place < points.length) {
      const size = 1 + random(Math.max(1, Math.min(12, points.length - place)));
      const node = document.createTextNode(points.slice(place, place + size).join(""));
      const parent = random(2) ? element : document.createElement("mark");
      note(element, element.childNodes.length, units);
      parent.append(node);
      if (parent !== element) {
        element.append(parent);
        note(parent, 0, units);
        note(parent, 1, units + node.length);
      }
      for (let offset = 0; offset <= node.length; offset += 1) note(node, offset, units + offset);
      units += node.length;
      place += size;
      decorate();
    }
    note(element, element.childNodes.length, units);
    return { element, boundaries, text, start };
  }

  function article() {
    root.replaceChildren();
    const blocks = [];
    let whole = "";
    const outside = [];
    for (let index = 0, count = 1 + random(5); index < count; index += 1) {
      const gap = index ? pick(GAPS) : pick(["", "", "\n"]);
      whole += gap;
      const made = block(textOf(1 + random(14)), index, Array.from(whole).length);
      if (gap.trim() !== "" || gap !== "\n".repeat(gap.length)) made.element.dataset.gap = gap;
      const row = document.createElement("section");
      const chips = document.createElement("ul");
      chips.append("C1 Event");
      row.append(made.element, chips);
      root.append(row);
      whole += made.text;
      blocks.push(made);
      outside.push({ node: row, offset: 0, next: index }, { node: row, offset: 1, next: index + 1 });
      outside.push({ node: chips.firstChild, offset: random(5), next: index + 1 });
      outside.push({ node: root, offset: index, next: index });
    }
    return { blocks, outside, points: Array.from(whole) };
  }

  /** Code points before `units` of text; within a pair the whole character only where `up`. */
  function pointsAt(text, units, up) {
    let count = 0;
    let place = 0;
    for (const character of text) {
      if (place + character.length > units) return place < units && up ? count + 1 : count;
      place += character.length;
      count += 1;
    }
    return count;
  }

  /** What the module has to say of two boundaries, without growing or trimming. */
  function expected({ blocks }, first, last) {
    let from = "next" in first ? { index: first.next, units: 0 } : { ...first };
    let to = "next" in last ? { index: last.next - 1, units: Infinity } : { ...last };
    if (from.index >= blocks.length || to.index < 0) return null;
    const size = (index) => blocks[index].text.length;
    to.units = Math.min(to.units, size(to.index));
    while (to.index > from.index && to.units === 0) to = { index: to.index - 1, units: size(to.index - 1) };
    while (from.index < to.index && from.units >= size(from.index)) from = { index: from.index + 1, units: 0 };
    if (from.index > to.index || (from.index === to.index && from.units >= to.units)) return null;
    return [
      blocks[from.index].start + pointsAt(blocks[from.index].text, from.units, false),
      blocks[to.index].start + pointsAt(blocks[to.index].text, to.units, true),
    ];
  }

  /** Borders of characters, in code points of the article. */
  function bordersOf(blocks) {
    const borders = new Set();
    for (const { text, start } of blocks) {
      let place = start;
      for (const { segment } of graphemes.segment(text)) {
        borders.add(place);
        place += Array.from(segment).length;
      }
      borders.add(place);
    }
    return borders;
  }

  let checks = 0;
  const failures = [];
  const check = (name, is, wanted, about) => {
    checks += 1;
    const same = JSON.stringify(is) === JSON.stringify(wanted);
    if (!same && failures.length < 8) failures.push(JSON.stringify({ name, is, wanted, about }));
  };
  const ends = (span) => span && [span.start, span.end];

  function checkPair(made, borders, range, wanted) {
    const { points } = made;
    const bare = spanOf(root, range, { snap: "none", trim: false });
    check("place", ends(bare), wanted, points.join(""));
    if (!bare || !wanted) return;
    const [start, end] = wanted;
    const quote = points.slice(start, end).join("");
    check("quote", bare.quote, quote);
    check("quoteOf", quoteOf(root, start, end), quote);
    const back = rangeOf(root, start, end);
    check("there and back", ends(spanOf(root, back, { snap: "none", trim: false })), wanted);

    let [low, high] = wanted;
    while (!borders.has(low)) low -= 1;
    while (!borders.has(high)) high += 1;
    check("characters", ends(spanOf(root, range, { trim: false })), [low, high], quote);
    while (low < high && BLANK.test(points[low])) low += 1;
    while (high > low && BLANK.test(points[high - 1])) high -= 1;
    check("trimmed", ends(spanOf(root, range)), low < high ? [low, high] : null, quote);

    const grown = spanOf(root, range, { snap: "word", trim: false });
    const near = (place) => points.slice(Math.max(0, place - 3), place + 3).join("");
    const torn = (place) =>
      !UNSPACED.test(near(place)) && LETTER.test(points[place - 1] ?? "") && LETTER.test(points[place] ?? "");
    check("grows", grown.start <= start && grown.end >= end, true, quote);
    check("whole words", torn(grown.start) || torn(grown.end), false, points.join(""));
  }

  for (let number = 0; number < articles; number += 1) {
    const made = article();
    const borders = bordersOf(made.blocks);
    const inside = made.blocks.flatMap(({ boundaries }) => boundaries);
    for (const { text } of made.blocks) {
      const characters = Array.from(text);
      check("length", pointsIn(text), characters.length);
      const count = random(characters.length + 1);
      const units = characters.slice(0, count).join("").length;
      check("to units", toUnits(text, count), units, text);
      check("to points", toPoints(text, units), count, text);
    }
    for (let round = 0; round < rounds; round += 1) {
      const two = [0, 1].map(() => (random(8) ? pick(inside) : pick(made.outside)));
      const range = document.createRange();
      range.setStart(two[0].node, two[0].offset);
      // A boundary on the wrong side would move the other one: then the two change places.
      const [first, last] = range.comparePoint(two[1].node, two[1].offset) < 0 ? [two[1], two[0]] : two;
      range.setStart(first.node, first.offset);
      range.setEnd(last.node, last.offset);
      const wanted = range.collapsed ? null : expected(made, first, last);
      checkPair(made, borders, range, wanted);
    }
  }
  root.remove();
  return { checks, failures };
}
