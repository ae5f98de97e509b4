// The search. It looks through sokedata.js (pages with their sections, cards, figures and tables) and needs nothing
// from a server, so it works from a folder too. Index and query go through the same Norwegian stemmer.
"use strict";

(() => {
  const MOST_HITS = 50;
  const AROUND = 110; // characters of excerpt on either side of a hit
  const WORD = /[\p{L}\p{N}]+/gu;

  const stemmer = new NorwegianStemmer();
  const stems = new Map();
  const stem = (word) => {
    if (!stems.has(word)) stems.set(word, stemmer.stemWord(word));
    return stems.get(word);
  };
  const words = (text) => text.toLowerCase().normalize("NFC").match(WORD) ?? [];

  // Every place: where it is, and how often each of its words stands there. A word of the title counts for more.
  const IN_TITLE = 5;
  const places = SOKEDATA.sider.flatMap(([address, page, parts]) => parts.map(([anchor, title, text]) => {
    const counts = new Map();
    const count = (word, weight) => counts.set(word, (counts.get(word) ?? 0) + weight);
    words(text).forEach((word) => count(word, 1));
    words(title).forEach((word) => count(word, IN_TITLE));
    return { address, page, anchor, title, text, counts, length: words(text).length };
  }));
  const usualLength = places.reduce((sum, place) => sum + place.length, 0) / places.length;
  const vocabulary = new Set(places.flatMap((place) => [...place.counts.keys()]));

  const groups = SOKEDATA.synonymer.map((group) => group.map((phrase) => words(phrase).map(stem)));
  const startsAt = (list, part, at) => part.every((one, i) => list[at + i] === one);

  // What is asked for: a list of terms, each with its alternatives, each a list of words that must all stand there.
  const parse = (query) => {
    const asked = words(query);
    const asStems = asked.map(stem);
    const terms = [];
    for (let at = 0; at < asked.length;) {
      const found = groups
        .flatMap((group) => group.filter((phrase) => startsAt(asStems, phrase, at)).map((phrase) => ({ group, phrase })))
        .sort((a, b) => b.phrase.length - a.phrase.length)[0];
      const length = found?.phrase.length ?? 1;
      const own = asked.slice(at, at + length).map((word) => ({ word, stem: stem(word) }));
      const others = (found?.group ?? [])
        .filter((phrase) => phrase !== found.phrase)
        .map((phrase) => phrase.map((one) => ({ word: null, stem: one })));
      terms.push([own, ...others]);
      at += length;
    }
    return terms;
  };

  // How well a word of the text answers one asked for: the same word, an inflection, a compound with it, or not.
  const likeness = ({ word, stem: asked }, candidate) => {
    if (candidate === word) return 1;
    if (stem(candidate) === asked) return 0.9;
    if (asked.length < 4 || /\d/.test(asked)) return 0;
    if (candidate.startsWith(asked)) return word ? 0.5 : 0.3;
    return candidate.includes(asked) ? 0.25 : 0;
  };

  // What so many occurrences are worth: less for each one more, and less in a long register than in a paragraph (BM25).
  const weight = (place, count) => (2.2 * count) / (count + 1.2 * (0.25 + 0.75 * (place.length / usualLength)));

  const search = (terms, needAll) => {
    // The words of the book that answer each wanted word: found once, then only looked up.
    const answers = new Map();
    for (const wanted of terms.flat(2)) {
      const found = new Map();
      for (const candidate of vocabulary) {
        const like = likeness(wanted, candidate);
        if (like) found.set(candidate, like);
      }
      answers.set(wanted, found);
    }
    const score = (place, wanted) => {
      let best = 0;
      for (const [candidate, like] of answers.get(wanted))
        if (place.counts.has(candidate)) best = Math.max(best, like * weight(place, place.counts.get(candidate)));
      return best;
    };
    const hits = [];
    for (const place of places) {
      const scores = terms.map((alternatives) => Math.max(...alternatives.map((phrase, nr) => {
        const each = phrase.map((wanted) => score(place, wanted));
        return each.every(Boolean) ? each.reduce((a, b) => a + b) * (nr ? 0.6 : 1) : 0;
      })));
      if (needAll ? scores.every(Boolean) : scores.some(Boolean))
        hits.push({ place, score: scores.reduce((a, b) => a + b) });
    }
    const marked = new Set([...answers.values()].flatMap((found) => [...found.keys()]));
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
  const nearest = (word) => [...vocabulary]
    .filter((one) => one.length > 3 && Math.abs(one.length - word.length) <= 2)
    .map((one) => [distance(word, one), one])
    .filter(([far]) => far > 0 && far <= Math.max(1, Math.floor(word.length / 4)))
    .sort(([a, x], [b, y]) => a - b || x.localeCompare(y, "nb"))[0]?.[1];

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // The text around the first hit, with what was found marked.
  const excerpt = (text, marked) => {
    const found = [...text.matchAll(WORD)].filter((m) => marked.has(m[0].toLowerCase().normalize("NFC")));
    const at = found[0]?.index ?? 0;
    let from = Math.max(0, at - AROUND);
    let to = Math.min(text.length, at + 2 * AROUND);
    if (from) from = text.indexOf(" ", from) + 1;
    if (to < text.length) to = text.lastIndexOf(" ", to);
    const parts = [];
    let here = from;
    for (const m of found.filter((one) => one.index >= from && one.index + one[0].length <= to)) {
      parts.push(text.slice(here, m.index), element("mark", {}, m[0]));
      here = m.index + m[0].length;
    }
    parts.push(text.slice(here, to));
    return [from ? "… " : "", ...parts, to < text.length ? " …" : ""];
  };

  const root = document.documentElement.dataset.content_root;
  const show = ({ place }, marked) => element("li", {},
    element("a", { href: `${root}${place.address}#${place.anchor}` }, place.title || place.page),
    ...(place.title && place.title !== place.page ? [element("p", { class: "sok-sted" }, place.page)] : []),
    element("p", { class: "sok-utdrag" }, ...excerpt(place.text, marked)));

  const form = document.querySelector(".sok-stor");
  const field = document.getElementById("sok");
  const status = document.getElementById("sok-status");
  const list = document.getElementById("sok-treff");
  const title = document.title;

  const run = (query) => {
    field.value = query;
    list.replaceChildren();
    status.replaceChildren();
    document.title = query ? `${query} – ${title}` : title;
    const terms = parse(query);
    if (!terms.length) return;
    let { hits, marked } = search(terms, true);
    const all = hits.length > 0;
    if (!all && terms.length > 1) ({ hits, marked } = search(terms, false));
    const number = hits.length === 1 ? "1 treff" : `${hits.length} treff`;
    if (!hits.length) status.append(`Ingen treff på «${query}».`);
    else if (all) status.append(`${number} på «${query}».`);
    else status.append(`Ingen steder har alle ordene i «${query}». ${number} på noen av dem.`);
    if (hits.length > MOST_HITS) status.append(` Her er de ${MOST_HITS} beste.`);
    if (!hits.length) {
      const near = words(query).map(nearest).find(Boolean);
      if (near) {
        status.append(" Mente du ", element("a", { href: `?q=${encodeURIComponent(near)}` }, near), "?");
      }
      list.append(element("li", {}, "Prøv et annet eller kortere ord, eller gå til ",
        element("a", { href: "#kapitler" }, "innholdet"), "."));
    }
    list.append(...hits.slice(0, MOST_HITS).map((hit) => show(hit, marked)));
  };

  const asked = () => new URLSearchParams(location.search).get("q")?.trim() ?? "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = field.value.trim();
    // A page opened from a folder may not get an address of its own in some browsers.
    try { history.pushState(null, "", `?q=${encodeURIComponent(query)}`); } catch { /* then it keeps the old one */ }
    run(query);
  });
  addEventListener("popstate", () => run(asked()));
  run(asked());
  if (!asked()) field.focus();
})();
