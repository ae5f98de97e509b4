// The search. It looks through sokedata.js (pages with their sections, measures, figures and tables) and then through
// sokeresten.js (more text, and what tables have in their cells). Both call a function of this script, and nothing is
// needed from a server, so it works from a folder too. Index and query go through the same Norwegian stemmer.
"use strict";

(() => {
  const AT_ONCE = 20; // hits shown, and how many more each time
  const AROUND = 110; // characters of excerpt on either side of a hit

  // ---- Text as words and numbers ----

  // A number, with what tells its size: «1 180 780», «24,9», «12 %», «1,18 mill.». What has two points is a section.
  const SPACE = "[ \\u00a0\\u2009\\u202f]";
  const TOKEN = new RegExp(
    "(?<section>\\d+(?:\\.\\d+){2,})|"
    + `(?<whole>\\d{1,3}(?:${SPACE}\\d{3})+|\\d+)(?:[.,](?<decimals>\\d+))?(?![\\p{L}\\p{N}]|[.,]\\d)`
    + `(?:${SPACE}?(?<unit>%|(?:prosent|mill(?:ion(?:er)?)?|mrd|milliard(?:er)?|tusen)(?!\\p{L})\\.?))?|`
    + "(?<word>[\\p{L}\\p{N}]+)", "giu");
  const SCALES = { mil: 1e6, mrd: 1e9, tus: 1e3 };
  const scaleOf = (unit) => (unit?.startsWith("milliard") ? 1e9 : SCALES[unit?.slice(0, 3)]);

  // A number by its value. One that has a scale is no nearer than its last digit: «1,18 mill.» is 1 175 000–1 185 000.
  const asNumber = ({ whole, decimals = "", unit }) => {
    const digits = whole.replace(new RegExp(SPACE, "g"), "");
    const exact = `${digits.replace(/^0+(?=\d)/, "")}${decimals.replace(/0+$/, "").replace(/^(?=.)/, ".")}`;
    const scale = scaleOf(unit?.toLowerCase());
    const size = (digits + decimals).replace(/^0+/, "").length;
    return {
      exact,
      percent: unit !== undefined && !scale,
      value: Number(exact) * (scale ?? 1),
      // What rounds to it, and how many digits that rests on.
      within: scale ? (0.5 * scale) / 10 ** decimals.length : 0,
      size,
      scaled: Boolean(scale),
    };
  };
  const tokens = (text) => [...text.toLowerCase().normalize("NFC").matchAll(TOKEN)].map((m) => {
    const { section, whole, word } = m.groups;
    const number = whole === undefined ? null : asNumber(m.groups);
    // A number's key says all that tells it from another.
    const key = number ? `#${number.exact}${m.groups.unit ? ` ${m.groups.unit}` : ""}` : section ?? word;
    return { key, number, index: m.index, length: m[0].length };
  });

  const stemmer = new NorwegianStemmer();
  const stems = new Map();
  const stem = (word) => {
    if (!stems.has(word)) stems.set(word, stemmer.stemWord(word));
    return stems.get(word);
  };

  // ---- The places ----

  // Every place: where it is, and how often each of its words stands there. A word of the title counts for more.
  const IN_TITLE = 5;
  // A measure is what most ask for; a register holds a little of everything.
  const CARD = 1.5;
  const BARE = 0.4; // a heading with nothing under it but what is a hit itself
  const KINDS = { tabell: 0.9, kilde: 0.6 };
  let places = [];
  let byPage = [];
  let groups = [];
  let stopWords = new Set();
  let usualLength = 1;
  const vocabulary = new Map(); // every word and number of the book, and at how many places
  const numbers = new Map();
  const count = (place, text, times) => {
    for (const { key, number } of tokens(text)) {
      if (!place.counts.has(key)) vocabulary.set(key, (vocabulary.get(key) ?? 0) + 1);
      place.counts.set(key, (place.counts.get(key) ?? 0) + times);
      if (number) numbers.set(key, number);
      if (times === 1) place.length += 1;
    }
  };

  // ---- What is asked for ----

  const asWords = (text) => tokens(text).map(({ key, number }) => ({ word: key, stem: number ? key : stem(key), number }));
  const startsAt = (list, part, at) => part.every((one, i) => list[at + i]?.stem === one.stem);

  // A list of terms, each with its alternatives, each a list of words that must all stand there. What only makes a
  // question of it («hvor mye … vi») is left out, unless nothing else is there.
  const parse = (query) => {
    const asked = asWords(query);
    const terms = [];
    for (let at = 0; at < asked.length;) {
      const found = groups
        .flatMap((group) => group.filter((phrase) => startsAt(asked, phrase, at)).map((phrase) => ({ group, phrase })))
        .sort((a, b) => b.phrase.length - a.phrase.length)[0];
      const length = found?.phrase.length ?? 1;
      const others = (found?.group ?? [])
        .filter((phrase) => phrase !== found.phrase)
        .map((phrase) => phrase.map((one) => ({ ...one, word: null })));
      terms.push([asked.slice(at, at + length), ...others]);
      at += length;
    }
    const telling = terms.filter(([own]) => own.length > 1 || !stopWords.has(own[0].word));
    return telling.length ? telling : terms;
  };

  // How well a number of the text answers one asked for: the same, the same with another unit, or one that rounds to it.
  const nearness = (asked, found) => {
    if (asked.exact === found.exact) {
      if (asked.percent === found.percent && asked.scaled === found.scaled)
        return asked.value === found.value ? 1 : 0;
      // Who asks for «12 %» does not want figure 12.
      if (asked.percent) return 0.1;
      return asked.scaled ? 0.4 : 0.9;
    }
    if (!asked.scaled && !found.scaled) return 0;
    if (asked.percent || found.percent) return 0;
    const far = Math.abs(asked.value - found.value);
    if (!far) return 1;
    return (asked.size > 1 && far <= asked.within) || (found.size > 2 && far <= found.within) ? 0.7 : 0;
  };

  // How well a word of the text answers one asked for: the same word, an inflection, a compound with it, or not.
  const likeness = ({ word, stem: asked, number }, candidate) => {
    if (candidate === word) return 1;
    const other = numbers.get(candidate);
    if (number || other) return number && other ? nearness(number, other) : 0;
    if (stem(candidate) === asked) return 0.9;
    if (asked.length < 4 || /\d/.test(asked)) return 0;
    if (candidate.startsWith(asked)) return word ? 0.5 : 0.3;
    return candidate.includes(asked) ? 0.25 : 0;
  };

  const worth = ({ code, kind, length }) => (code ? CARD : KINDS[kind] ?? 1) * (length ? 1 : BARE);
  // What so many occurrences are worth: less for each one more, and less in a long register than in a paragraph (BM25).
  const weight = (place, times) => (2.2 * times) / (times + 1.2 * (0.25 + 0.75 * (place.length / usualLength)));
  // A word that stands in few places tells more.
  const rarity = (candidate) => {
    const at = vocabulary.get(candidate);
    return Math.log(1 + (places.length - at + 0.5) / (at + 0.5));
  };

  const CODE = 1000;
  const NAMED = 3;
  const search = (terms, needAll) => {
    // The words of the book that answer each wanted word: found once, then only looked up.
    const answers = new Map();
    for (const wanted of terms.flat(2)) {
      const found = new Map();
      for (const candidate of vocabulary.keys()) {
        const like = likeness(wanted, candidate);
        if (like) found.set(candidate, like * rarity(candidate));
      }
      answers.set(wanted, found);
    }
    const score = (place, wanted) => {
      let best = 0;
      for (const [candidate, like] of answers.get(wanted))
        if (place.counts.has(candidate)) best = Math.max(best, like * weight(place, place.counts.get(candidate)));
      return best;
    };
    const asked = terms.flatMap(([own]) => own);
    // An expression of several words that means the same can be the name of the answer («Rekker det?»).
    const names = [asked, ...terms.flat().filter((phrase) => phrase.length > 1)];
    const hits = [];
    for (const place of places) {
      const scores = terms.map((alternatives) => Math.max(...alternatives.map((phrase, nr) => {
        const each = phrase.map((wanted) => score(place, wanted));
        return each.every(Boolean) ? each.reduce((a, b) => a + b) * (nr ? 0.6 : 1) : 0;
      })));
      // A measure by its code, and what is called what is asked for («Figur 21»), before what speaks of it.
      const code = place.code && asked.some(({ word }) => word === place.code) ? CODE : 0;
      const named = names.some((name) => startsAt(place.name, name, 0)) ? NAMED : 1;
      if (needAll ? scores.every(Boolean) : scores.some(Boolean))
        hits.push({
          place,
          score: scores.reduce((a, b) => a + b) * named * worth(place) + code,
        });
    }
    const marked = new Set([...answers.values()].flatMap((found) => [...found.keys()]).filter((word) => !stopWords.has(word)));
    return { hits: hits.sort((a, b) => b.score - a.score), marked };
  };

  // The words of the book that a misspelt one is nearest to.
  const distance = (a, b) => {
    let row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++)
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      row = next;
    }
    return row[b.length];
  };
  const nearest = (word) => [...vocabulary.keys()]
    .filter((one) => one.length > 3 && Math.abs(one.length - word.length) <= 2 && !numbers.has(one))
    .map((one) => [distance(word, one), one])
    .filter(([far]) => far > 0 && far <= Math.max(1, Math.floor(word.length / 4)))
    .sort(([a, x], [b, y]) => a - b || x.localeCompare(y, "nb"))[0]?.[1];

  // ---- What is shown ----

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // The text where most of what was found stands together, with it marked. Cells of a table have a dot between them.
  const excerpt = (text, marked) => {
    const found = tokens(text).filter(({ key }) => marked.has(key));
    const near = ({ index }) => new Set(found
      .filter((one) => one.index >= index && one.index < index + 2 * AROUND).map(({ key }) => key)).size;
    const at = found.slice(0, 200).reduce(([most, best], one) => {
      const here = near(one);
      return here > most ? [here, one.index] : [most, best];
    }, [0, 0])[1];
    let from = Math.max(0, at - AROUND);
    let to = Math.min(text.length, at + 2 * AROUND);
    // Whole words: a space that keeps a number together is no gap.
    if (from) {
      const gap = text.slice(from, at).search(/[ \n]/);
      from = gap < 0 ? at : from + gap + 1;
    }
    if (to < text.length) {
      const gap = text.slice(from, to).search(/[ \n][^ \n]*$/);
      if (gap > 0) to = from + gap;
    }
    const parts = [];
    let here = from;
    const plain = (end) => text.slice(here, end).replaceAll("\n", " · ");
    for (const { index, length } of found.filter((one) => one.index >= from && one.index + one.length <= to)) {
      parts.push(plain(index), element("mark", {}, text.slice(index, index + length)));
      here = index + length;
    }
    parts.push(plain(to));
    return [from ? "… " : "", ...parts, to < text.length ? " …" : ""];
  };

  const form = document.querySelector(".sok-stor");
  const field = document.getElementById("sok");
  const kinds = document.getElementById("sok-slag");
  const status = document.getElementById("sok-status");
  const list = document.getElementById("sok-treff");
  const more = document.getElementById("sok-flere");
  const title = document.title;
  const root = document.documentElement.dataset.content_root;
  const kindNames = Object.fromEntries([...kinds.querySelectorAll("input")].map((one) => [one.value, one.dataset.en]));

  const items = new WeakMap(); // the place of each hit that is shown
  const show = ({ place }, marked) => {
    const where = [kindNames[place.kind], place.title && !place.title.startsWith(place.page) ? place.page : ""];
    const made = element("li", {},
      element("a", { href: `${root}${place.address}#${place.anchor}` }, place.title || place.page),
      element("p", { class: "sok-sted" }, where.filter(Boolean).join(" · ")),
      element("p", { class: "sok-utdrag" }, ...excerpt(place.text, marked)));
    items.set(made, place);
    return made;
  };

  let loaded = 0; // of the two scripts
  let query = "";
  let hits = []; // in the order they are shown: what the second script finds comes after what the first one found
  let marked = new Set();
  let all = true;
  const chosen = () => kinds.querySelector("input:checked")?.value ?? "";
  const ofKind = (kind) => hits.filter(({ place }) => !kind || place.kind === kind);

  const fill = (from) => {
    const there = ofKind(chosen());
    if (!from) list.replaceChildren();
    list.append(...there.slice(list.childElementCount, Math.max(from, AT_ONCE)).map((hit) => show(hit, marked)));
    more.hidden = there.length <= list.childElementCount;
  };

  const tell = () => {
    status.replaceChildren();
    if (!query) return;
    const there = ofKind(chosen()).length;
    const number = there === 1 ? "1 treff" : `${there} treff`;
    if (loaded < 2 && !there) status.append("Søker …");
    else if (!hits.length) {
      status.append(`Ingen treff på «${query}».`);
      const near = asWords(query).filter(({ number: one }) => !one).map(({ word }) => nearest(word)).find(Boolean);
      if (near) status.append(" Mente du ", element("a", { href: `?q=${encodeURIComponent(near)}` }, near), "?");
      list.append(element("li", {}, "Prøv et annet eller kortere ord, eller gå til ",
        element("a", { href: "#kapitler" }, "innholdet"), "."));
    } else if (all) status.append(`${number} på «${query}».`, loaded < 2 ? " Søker videre …" : "");
    else status.append(`Ingen steder har alle ordene i «${query}». ${number} på noen av dem.`);
    for (const input of kinds.querySelectorAll("input")) {
      const found = ofKind(input.value).length;
      input.nextElementSibling.querySelector(".antall").textContent = loaded < 2 ? "" : found;
      input.disabled = loaded === 2 && !found && !input.checked;
    }
  };

  // With what is there now: hits that are shown already stay where they are.
  const find = () => {
    if (!query || !loaded) {
      tell();
      return;
    }
    const terms = parse(query);
    let found = search(terms, true);
    all = found.hits.length > 0 || loaded < 2;
    if (!all && terms.length > 1) found = search(terms, false);
    const shown = new Set(hits.map(({ place }) => place));
    hits = [...hits, ...found.hits.filter(({ place }) => !shown.has(place))];
    marked = found.marked;
    // What was found by its title alone has its text now; there is room for it.
    for (const item of list.children) {
      const text = item.querySelector(".sok-utdrag");
      if (text?.textContent === "") text.append(...excerpt(items.get(item).text, marked));
    }
    fill(list.childElementCount);
    tell();
    askForRest();
  };

  // The second script is asked for when the first has answered: who only opens the page does not fetch it.
  const askForRest = () => {
    if (form.dataset.resten) document.head.append(element("script", { src: form.dataset.resten }));
    delete form.dataset.resten;
  };

  const run = (asked, kind) => {
    query = asked;
    hits = [];
    field.value = query;
    const choice = [...kinds.querySelectorAll("input")].find(({ value }) => value === kind);
    (choice ?? kinds.querySelector("input")).checked = true;
    kinds.classList.toggle("vist", Boolean(query));
    list.replaceChildren();
    more.hidden = true;
    document.title = query ? `${query} – ${title}` : title;
    status.textContent = query ? "Søker …" : "";
    find();
  };

  // The two scripts, as they come.
  globalThis.sokedata = ({ sider, synonymer, stoppord }) => {
    byPage = sider.map(([address, page, parts]) => parts.map(([anchor, kind, name, text, code]) => {
      const place = { address, page, anchor, kind, title: name, name: asWords(name), text, code, counts: new Map(), length: 0 };
      count(place, text, 1);
      count(place, `${name} ${code ?? ""}`, IN_TITLE);
      return place;
    }));
    places = byPage.flat();
    // Stays so when the rest comes, and what is found already keeps its place.
    usualLength = places.reduce((sum, place) => sum + place.length, 0) / places.length;
    groups = synonymer.map((group) => group.map(asWords));
    stopWords = new Set(stoppord);
    loaded = 1;
    find();
  };
  globalThis.sokeresten = (cells) => {
    for (const [page, nr, text] of cells) {
      const place = byPage[page][nr];
      place.text = place.text ? `${place.text}\n${text}` : text;
      count(place, text, 1);
    }
    loaded = 2;
    find();
  };

  const address = () => new URLSearchParams(location.search);
  const go = (asked, kind) => {
    const to = new URLSearchParams({ q: asked, ...(kind ? { slag: kind } : {}) });
    // A page opened from a folder may not get an address of its own in some browsers.
    try { history.pushState(null, "", `?${to}`); } catch { /* then it keeps the old one */ }
    run(asked, kind);
  };
  const asked = () => run(address().get("q")?.trim() ?? "", address().get("slag") ?? "");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(field.value.trim(), chosen());
  });
  kinds.addEventListener("change", () => {
    fill(0);
    tell();
    const to = new URLSearchParams({ q: query, ...(chosen() ? { slag: chosen() } : {}) });
    try { history.replaceState(null, "", `?${to}`); } catch { /* as above */ }
  });
  more.addEventListener("click", () => {
    const before = list.childElementCount;
    fill(before + AT_ONCE);
    list.children[before]?.querySelector("a").focus();
  });
  addEventListener("popstate", asked);
  asked();
  if (!address().get("q")) field.focus();
})();
