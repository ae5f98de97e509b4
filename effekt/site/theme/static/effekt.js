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
    // Without the script, a link in its place leads to the list at the foot.
    const button = document.querySelector("button.topp-meny");
    const list = document.getElementById("meny");
    if (!button || !list) return;
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

  // The section that is read is marked in the list, and the list is rolled to where the page is.
  const sectionMark = () => {
    const list = document.getElementById("meny");
    if (!list) return;
    const links = new Map();
    for (const link of list.querySelectorAll(".avsnitt a")) {
      const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (section) links.set(section, link);
    }
    const roll = (link) => {
      const over = link.offsetTop - list.clientHeight / 3;
      if (link.offsetTop < list.scrollTop || link.offsetTop + link.offsetHeight > list.scrollTop + list.clientHeight)
        list.scrollTop = Math.max(0, over);
    };
    const more = () => list.classList.toggle("har-mer", list.scrollTop + list.clientHeight < list.scrollHeight - 1);
    list.addEventListener("scroll", more, { passive: true });
    new ResizeObserver(more).observe(list);
    const here = list.querySelector("[aria-current=page]");
    if (here) roll(here);
    const visible = new Set();
    let marked = null;
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
      // The innermost that crosses the upper part of the window, or the last that did.
      const now = [...links.keys()].filter((section) => visible.has(section)).at(-1);
      const link = now ? links.get(now) : marked;
      if (link === marked) return;
      marked?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "location");
      marked = link;
      roll(link);
    }, { rootMargin: "-10% 0px -75% 0px" });
    for (const section of links.keys()) observer.observe(section);
  };

  // A way back to the top of a long page, while far down it.
  const toTop = () => {
    const link = document.querySelector(".til-topps");
    const far = () => { link.hidden = scrollY < 2 * innerHeight || root.scrollHeight < 5 * innerHeight; };
    addEventListener("scroll", far, { passive: true });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      scrollTo(0, 0);
      document.getElementById("innhold").focus({ preventScroll: true });
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
      more(frame);
    };
    const more = (frame) =>
      frame.classList.toggle("har-mer", frame.scrollLeft + frame.clientWidth < frame.scrollWidth - 1);
    const observer = new ResizeObserver((entries) => {
      new Set(entries.map((entry) => entry.target.closest(".tabellramme"))).forEach(fit);
    });
    for (const frame of document.querySelectorAll(".tabellramme")) {
      names.set(frame, { role: frame.getAttribute("role"), "aria-label": frame.getAttribute("aria-label"), tabindex: "0" });
      observer.observe(frame);
      observer.observe(frame.firstElementChild);
      frame.addEventListener("scroll", () => more(frame), { passive: true });
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

  // «/» goes to the search field. A key alone must be possible to turn off (WCAG 2.1.4): the search page has a box for it.
  const searchKey = () => {
    const off = "effekt-snarvei-av";
    const box = document.getElementById("sok-snarvei");
    const saved = () => { try { return localStorage.getItem(off) === "ja"; } catch { return false; } };
    let on = !saved();
    if (box) {
      box.checked = on;
      box.addEventListener("change", () => {
        on = box.checked;
        try { localStorage.setItem(off, on ? "nei" : "ja"); } catch { /* for this page alone, then */ }
      });
    }
    document.addEventListener("keydown", (event) => {
      if (!on || event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]")) return;
      event.preventDefault();
      document.getElementById("sok")?.focus();
    });
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
    sectionMark();
    toTop();
    scrollFrames();
    printing();
    searchKey();
  });
})();
