// The picture of a calculation to take along: the drawing as it is seen, with what it is, whose, and where it is from.
//
//   Regn.bilde(svg, {tittel, linjer})   -> the text of an SVG file, which needs nothing of the page's
//   Regn.somPng(skrevet)                -> Promise of the same picture as a PNG
//
// The page's own style goes along as attributes, so that the file looks the same wherever it is opened: that of the light
// view, on paper, whichever view the reader has.
"use strict";

(() => {
  const Regn = globalThis.Regn;

  const [BREDDE, MARG, TITTEL, LINJE] = [720, 24, 20, 13]; // of the picture, its margin, and the sizes of its text
  const TETTHET = 2; // points of a PNG for each of the picture
  const TEGN = 0.54; // how wide a letter is, of its size
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

  // The drawing's copy with its style as attributes, and the colours of text and paper; as in the light view, which is
  // put on for as long as it is asked, so that nothing of it is seen.
  const paPapir = (svg) => {
    const rot = document.documentElement;
    const visning = rot.dataset.visning;
    const egen = svg.cloneNode(true);
    const [alle, kopier] = [svg, egen].map((en) => [...en.querySelectorAll("*")]);
    try {
      rot.dataset.visning = "lys";
      svg.classList.add("regn-papir");
      for (const [nr, kopi] of kopier.entries()) {
        const stil = getComputedStyle(alle[nr]);
        for (const navn of STIL) kopi.setAttribute(navn, stil.getPropertyValue(navn));
        kopi.removeAttribute("class");
      }
      const stil = getComputedStyle(rot);
      return { egen, blekk: stil.getPropertyValue("--effekt-ink"), papir: stil.getPropertyValue("--effekt-paper") };
    } finally {
      svg.classList.remove("regn-papir");
      if (visning === undefined) delete rot.dataset.visning;
      else rot.dataset.visning = visning;
    }
  };

  const bilde = (svg, { tittel, linjer }) => {
    const { width, height } = svg.viewBox.baseVal;
    const { egen, blekk, papir } = paPapir(svg);
    let y = MARG;
    const ut = del("svg");
    const skriv = (tekst, storrelse, egenskaper) => {
      for (const linje of brutt(tekst, Math.floor((BREDDE - 2 * MARG) / (storrelse * TEGN)))) {
        y += storrelse * 1.35;
        ut.append(del("text", { x: MARG, y, "font-size": storrelse, fill: blekk, "font-family": SKRIFT, ...egenskaper }, linje));
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
    y = Math.ceil(y + MARG);
    for (const [en, verdi] of Object.entries({ viewBox: `0 0 ${BREDDE} ${y}`, width: BREDDE, height: y, role: "img", "aria-label": tittel }))
      ut.setAttribute(en, verdi);
    ut.prepend(del("title", {}, tittel), del("rect", { width: BREDDE, height: y, fill: papir }));
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(ut)}\n`;
  };

  // A browser draws its own picture of the file, and nothing is fetched.
  const somPng = async (skrevet) => {
    const tegnet = new Image();
    tegnet.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(skrevet)}`;
    await tegnet.decode();
    const lerret = Object.assign(document.createElement("canvas"), { width: TETTHET * tegnet.naturalWidth, height: TETTHET * tegnet.naturalHeight });
    lerret.getContext("2d").drawImage(tegnet, 0, 0, lerret.width, lerret.height);
    return new Promise((gitt, feilet) => { lerret.toBlob((fil) => (fil ? gitt(fil) : feilet(new Error("png"))), "image/png"); });
  };

  // What stands under every such picture: that it is the reader's, of which edition, and where it can be had again.
  const opphav = (bok, kilden, adresse) => [
    `Din beregning, ikke ${kilden}s.`,
    `Kilde: egen beregning på tallene i ${document.title}${bok.data.utgave ? `, utgaven av ${Regn.adresse.dato(bok.data.utgave)}` : ""}.`,
    adresse,
  ];

  Object.assign(Regn, { bilde, somPng, opphav });
})();
