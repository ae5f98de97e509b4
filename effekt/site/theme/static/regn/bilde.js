// The picture of a calculation to take along: the drawing as it is seen, with what it is, whose, and where it is from.
//
//   Regn.bilde(svg, {tittel, linjer})   -> the text of an SVG file, which needs nothing of the page's
//
// The page's own style goes along as attributes, so that the file looks the same wherever it is opened.
"use strict";

(() => {
  const Regn = globalThis.Regn;

  const [BREDDE, MARG, TITTEL, LINJE] = [720, 24, 20, 13]; // of the picture, its margin, and the sizes of its text
  const TEGN = 0.52; // how wide a letter is, of its size
  const STIL = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor"];
  const SKRIFT = "'Liberation Sans', Arial, Helvetica, sans-serif";

  const del = (navn, egenskaper = {}, tekst = "") => {
    const laget = document.createElementNS("http://www.w3.org/2000/svg", navn);
    for (const [en, verdi] of Object.entries(egenskaper)) laget.setAttribute(en, verdi);
    if (tekst) laget.textContent = tekst;
    return laget;
  };

  // Lines of so many letters; an address, which has no spaces, is broken where it must be.
  const brutt = (tekst, plass) => {
    const linjer = [""];
    for (const ord of tekst.split(" ").flatMap((en) => en.match(new RegExp(`.{1,${plass}}`, "gsu")) ?? [])) {
      const siste = linjer.length - 1;
      if (!linjer[siste]) linjer[siste] = ord;
      else if (linjer[siste].length + 1 + ord.length <= plass) linjer[siste] += ` ${ord}`;
      else linjer.push(ord);
    }
    return linjer;
  };

  const bilde = (svg, { tittel, linjer }) => {
    const { width, height } = svg.viewBox.baseVal;
    const egen = svg.cloneNode(true);
    const [alle, kopier] = [svg, egen].map((en) => [...en.querySelectorAll("*")]);
    for (const [nr, kopi] of kopier.entries()) {
      const stil = getComputedStyle(alle[nr]);
      for (const navn of STIL) kopi.setAttribute(navn, stil.getPropertyValue(navn));
      kopi.removeAttribute("class");
    }
    const side = getComputedStyle(document.body);
    let y = MARG;
    const ut = del("svg");
    const skriv = (tekst, storrelse, egenskaper) => {
      for (const linje of brutt(tekst, Math.floor((BREDDE - 2 * MARG) / (storrelse * TEGN)))) {
        y += storrelse * 1.35;
        ut.append(del("text", { x: MARG, y, "font-size": storrelse, fill: side.color, "font-family": SKRIFT, ...egenskaper }, linje));
      }
    };
    skriv(tittel, TITTEL, { "font-weight": 700 });
    const hoyde = height * Math.min((BREDDE - 2 * MARG) / width, 2.2);
    for (const [en, verdi] of Object.entries({ x: MARG, y: y + MARG / 2, width: BREDDE - 2 * MARG, height: hoyde, "font-family": SKRIFT }))
      egen.setAttribute(en, verdi);
    for (const en of ["class", "aria-hidden", "focusable"]) egen.removeAttribute(en);
    ut.append(egen);
    y += hoyde + MARG;
    for (const linje of linjer.filter(Boolean)) skriv(linje, LINJE, {});
    y += MARG;
    for (const [en, verdi] of Object.entries({ viewBox: `0 0 ${BREDDE} ${y}`, width: BREDDE, height: y, role: "img", "aria-label": tittel }))
      ut.setAttribute(en, verdi);
    ut.prepend(del("title", {}, tittel), del("rect", { width: BREDDE, height: y, fill: side.backgroundColor }));
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(ut)}\n`;
  };

  // What stands under every such picture: that it is the reader's, of which edition, and where it can be had again.
  const opphav = (bok, kilden, adresse) => [
    `Din beregning, ikke ${kilden}s.`,
    `Kilde: egen beregning på tallene i ${document.title}${bok.data.utgave ? `, utgaven av ${Regn.adresse.dato(bok.data.utgave)}` : ""}.`,
    adresse,
  ];

  Object.assign(Regn, { bilde, opphav });
})();
