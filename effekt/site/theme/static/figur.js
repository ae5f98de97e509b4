// Figures and tables: a mark that is pointed at, tapped or tabbed to says what it is; and what stands under them is
// copied. Without this script each mark has its title, and every link can be followed.
"use strict";

(() => {
  const NEXT = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  // --- marks ---

  const element = (name, text, className = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const drawing = (frame) => {
    const box = element("div", "", "tegning-om");
    box.setAttribute("aria-hidden", "true");
    box.hidden = true;
    frame.append(box);
    let shown = null;
    let touched = false;
    let waiting = 0;

    const hide = () => {
      clearTimeout(waiting);
      box.hidden = true;
      shown = null;
    };
    // The pointer has time to reach the box, which stays as long as it is there.
    const hideSoon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(hide, 250);
    };
    const show = (mark) => {
      clearTimeout(waiting);
      if (mark === shown) return;
      shown = mark;
      const { navn, ar, verdi } = mark.dataset;
      box.replaceChildren(element("strong", navn ?? ""), element("span", [ar, verdi].filter(Boolean).join(": ")));
      const to = mark.getAttribute("href");
      if (to) {
        const link = element("a", "Les om tiltaket");
        link.href = to;
        link.tabIndex = -1;
        box.append(link);
      }
      box.hidden = false;
      const around = frame.getBoundingClientRect();
      const at = mark.getBoundingClientRect();
      const middle = at.left + at.width / 2 - around.left - box.offsetWidth / 2;
      const above = at.top - around.top - box.offsetHeight - 8;
      box.style.left = `${Math.max(0, Math.min(middle, around.width - box.offsetWidth))}px`;
      box.style.top = `${at.top - box.offsetHeight - 8 > 0 ? above : at.bottom - around.top + 8}px`;
    };

    box.addEventListener("pointerenter", () => clearTimeout(waiting));
    box.addEventListener("pointerleave", hideSoon);

    for (const svg of frame.querySelectorAll("svg")) {
      const marks = [...svg.querySelectorAll(".punkt")];
      for (const [nr, mark] of marks.entries()) {
        const title = mark.querySelector("title");
        if (title) {
          mark.setAttribute("aria-label", title.textContent);
          title.remove();
        }
        mark.setAttribute("tabindex", nr ? "-1" : "0");
        mark.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") show(mark); });
        mark.addEventListener("pointerleave", hideSoon);
        mark.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch" && shown !== mark; });
        mark.addEventListener("focus", () => {
          for (const other of marks) other.setAttribute("tabindex", other === mark ? "0" : "-1");
          show(mark);
        });
        mark.addEventListener("blur", hideSoon);
        // The first tap says what it is, and the box has the link.
        mark.addEventListener("click", (event) => {
          if (touched) event.preventDefault();
          touched = false;
          show(mark);
        });
      }
      svg.addEventListener("keydown", (event) => {
        const now = marks.indexOf(document.activeElement);
        if (now < 0) return;
        if (event.key === "Escape") return hide();
        const to = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : now + (NEXT[event.key] ?? NaN);
        if (Number.isNaN(to) || event.altKey || event.ctrlKey || event.metaKey) return undefined;
        event.preventDefault();
        return marks[Math.max(0, Math.min(to, marks.length - 1))].focus();
      });
    }
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    document.addEventListener("pointerdown", (event) => { if (!frame.contains(event.target)) hide(); });
  };

  // --- what stands under ---

  const copier = (text, what) => {
    const piece = element("p", "", "kopier-lenke");
    const button = element("button", what);
    const said = element("span", "");
    button.type = "button";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        said.textContent = "Kopiert";
      } catch {
        said.textContent = text();
      }
    });
    piece.append(button, said);
    return piece;
  };

  const line = (under) => {
    const own = under.querySelector(".fastlenke a");
    if (own) own.parentElement.after(copier(() => own.href, "Kopier lenke"));
    const embedded = under.querySelector(".bygg-inn a");
    if (!embedded) return;
    let code = under.querySelector(".bygg-inn code");
    if (!code) {
      const frame = document.createElement("iframe");
      frame.src = embedded.href;
      frame.title = embedded.dataset.tittel ?? "";
      for (const [name, value] of Object.entries({ width: "100%", height: embedded.dataset.hoyde ?? "480", loading: "lazy" }))
        frame.setAttribute(name, value);
      code = element("code", frame.outerHTML);
      const block = document.createElement("pre");
      block.append(code);
      embedded.parentElement.before(block);
    }
    code.parentElement.after(copier(() => code.textContent, "Kopier koden"));
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".tegning").forEach(drawing);
    document.querySelectorAll(".effekt-verktoy").forEach(line);
  });
})();
