// In the preview alone: asks what is new and says it at the foot of the page, loads the page again when it has changed,
// and copies the place of a fault when it is clicked.
(() => {
  "use strict";
  const DESK = "/_effekt/";
  const CLOSED = "effekt-lukket";
  const onDesk = document.body?.classList.contains("arbeid") ?? false;
  let seen = null;

  // --- places that are copied ---
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-kopier]");
    if (!button) return;
    const words = button.dataset.ord ?? (button.dataset.ord = button.textContent);
    try {
      await navigator.clipboard.writeText(button.dataset.kopier);
      button.textContent = `Kopiert: ${button.dataset.kopier}`;
    } catch {
      button.textContent = button.dataset.kopier; // to be marked and copied by hand
    }
    setTimeout(() => { button.textContent = words; }, 2500);
  });

  // --- the desk keeps open what was opened, when it is loaded again ---
  if (onDesk) {
    const key = "effekt-apne";
    const named = [...document.querySelectorAll("details")].map((d, nr) => [d, `${nr} ${d.querySelector("summary").textContent.replace(/ \(\d+\)$/, "")}`]);
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    for (const [details, name] of named) {
      if (kept && name in kept) details.open = kept[name];
      details.addEventListener("toggle", () => {
        sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(named.map(([d, n]) => [n, d.open]))));
      });
    }
  }

  // --- the line at the foot of a page of the book ---
  const line = document.createElement("details");
  line.className = "effekt-linje";
  const head = document.createElement("summary");
  head.setAttribute("role", "status");
  line.append(head);
  let body = null;

  const element = (name, text, fields = {}) => Object.assign(document.createElement(name), { textContent: text, ...fields });

  const fault = (one, here) => {
    const item = document.createElement("li");
    if (one.where) {
      const button = element("button", one.where, { type: "button", className: "sted" });
      button.dataset.kopier = one.copy;
      item.append(button, " ");
    }
    item.append(element("span", one.message));
    if (one.page && !here) item.append(" ", element("a", "siden det gjelder", { href: one.page }));
    return item;
  };

  const show = (news) => {
    const faults = news.faults.map((one) => [one, one.page !== "" && one.page === decodeURI(location.pathname)]);
    const said = [
      news.message,
      faults.length ? `${faults.length} feil` : "",
      news.asked.length ? `${news.asked.join(", ")} er lagret og venter på et ja` : "",
      news.left ? `${news.done} av ${news.done + news.left} gjort` : "",
    ].filter(Boolean);
    if (!said.length) {
      line.remove();
      return;
    }
    head.textContent = said.join(" · ");
    body?.remove();
    body = document.createElement("div");
    for (const [title, here] of [["På denne siden", true], ["Andre steder", false]]) {
      const own = faults.filter((one) => one[1] === here);
      if (!own.length) continue;
      const list = document.createElement("ul");
      list.append(...own.map(([one]) => fault(one, here)));
      body.append(element("p", title), list);
    }
    body.append(element("a", "Arbeidsbordet: det som er galt, og det som gjenstår", { href: DESK }));
    line.append(body);
    line.classList.toggle("galt", faults.length > 0);
    // Open where the faults are others than those somebody has closed it over.
    const told = JSON.stringify(news.faults);
    line.open = faults.length > 0 && sessionStorage.getItem(CLOSED) !== told;
    head.onclick = () => { // before it opens or closes
      if (line.open) sessionStorage.setItem(CLOSED, told);
      else sessionStorage.removeItem(CLOSED);
    };
    if (!line.isConnected) document.body.append(line);
  };

  const ask = (atOnce) => {
    const script = document.createElement("script");
    script.src = `/_effekt/news.js?seen=${atOnce ? "" : seen.number}`;
    script.onload = () => script.remove();
    script.onerror = () => {
      script.remove();
      const message = "Forhåndsvisningen er stanset. Start den igjen med «effekt serve».";
      if (onDesk) stopped(message);
      else show({ message, faults: [], asked: [], left: 0, done: 0 });
      setTimeout(() => ask(true), 2000);
    };
    document.head.append(script);
  };

  const stopped = (message) => {
    const said = document.querySelector(".tilstand") ?? element("p", "", { className: "tilstand" });
    said.setAttribute("role", "status");
    said.textContent = message;
    document.querySelector("main").prepend(said);
  };

  window.effektNews = (news) => {
    const isNew = seen !== null && (onDesk ? news.number !== seen.number : news.edition !== seen.edition);
    // The desk as it was served may be older than the first news.
    if (isNew) {
      location.reload();
      return;
    }
    seen = news;
    if (!onDesk) show(news);
    ask(false);
  };
  // Not before: a script that waits for news would keep the page from being loaded.
  if (document.readyState === "complete") ask(true);
  else window.addEventListener("load", () => ask(true));
})();
