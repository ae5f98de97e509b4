// In the preview alone: asks what is new, says it, and loads the page again when it has changed.
(() => {
  "use strict";
  let seen = null;
  const line = document.createElement("div");
  line.setAttribute("role", "status");
  Object.assign(line.style, {
    position: "fixed", insetInline: "0", bottom: "0", zIndex: "1000", maxHeight: "40vh", overflow: "auto",
    padding: "0.6rem 1rem", font: "1rem/1.4 system-ui, sans-serif", whiteSpace: "pre-wrap",
    color: "#1d2328", background: "#fff3cd", borderTop: "3px solid #8a5a00",
  });

  const ask = (atOnce) => {
    const script = document.createElement("script");
    script.src = `/_effekt/news.js?seen=${atOnce ? "" : seen.number}`;
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      show("Forhåndsvisningen er stanset. Start den igjen med «effekt serve».");
      setTimeout(() => ask(true), 2000);
    };
    document.head.append(script);
  };

  const show = (text) => {
    line.textContent = text;
    if (text) document.body.append(line);
    else line.remove();
  };

  window.effektNews = (news) => {
    if (seen !== null && news.edition !== seen.edition) {
      location.reload();
      return;
    }
    seen = news;
    show(news.message);
    ask(false);
  };
  // Not before: a script that waits for news would keep the page from being loaded.
  if (document.readyState === "complete") ask(true);
  else window.addEventListener("load", () => ask(true));
})();
