// The picture of a calculation: a bar a year, the book's as a frame behind it, and the span as a line.
//
// No charting library. The small ones (uPlot some 20 kB compressed, Chart.js some 70) draw on a canvas, where forced
// colours, text size and a reader's own style do not reach; Plotly is larger than all of the site. D3's parts for
// scales and shapes are as large as the arithmetic, and what they would save is the thirty lines of «vis» below.
//
//   const tegning = Regn.tegning(ar)        an element, made once
//   tegning.vis({bok, din, lav, hoy, tekst})  arrays of numbers in the book's unit, by year; tekst what stands at each
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const ROM = "http://www.w3.org/2000/svg";
  const [AR, HOYDE, OVER, UNDER] = [72, 130, 22, 22]; // room a year, the drawing, and over and under the bars

  // Text and attributes are written where they change, and text into the node that has it: so little is then styled and
  // laid out anew that it is done within a frame.
  const sett = (node, tekst) => {
    const eneste = node.childNodes.length === 1 ? node.firstChild : null;
    if (eneste?.nodeType !== Node.TEXT_NODE) node.textContent = tekst;
    else if (eneste.data !== tekst) eneste.data = tekst;
  };
  const sted = (node, navn, verdi) => {
    const skrevet = typeof verdi === "number" ? String(Math.round(verdi * 100) / 100) : verdi;
    if (node.getAttribute(navn) !== skrevet) node.setAttribute(navn, skrevet);
  };

  // An empty drawing, and what puts a part on it.
  const lerret = (bredde, hoyde) => {
    const lag = (navn, klasse, egenskaper) => {
      const laget = document.createElementNS(ROM, navn);
      laget.setAttribute("class", klasse);
      for (const [en, verdi] of Object.entries(egenskaper)) laget.setAttribute(en, verdi);
      return laget;
    };
    const svg = lag("svg", "regn-bilde", { viewBox: `0 0 ${bredde} ${hoyde}`, "aria-hidden": "true", focusable: "false" });
    return { svg, del: (navn, klasse, egenskaper = {}) => svg.appendChild(lag(navn, klasse, egenskaper)) };
  };

  // The line from low to high, with its ends; nothing where they are the same.
  const strek = (x, lav, hoy, y) => (lav === hoy ? "" : `M${x} ${y(lav).toFixed(1)}V${y(hoy).toFixed(1)}m-5 0h10M${x - 5} ${y(lav).toFixed(1)}h10`);

  const tegning = (ar) => {
    const { svg, del } = lerret(ar.length * AR, HOYDE);
    const deler = ar.map((ett, nr) => {
      const x = nr * AR;
      const alle = {
        bok: del("rect", "regn-bokens", { x: x + 10, width: AR - 20 }),
        din: del("rect", "regn-din", { x: x + 16, width: AR - 32 }),
        spenn: del("path", "regn-spenn"),
        tall: del("text", "regn-tall", { x: x + AR / 2, "text-anchor": "middle" }),
        ar: del("text", "regn-ar", { x: x + AR / 2, y: HOYDE - 5, "text-anchor": "middle" }),
      };
      alle.ar.textContent = ett;
      return alle;
    });
    const null_ = del("line", "regn-null", { x1: 0, x2: ar.length * AR });

    const vis = ({ bok, din, lav, hoy, tekst }) => {
      const topp = Math.max(0, ...bok, ...din, ...hoy);
      const bunn = Math.min(0, ...bok, ...din, ...lav);
      const rom = HOYDE - OVER - UNDER - (bunn < 0 ? 14 : 0);
      const y = (verdi) => OVER + ((topp - verdi) / (topp - bunn || 1)) * rom;
      const stolpe = (rekt, verdi) => {
        sted(rekt, "y", Math.min(y(verdi), y(0)));
        sted(rekt, "height", Math.abs(y(verdi) - y(0)));
      };
      for (const [nr, en] of deler.entries()) {
        const x = nr * AR + AR / 2;
        stolpe(en.bok, bok[nr]);
        stolpe(en.din, din[nr]);
        sted(en.spenn, "d", strek(x, lav[nr], hoy[nr], y));
        sett(en.tall, tekst[nr]);
        sted(en.tall, "y", din[nr] < 0 ? y(Math.min(din[nr], bok[nr], lav[nr])) + 14 : y(Math.max(din[nr], bok[nr], hoy[nr])) - 6);
      }
      sted(null_, "y1", y(0));
      sted(null_, "y2", y(0));
    };
    return { svg, vis };
  };

  Object.assign(Regn, { tegning, lerret, strek, sett, sted });
})();
