// The picture of a package: each year's cuts as a frame, what is covered of them filled, what lacks of them pale; and
// beside it the effect, with the book's as a dashed frame and the outer limits as a line.
//
//   const tegning = Regn.gap(ar)            an element, made once
//   tegning.vis({kutt, dekket, effekt, bok, lav, hoy, tekst: {kutt, mangler, effekt}, ender: [bottom, top]})
//     arrays by year, in the book's unit; kutt null where it is not known
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const { sett, sted } = Regn;

  const [AR, HOYDE, OVER, UNDER] = [84, 190, 18, 20]; // room a year, the drawing, and over and under the bars
  const [KUTT, EFFEKT, BRED] = [6, 44, 34]; // where the two stand in the room, and how wide they are
  const LUFT = 15; // what lacks must be so high to have its number on it

  const gap = (ar) => {
    const { svg, del } = Regn.lerret(ar.length * AR, HOYDE);
    const deler = ar.map((ett, nr) => {
      const x = nr * AR;
      const soyle = (klasse, fra, smalere = 0) => del("rect", klasse, { x: x + fra + smalere, width: BRED - 2 * smalere });
      const midt = (klasse, fra, y) => del("text", klasse, { x: x + fra + BRED / 2, "text-anchor": "middle", ...(y ? { y } : {}) });
      const alle = {
        dekket: soyle("regn-dekket", KUTT), mangler: soyle("regn-mangler", KUTT), kutt: soyle("regn-kutt", KUTT),
        din: soyle("regn-din", EFFEKT), bok: soyle("regn-bokens", EFFEKT, -2), spenn: del("path", "regn-spenn"),
        kuttall: midt("regn-tall", KUTT), mangeltall: midt("regn-tall", KUTT), tall: midt("regn-tall", EFFEKT), ar: midt("regn-ar", (KUTT + EFFEKT) / 2, HOYDE - 5),
      };
      alle.ar.textContent = ett;
      return alle;
    });
    const null_ = del("line", "regn-null", { x1: 0, x2: ar.length * AR });

    const vis = ({ kutt, dekket, effekt, bok, lav, hoy, tekst, ender: [bunn, topp] }) => {
      const rom = HOYDE - OVER - UNDER - (bunn < 0 ? LUFT : 0);
      const y = (verdi) => OVER + ((topp - verdi) / (topp - bunn || 1)) * rom;
      const fra = (rekt, a, b) => {
        sted(rekt, "y", Math.min(y(a), y(b)));
        sted(rekt, "height", Math.abs(y(a) - y(b)));
      };
      const ingen = kutt.every((en) => en === null);
      for (const [nr, en] of deler.entries()) {
        const kuttet = kutt[nr] ?? 0;
        fra(en.kutt, 0, kuttet);
        fra(en.dekket, 0, kutt[nr] === null ? 0 : dekket[nr]);
        fra(en.mangler, kutt[nr] === null ? 0 : dekket[nr], kuttet);
        fra(en.din, 0, effekt[nr]);
        fra(en.bok, 0, bok[nr]);
        const x = nr * AR + EFFEKT + BRED / 2;
        sted(en.spenn, "d", Regn.strek(x, lav[nr], hoy[nr], y));
        sett(en.kuttall, kutt[nr] === null ? (ingen ? "" : "kutt?") : tekst.kutt[nr]);
        sted(en.kuttall, "y", y(kuttet) - 5);
        const hoyt = y(dekket[nr]) - y(kuttet);
        sett(en.mangeltall, kutt[nr] !== null && hoyt >= LUFT ? tekst.mangler[nr] : "");
        sted(en.mangeltall, "y", y(kuttet) + hoyt / 2 + 4);
        sett(en.tall, tekst.effekt[nr]);
        sted(en.tall, "y", effekt[nr] < 0 ? y(Math.min(effekt[nr], bok[nr], lav[nr])) + LUFT : y(Math.max(effekt[nr], bok[nr], hoy[nr])) - 5);
      }
      sted(null_, "y1", y(0));
      sted(null_, "y2", y(0));
    };
    return { svg, vis };
  };

  Object.assign(Regn, { gap });
})();
