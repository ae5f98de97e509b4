// The words of Sphinx's search, and what it may do. Loaded on the search page only, before searchtools.js.
"use strict";

// searchtools.js asks for this; marking the hits on the page they lead to is left out.
const SPHINX_HIGHLIGHT_ENABLED = false;

// A page opened from a folder may not fetch its neighbours: hits without excerpts, then.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

Documentation.addTranslations({
  locale: "nb",
  plural_expr: "(n != 1)",
  messages: {
    "Searching": "Søker",
    "Preparing search...": "Gjør klart søket …",
    "Search Results": "Treff",
    "Search finished, found ${resultCount} page(s) matching the search query.": "Antall treff: ${resultCount}.",
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "Ingen sider har alle ordene. Prøv færre ord, eller en annen skrivemåte.",
    ", in ": ", i ",
  },
});
