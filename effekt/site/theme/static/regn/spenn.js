// Low and high of a measure: the outer limits of the formula over its drivers' ends, as calc.drivere and calc.usikkerhet
// have them. ut.spenn("VEI1") = {lav, hoved, hoy, drivere}; each an array of Brok by year, rounded as the card is.
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const { rund, minst, storst, sum, EN, Formelfeil, Resultat } = Regn;

  // The two sides of a formula, where they are what varies: names that no assumption has.
  const [GEVINST, KOSTNAD] = ["+", "-"];

  const prov = (regn) => {
    try {
      return regn();
    } catch (grunn) {
      if (!(grunn instanceof Formelfeil)) throw grunn;
      return null;
    }
  };

  // The low and the high end of one value: the wider of the source's own and the rating's, within what is allowed.
  const ender = (f, verdi, kildeLav, kildeHoy, andel) => {
    const tillatt = (en) => (f.minst !== null && en.cmp(f.minst) < 0 ? f.minst : f.storst !== null && en.cmp(f.storst) > 0 ? f.storst : en);
    const utslag = verdi.abs().ganger(andel);
    let [lav, hoy] = [tillatt(verdi.minus(utslag)), tillatt(verdi.pluss(utslag))];
    // A lone bound is not passed, unless the value itself is past it: then it says nothing of this value.
    if (kildeLav !== null && kildeHoy === null) lav = kildeLav.cmp(verdi) <= 0 ? kildeLav : lav;
    else if (kildeHoy !== null && kildeLav === null) hoy = kildeHoy.cmp(verdi) >= 0 ? kildeHoy : hoy;
    else if (kildeLav !== null) [lav, hoy] = [minst(lav, kildeLav), storst(hoy, kildeHoy)];
    return [lav, hoy];
  };

  // The low and the high end of an assumption, of its one value or of each year's.
  const enderAv = (f, verdi, spenn) => {
    const andel = f.spenn ?? spenn;
    const i = (mengde, nr) => (Array.isArray(mengde) ? mengde[nr] : mengde);
    const ene = (mengde) => (Array.isArray(mengde) ? null : mengde);
    if (!Array.isArray(verdi)) return ender(f, verdi, ene(f.lav), ene(f.hoy), andel);
    const par = verdi.map((en, nr) => ender(f, en, i(f.lav, nr), i(f.hoy, nr), andel));
    return [par.map(([lav]) => lav), par.map(([, hoy]) => hoy)];
  };

  const ulike = (a, b) => String(a) !== String(b);

  Resultat.prototype.spenn = function (id) {
    const { bok } = this;
    const { periode } = bok;
    const [t, ett] = [bok.tiltak[id], this.tiltak[id]];
    // Premises' scale and delay are in the key that a result is remembered by, so the span is too.
    if (ett.husketSpenn) return ett.husketSpenn;
    const { f } = ett;

    // The formula with some drivers at other values, before delay, premises and rounding.
    const etterFormel = (satt) => {
      const verdi = bok.verdiene(Object.fromEntries(Object.entries(f).map(([navn, en]) =>
        [navn, navn in satt ? { ...en, verdi: satt[navn] } : en])));
      if (!(GEVINST in satt || KOSTNAD in satt)) return periode.map((ar) => Regn.regnUt(t.formel, verdi, ar, periode));
      return periode.map((ar) => {
        const [gevinst, kostnad] = Regn.brutto(t.formel, verdi, ar, periode);
        return gevinst.ganger(satt[GEVINST] ?? EN).minus(kostnad.ganger(satt[KOSTNAD] ?? EN));
      });
    };

    const kandidater = () => {
      if (t.drivere) return t.drivere.map((navn) => ({ navn, verdi: f[navn].verdi, ender: enderAv(f[navn], f[navn].verdi, t.spenn) }));
      const verdi = bok.verdiene(f);
      const begge = periode.map((ar) => Regn.brutto(t.formel, verdi, ar, periode));
      return [GEVINST, KOSTNAD].filter((_, nr) => begge.some((par) => par[nr].fortegn()))
        .map((navn) => ({ navn, verdi: EN, ender: [EN.minus(t.spenn), EN.pluss(t.spenn)] }));
    };

    // An end at which nothing can be worked out is no end.
    const rettet = (d) => {
      const gar = d.ender.map((ende) => prov(() => sum(etterFormel({ [d.navn]: ende }))) !== null);
      return gar[0] && gar[1] ? d : { ...d, ender: d.ender.map((ende, nr) => (gar[nr] ? ende : d.verdi)) };
    };

    const drivere = ett.gjennomfores ? kandidater().filter((d) => ulike(...d.ender)).map(rettet) : [];
    const [lav, hoy] = [[...ett.effekt], [...ett.effekt]];
    for (let valg = 0; drivere.length && valg < 2 ** drivere.length; valg += 1) {
      const satt = Object.fromEntries(drivere.map((d, nr) => [d.navn, d.ender[Math.floor(valg / 2 ** nr) % 2]]));
      const belop = prov(() => etterFormel(satt));
      if (!belop) continue;
      for (const [nr, b] of this.somDetBlir(ett, belop).map((en) => rund(en, t.til)).entries())
        [lav[nr], hoy[nr]] = [minst(lav[nr], b), storst(hoy[nr], b)];
    }
    ett.husketSpenn = { lav, hoved: ett.effekt, hoy, drivere };
    return ett.husketSpenn;
  };

  // What a reader can set an assumption to at a touch: the book's own low and high of it, or null where it has none.
  const endene = (t, f) => (t.drivere?.includes(f.navn) ? enderAv(f, f.verdi, t.spenn) : null);

  Object.assign(Regn, { endene });
})();
