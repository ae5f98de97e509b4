// Two columns of a table beside each other: those with the class «sammenlign», whose lists the page has, hidden till this
// script comes. Which two stands in the address (#sammenlign&VEI1&VAN1), by the last word of their headings. Without this
// script, on paper, and where the reader asks for it, all columns are there.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const MARK = "sammenlign";
  for (const table of document.querySelectorAll(`table.${MARK}`)) {
    const form = table.closest(".tabellramme").previousElementSibling;
    const lists = [...form.querySelectorAll("select")];
    const all = form.querySelector("button");
    const code = (option) => option.textContent.trim().split(/\s/).pop();

    const show = (two) => {
      table.classList.toggle("sammenlign-to", two);
      for (const row of table.rows)
        [...row.cells].forEach((cell, nr) => {
          const at = lists.findIndex((list) => Number(list.value) === nr);
          cell.classList.toggle("utenfor-utvalget", two && nr > 0 && at < 0);
        });
      all.textContent = two ? "Vis alle" : "Vis to";
    };
    const remember = () => {
      try {
        history.replaceState(null, "", `#${[MARK, ...lists.map((list) => code(list.selectedOptions[0]))].join("&")}`);
      } catch { /* the choice is not in the address, then */ }
    };
    const read = () => {
      const [mark, ...codes] = decodeURIComponent(location.hash.slice(1)).split("&");
      lists.forEach((list, nr) => {
        const options = [...list.options];
        const found = mark === MARK ? options.findIndex((option) => code(option) === codes[nr]) : -1;
        list.selectedIndex = found < 0 ? nr : found;
      });
      show(true);
      if (mark === MARK) form.scrollIntoView();
    };

    form.addEventListener("input", () => {
      show(true);
      remember();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    all.addEventListener("click", () => show(!table.classList.contains("sammenlign-to")));
    addEventListener("hashchange", () => { if (location.hash.startsWith(`#${MARK}`)) read(); });
    form.hidden = false;
    read();
  }
});
