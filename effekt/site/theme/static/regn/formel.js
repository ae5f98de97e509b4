// A measure's formula worked out for a year, as effekt.model.formel does; the tree comes parsed from the build.
//
// A tree is a name, or [operation, part, …]: ["*", "plasser", ["-", "a", "b"]]. The operations are + - * / min max
// akkumulert, and ["neg", part] for a sign before it.
//
//   Regn.regnUt(formel, verdi, ar, periode)   verdi(navn, ar) gives a Brok; throws Formelfeil with what the command says
//   Regn.brutto(formel, verdi, ar, periode)   [what it adds, what it draws from that]
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const { Regnefeil, NULL, EN, sum } = Regn;

  class Formelfeil extends Error {}

  const TO = { "+": (a, b) => a.pluss(b), "-": (a, b) => a.minus(b), "*": (a, b) => a.ganger(b), "/": (a, b) => a.delt(b) };
  // Which of two is chosen: the next one only where it is wholly before the best so far.
  const FORAN = { min: (a, b) => a.cmp(b) < 0, max: (a, b) => a.cmp(b) > 0 };

  const verdiAv = (ledd, verdi, ar, periode) => {
    if (typeof ledd === "string") return verdi(ledd, ar);
    const [hva, ...deler] = ledd;
    if (hva in TO) return TO[hva](verdiAv(deler[0], verdi, ar, periode), verdiAv(deler[1], verdi, ar, periode));
    if (hva === "neg") return verdiAv(deler[0], verdi, ar, periode).neg();
    if (hva === "akkumulert")
      return sum(periode.filter((ett) => ett <= ar).map((ett) => verdiAv(deler[0], verdi, ett, periode)));
    return deler.map((del) => verdiAv(del, verdi, ar, periode)).reduce((a, b) => (FORAN[hva](b, a) ? b : a));
  };

  const sider = (verdi) => (verdi.fortegn() < 0 ? [NULL, verdi.neg()] : [verdi, NULL]);

  const toSider = (ledd, verdi, ar, periode) => {
    if (typeof ledd === "string") return sider(verdi(ledd, ar));
    const [hva, ...deler] = ledd;
    if (hva === "neg") return toSider(deler[0], verdi, ar, periode).reverse();
    if (hva === "akkumulert") {
      const alle = periode.filter((ett) => ett <= ar).map((ett) => toSider(deler[0], verdi, ett, periode));
      return [sum(alle.map(([pluss]) => pluss)), sum(alle.map(([, minus]) => minus))];
    }
    const begge = deler.map((del) => toSider(del, verdi, ar, periode));
    const gangeT = ([a, b], [c, d]) => [a.ganger(c).pluss(b.ganger(d)), a.ganger(d).pluss(b.ganger(c))];
    const [[pluss, minus], [til, fra]] = begge.length > 1 ? begge : [begge[0], begge[0]];
    if (hva === "+") return [pluss.pluss(til), minus.pluss(fra)];
    if (hva === "-") return [pluss.pluss(fra), minus.pluss(til)];
    if (hva === "*") return gangeT(begge[0], begge[1]);
    if (hva === "/") return gangeT(begge[0], sider(EN.delt(til.minus(fra))));
    return begge.reduce((a, b) => (FORAN[hva](b[0].minus(b[1]), a[0].minus(a[1])) ? b : a));
  };

  const iOrd = (formel, ar, regn) => {
    try {
      return regn();
    } catch (feil) {
      if (!(feil instanceof Regnefeil)) throw feil;
      throw new Formelfeil(`formelen «${formel.tekst}» deler på null i ${ar}`);
    }
  };

  const regnUt = (formel, verdi, ar, periode) => {
    const ut = iOrd(formel, ar, () => verdiAv(formel.tre, verdi, ar, periode));
    const stort = (ut.t < 0n ? -ut.t : ut.t) > formel.storst * ut.n;
    if (stort || ut.n.toString(2).length > formel.bits)
      throw new Formelfeil(`formelen «${formel.tekst}» ${formel.forStort}, i ${ar}`);
    return ut;
  };

  const brutto = (formel, verdi, ar, periode) => iOrd(formel, ar, () => toSider(formel.tre, verdi, ar, periode));

  Object.assign(Regn, { Formelfeil, regnUt, brutto });
})();
