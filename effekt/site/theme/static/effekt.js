// The few things that HTML and CSS cannot do alone: the dark view, the chapter list on narrow screens,
// tables that scroll, hidden figures on paper, and copying. Without this script every page can still be read.
"use strict";

(() => {
  const root = document.documentElement;
  const key = "effekt-visning";

  // Storage may be closed (private windows, pages opened from a folder).
  const stored = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem(key, value); } catch { /* not remembered, then */ } };

  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (stored() ?? (system.matches ? "mork" : "lys")) === "mork";
  const applyTheme = () => {
    root.dataset.visning = isDark() ? "mork" : "lys";
    document.querySelector(".topp-mork")?.setAttribute("aria-pressed", String(isDark()));
  };

  // At once, before the page is painted.
  root.classList.add("js");
  applyTheme();
  system.addEventListener("change", applyTheme);

  const themeButton = () => {
    const button = document.querySelector(".topp-mork");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      store(isDark() ? "lys" : "mork");
      applyTheme();
    });
    applyTheme();
  };

  const chapterMenu = () => {
    // The front page has its list open, and a link to it.
    const button = document.querySelector("button.topp-meny");
    if (!button) return;
    const list = document.getElementById("kapitler");
    const open = (yes) => {
      button.setAttribute("aria-expanded", String(yes));
      list.classList.toggle("apen", yes);
    };
    button.hidden = false;
    button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
    list.addEventListener("click", (event) => { if (event.target.closest("a")) open(false); });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
      open(false);
      button.focus();
    });
  };

  // A table's frame is a stop for the keyboard only while there is something to scroll to.
  const scrollFrames = () => {
    const names = new Map();
    const fit = (frame) => {
      const scrolls = frame.scrollWidth > frame.clientWidth;
      for (const [name, value] of Object.entries(names.get(frame)))
        if (scrolls) frame.setAttribute(name, value);
        else frame.removeAttribute(name);
    };
    const observer = new ResizeObserver((entries) => {
      new Set(entries.map((entry) => entry.target.closest(".tabellramme"))).forEach(fit);
    });
    for (const frame of document.querySelectorAll(".tabellramme")) {
      names.set(frame, { role: frame.getAttribute("role"), "aria-label": frame.getAttribute("aria-label"), tabindex: "0" });
      observer.observe(frame);
      observer.observe(frame.firstElementChild);
    }
  };

  // On paper everything folded is open; afterwards it is as the reader left it.
  const printing = () => {
    let folded = [];
    addEventListener("beforeprint", () => {
      folded = [...document.querySelectorAll("details:not([open])")];
      folded.forEach((details) => { details.open = true; });
    });
    addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));
  };

  // The citation to the clipboard; where that is closed, it is marked for the reader to copy.
  const copying = () => {
    for (const button of document.querySelectorAll(".kopier")) {
      const text = button.parentElement.querySelector(".siter-tekst");
      const said = button.parentElement.querySelector(".kopiert");
      button.hidden = false;
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(text.textContent);
          said.textContent = "Kopiert";
        } catch {
          getSelection().selectAllChildren(text);
          said.textContent = "Merket. Trykk Ctrl og C for å kopiere";
        }
      });
    }
  };

  // A server shows a folder's index by itself; a page opened from a folder needs the file's name.
  const shortAddresses = () => {
    if (location.protocol === "file:") return;
    for (const link of document.querySelectorAll(".fastlenke a"))
      link.href = link.href.replace(/index\.html$/, "");
  };

  document.addEventListener("DOMContentLoaded", () => {
    shortAddresses();
    copying();
    themeButton();
    chapterMenu();
    scrollFrames();
    printing();
  });
})();
