// Tables to sort and filter: those with the class «utvalg». Each «utvalg-N» gives column N a list to choose from.
// What is chosen stands in the address (#utvalg&…), so that it can be shared and gone back to; where the address
// leads to something else on the page, nothing is chosen. Without this script the table shows all its rows.
"use strict";

(() => {
  const MARK = "utvalg";
  const collator = new Intl.Collator("nb", { numeric: true });

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const text = (cell) => cell.textContent.replace(/\s+/g, " ").trim();

  // A number as the book writes it: «1 234,5», «−5», «24»; a dash is none.
  const number = (said) => {
    const plain = said.replace(/\s/g, "").replace("−", "-").replace(",", ".");
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
  };

  const enhance = (table, nr) => {
    const body = table.tBodies[0];
    const headers = [...table.tHead.rows[0].cells];
    const rows = [...body.rows].map((row) => ({ row, cells: [...row.cells].map(text) }));
    const name = headers[0] ? text(headers[0]) : "";
    const chosen = [...table.classList].flatMap((one) => one.match(/^utvalg-(\d+)$/)?.[1] ?? []).map((n) => n - 1);
    // The names that columns go by in the address: «estimatusikkerhet», «2030».
    const keys = headers.map((header) => text(header).toLowerCase().match(/[\p{L}\d]+/gu)?.join("-") ?? "");
    const numeric = headers.map((_, column) => rows.some(({ cells }) => number(cells[column]) !== null));

    const search = element("input", { type: "search", id: `${MARK}-${nr}-sok`, autocomplete: "off" });
    const lists = chosen.map((column) => {
      const values = [...new Set(rows.map(({ cells }) => cells[column]))].sort(collator.compare);
      const list = element("select", { id: `${MARK}-${nr}-${column}` },
        element("option", { value: "", textContent: "Alle" }),
        ...values.map((value) => element("option", { value, textContent: value })));
      return { column, list };
    });
    const status = element("p", { className: "utvalg-status" });
    status.setAttribute("role", "status");
    const reset = element("button", { type: "button", textContent: "Vis alle", hidden: true });
    const field = (label, control) =>
      element("div", { className: "utvalg-felt" }, element("label", { htmlFor: control.id, textContent: label }), control);
    const form = element("form", { className: "utvalg-valg" },
      field("Søk i tabellen", search),
      ...lists.map(({ column, list }) => field(text(headers[column]), list)),
      reset);
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", `Velg ut fra tabellen: ${table.caption ? text(table.caption) : name}`);
    table.closest(".tabellramme").before(form, status);

    let sorted = null; // { column, down }, or null for the order of the book
    const buttons = headers.map((header, column) => {
      const button = element("button", { type: "button", className: "utvalg-sorter" }, ...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        // Numbers start with the largest, words with the first.
        const first = numeric[column];
        if (sorted?.column !== column) sorted = { column, down: first };
        else if (sorted.down === first) sorted = { column, down: !first };
        else sorted = null;
        update(true);
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
          && lists.every(({ column, list }) => !list.value || cells[column] === list.value);
        row.classList.toggle("utenfor-utvalget", !fits);
        if (fits) count += 1;
      }
      for (const { row } of sorted ? [...rows].sort(compare) : rows) body.append(row);
      headers.forEach((header, column) => {
        if (sorted?.column === column) header.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
        else header.removeAttribute("aria-sort");
        buttons[column].dataset.retning = sorted?.column === column ? (sorted.down ? "ned" : "opp") : "";
      });
      reset.hidden = !state().toString();
      status.textContent = count === rows.length ? `Viser alle ${count}` : `Viser ${count} av ${rows.length}`;
    };

    const state = () => {
      const parts = new URLSearchParams();
      if (search.value.trim()) parts.set("sok", search.value.trim());
      for (const { column, list } of lists) if (list.value) parts.set(keys[column], list.value);
      if (sorted) parts.set("sorter", `${keys[sorted.column]},${sorted.down ? "synkende" : "stigende"}`);
      return parts;
    };

    const update = (remember) => {
      show();
      if (!remember) return;
      const said = state().toString();
      try {
        history.replaceState(null, "", said ? `#${MARK}&${said}` : location.pathname + location.search);
      } catch { /* the choice is not in the address, then */ }
    };

    const read = () => {
      const hash = location.hash.slice(1);
      const parts = new URLSearchParams(hash === MARK || hash.startsWith(`${MARK}&`) ? hash.slice(MARK.length + 1) : "");
      search.value = parts.get("sok") ?? "";
      for (const { column, list } of lists) {
        list.value = parts.get(keys[column]) ?? "";
        if (list.selectedIndex < 0) list.value = "";
      }
      const [key, way] = (parts.get("sorter") ?? "").split(",");
      const column = keys.indexOf(key);
      sorted = column >= 0 ? { column, down: way === "synkende" } : null;
      update(false);
    };

    form.addEventListener("input", () => update(true));
    form.addEventListener("submit", (event) => event.preventDefault());
    reset.addEventListener("click", () => {
      form.reset();
      sorted = null;
      update(true);
      search.focus();
    });
    addEventListener("hashchange", () => { if (!location.hash || location.hash.startsWith(`#${MARK}`)) read(); });
    read();
  };

  // A table is shown when all of it is there and has its lists: what came later would push down what is read. The
  // mark goes with the script, so that the table shows where the script does not come.
  const root = document.documentElement;
  root.classList.add("utvalg-venter");
  const enhanced = new Set();
  const look = () => {
    for (const table of document.querySelectorAll("table.utvalg")) {
      const whole = document.readyState !== "loading" || table.closest(".tabellramme")?.nextSibling;
      if (!whole || enhanced.has(table)) continue;
      enhanced.add(table);
      table.classList.add("utvalg-klar");
      enhance(table, enhanced.size - 1);
    }
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    watch.disconnect();
    look();
    root.classList.remove("utvalg-venter");
  });
})();
