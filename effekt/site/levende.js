// In the preview alone: asks what is new, says it, and loads the page again when it has changed.
(() => {
  "use strict";
  let sett = null;
  const linje = document.createElement("div");
  linje.setAttribute("role", "status");
  Object.assign(linje.style, {
    position: "fixed", insetInline: "0", bottom: "0", zIndex: "1000", maxHeight: "40vh", overflow: "auto",
    padding: "0.6rem 1rem", font: "1rem/1.4 system-ui, sans-serif", whiteSpace: "pre-wrap",
    color: "#1d2328", background: "#fff3cd", borderTop: "3px solid #8a5a00",
  });

  const spor = (straks) => {
    const skript = document.createElement("script");
    skript.src = `/_effekt/hendelse.js?sett=${straks ? "" : sett.nummer}`;
    skript.onload = () => skript.remove();
    skript.onerror = () => {
      skript.remove();
      vis("Forhåndsvisningen er stanset. Start den igjen med «effekt serve».");
      setTimeout(() => spor(true), 2000);
    };
    document.head.append(skript);
  };

  const vis = (tekst) => {
    linje.textContent = tekst;
    if (tekst) document.body.append(linje);
    else linje.remove();
  };

  window.effektHendelse = (ny) => {
    if (sett !== null && ny.utgave !== sett.utgave) {
      location.reload();
      return;
    }
    sett = ny;
    vis(ny.melding);
    spor(false);
  };
  // Not before: a script that waits for news would keep the page from being loaded.
  if (document.readyState === "complete") spor(true);
  else window.addEventListener("load", () => spor(true));
})();
