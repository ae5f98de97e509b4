// Tables to sort and filter: those with the class «utvalg». The page has their lists, hidden till this script comes:
// a select with data-kolonne chooses by what column N says, with data-del by the first part of it («VEI1» of
// «VEI1.plasser»). What is chosen stands in the address (#utvalg&…, the page's second table #utvalg-2&…), so that it can
// be shared and gone back to; where the address leads to something else on the page, nothing is chosen. Without this
// script the table shows all its rows.
"use strict";

(() => {
  const collator = new Intl.Collator("nb", { numeric: true });

  const text = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
  const firstPart = (said) => said.split(/[.[]/, 1)[0];

  // A number as the book writes it, with or without its unit: «1 234,5», «−5», «24 %»; a dash is none.
  const number = (said) => {
    const found = said.replace(/(\d)\s(?=\d{3}(\D|$))/g, "$1").match(/^([+−-]?)(\d+)(?:,(\d+))?(?![\d.])/);
    if (!found) return null;
    const [, sign, whole, rest = "0"] = found;
    return Number(`${whole}.${rest}`) * (sign === "−" || sign === "-" ? -1 : 1);
  };

  const enhance = (table, nr) => {
    const mark = nr ? `utvalg-${nr + 1}` : "utvalg";
    const frame = table.closest(".tabellramme");
    const status = frame.previousElementSibling;
    const box = status.previousElementSibling;
    const form = box.querySelector("form");
    const body = table.tBodies[0];
    const headers = [...table.tHead.rows[0].cells];
    const rows = [...body.rows].map((row) => ({ row, cells: [...row.cells].map(text) }));
    // The names that columns go by in the address: «estimatusikkerhet», «2030».
    const key = (said) => said.toLowerCase().match(/[\p{L}\d]+/gu)?.join("-") ?? "";
    const keys = headers.map((header) => key(text(header)));
    const numeric = headers.map((header) => header.classList.contains("tall"));
    const search = form.querySelector("input");
    const order = form.querySelector("[data-sorter]");
    const reset = form.querySelector("button");
    const lists = [...form.querySelectorAll("[data-kolonne]")].map((list) => {
      const column = Number(list.dataset.kolonne);
      const part = list.dataset.del === "" ? firstPart : (said) => said;
      return { list, name: key(list.labels[0].textContent), of: (cells) => part(cells[column]) };
    });

    let sorted = null; // { column, down }, or null for the order of the book
    // Numbers start with the largest, words with the first.
    const sort = (column, down = numeric[column]) => {
      sorted = { column, down };
      update(true);
    };
    const buttons = headers.map((header, column) => {
      const place = header.querySelector(".utvalg-sorter");
      if (!place) return null;
      const button = Object.assign(document.createElement("button"), { type: "button", className: place.className });
      button.append(...place.childNodes);
      place.replaceWith(button);
      button.addEventListener("click", () => {
        const first = numeric[column];
        if (sorted?.column !== column) sort(column);
        else if (sorted.down === first) sort(column, !first);
        else {
          sorted = null;
          update(true);
        }
      });
      return button;
    });

    const compare = (a, b) => {
      const { column, down } = sorted;
      if (!numeric[column]) return collator.compare(a.cells[column], b.cells[column]) * (down ? -1 : 1);
      const [x, y] = [number(a.cells[column]), number(b.cells[column])];
      // What has no number comes last, whichever way.
      if (x === null || y === null) return (x === null) - (y === null);
      return (x - y) * (down ? -1 : 1);
    };

    const show = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const { row, cells } of rows) {
        const all = cells.join(" ").toLowerCase();
        const fits = words.every((word) => all.includes(word))
          && lists.every(({ list, of }) => !list.value || of(cells) === list.value);
        row.classList.toggle("utenfor-utvalget", !fits);
        if (fits) count += 1;
      }
      body.append(...(sorted ? [...rows].sort(compare) : rows).map(({ row }) => row));
      headers.forEach((header, column) => {
        const here = sorted?.column === column;
        if (here) header.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
        else header.removeAttribute("aria-sort");
        if (buttons[column]) buttons[column].dataset.retning = here ? (sorted.down ? "ned" : "opp") : "";
      });
      order.value = sorted ? String(sorted.column) : "";
      reset.hidden = !state().toString();
      status.textContent = count === rows.length ? `Viser alle ${count}` : `Viser ${count} av ${rows.length}`;
    };

    const state = () => {
      const parts = new URLSearchParams();
      if (search.value.trim()) parts.set("sok", search.value.trim());
      for (const { list, name } of lists) if (list.value) parts.set(name, list.value);
      if (sorted) parts.set("sorter", `${keys[sorted.column]},${sorted.down ? "synkende" : "stigende"}`);
      return parts;
    };

    const update = (remember) => {
      show();
      if (!remember) return;
      const said = state().toString();
      try {
        history.replaceState(null, "", said ? `#${mark}&${said}` : location.pathname + location.search);
      } catch { /* the choice is not in the address, then */ }
    };

    const said = () => {
      const hash = location.hash.slice(1);
      return hash === mark || hash.startsWith(`${mark}&`) ? new URLSearchParams(hash.slice(mark.length + 1)) : null;
    };
    const read = (parts) => {
      search.value = parts.get("sok") ?? "";
      for (const { list, name } of lists) {
        list.value = parts.get(name) ?? "";
        if (list.selectedIndex < 0) list.value = "";
      }
      const [chosen, way] = (parts.get("sorter") ?? "").split(",");
      const column = keys.indexOf(chosen);
      sorted = column >= 0 ? { column, down: way === "synkende" } : null;
      update(false);
    };

    form.addEventListener("input", (event) => {
      if (event.target !== order) update(true);
      else if (order.value) sort(Number(order.value));
      else {
        sorted = null;
        update(true);
      }
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    reset.addEventListener("click", () => {
      form.reset();
      sorted = null;
      update(true);
      search.focus();
    });
    addEventListener("hashchange", () => {
      const parts = location.hash ? said() : new URLSearchParams();
      if (parts) read(parts);
    });
    box.hidden = status.hidden = false;
    // What a browser remembers of a page's fields is not what its address says.
    const chosen = said();
    read(chosen ?? new URLSearchParams());
    if (!chosen) return;
    box.open = true;
    box.scrollIntoView();
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("table.utvalg").forEach(enhance));
})();
