// What the measures give with the risk that they are not carried out, or later: calc.gjennomforing, each outcome of
// chance, delay and open premises weighted. ut.forventet() is by measure, an array of Brok in kroner by year, before what
// overlaps is taken out; ut.forventetTotal() and ut.forventetPerVirksomhet() count as the sums do. Null without chances.
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const { rund, sum, utsatt, NULL, EN, Resultat, UAVKLART } = Regn;

  // A measure's own prospects: its chance, shares by years late, and the open premises that touch it.
  const utsikt = (ut, id) => {
    const { bok } = ut;
    const [t, ett] = [bok.tiltak[id], ut.tiltak[id]];
    if (t.gjennomfort && ett.gjennomfores) return { sjanse: EN, forsinkelser: [EN], apne: [], fast: ett.fast, avgjort: true };
    const [sjanse, ettAr, toAr] = t.sjanser;
    const apne = Object.values(bok.premisser)
      .filter((p) => id in p.pa && (ut.verdier.get(`premiss.${p.id}`) ?? p.avklart ?? UAVKLART) === UAVKLART)
      .map((p) => ({ id: p.id, sjanse: p.sjanse ?? NULL, ...p.pa[id] }));
    return {
      sjanse: ett.gjennomfores ? sjanse : NULL, forsinkelser: [EN.minus(ettAr).minus(toAr), ettAr, toAr], apne, fast: ett.fast,
      avgjort: false,
    };
  };

  // The shares by years late of the latest in the chain, where these premises have turned out otherwise.
  const forsinkelse = (kjede, slatt) => {
    const fordelinger = kjede.map((u) => {
      const tillegg = u.apne.reduce((ar, p) => ar + (slatt.has(p.id) ? p.utsetter : 0), u.fast);
      return u.forsinkelser.map((andel, ar) => [ar + tillegg, andel]).filter(([, andel]) => andel.fortegn());
    });
    const innen = (ar) => fordelinger.map((en) => sum(en.filter(([senere]) => senere <= ar).map(([, andel]) => andel)))
      .reduce((a, b) => a.ganger(b), EN);
    const alleAr = [...new Set(fordelinger.flat().map(([ar]) => ar))].sort((a, b) => a - b);
    const ut = [];
    let forrige = NULL;
    for (const ar of alleAr) {
      const na = innen(ar);
      if (na.cmp(forrige) > 0) {
        ut.push([ar, na.minus(forrige)]);
        forrige = na;
      }
    }
    return ut;
  };

  const forventetAv = (ut, id, alle) => {
    const { bok } = ut;
    const ett = ut.tiltak[id];
    if (alle[id].avgjort || !ett.gjennomfores) return ett.effekt;
    const kjede = [id, ...bok.foran[id]].map((annet) => alle[annet]);
    const stopper = new Map(kjede.flatMap((u) => u.apne).filter((p) => p.stopper).map((p) => [p.id, p.sjanse]));
    const andre = [...new Map(kjede.flatMap((u) => u.apne).filter((p) => !stopper.has(p.id)).map((p) => [p.id, p.sjanse]))];
    let sjanse = kjede.reduce((a, u) => a.ganger(u.sjanse), EN);
    for (const q of stopper.values()) sjanse = sjanse.ganger(EN.minus(q));
    const fraFor = Math.max(...kjede.map((u) => u.fast));
    const svar = bok.periode.map(() => NULL);
    for (let valg = 0; valg < 2 ** andre.length; valg += 1) {
      const slatt = new Set(andre.filter((_, nr) => Math.floor(valg / 2 ** nr) % 2).map(([navn]) => navn));
      const vekt = andre.reduce((a, [navn, q]) => a.ganger(slatt.has(navn) ? q : EN.minus(q)), sjanse);
      if (!vekt.fortegn()) continue;
      const skala = alle[id].apne.reduce((a, p) => (slatt.has(p.id) ? a.ganger(p.ganger) : a), EN);
      const belop = skala.lik(EN) ? ett.effekt : ett.uavrundet.map((b) => rund(b.ganger(skala), bok.tiltak[id].til));
      for (const [ar, andel] of forsinkelse(kjede, slatt))
        for (const [nr, b] of utsatt(belop, ar - fraFor).entries()) svar[nr] = svar[nr].pluss(vekt.ganger(andel).ganger(b));
    }
    return svar;
  };

  Object.assign(Resultat.prototype, {
    forventet() {
      if (!this.bok.ider.every((id) => this.bok.tiltak[id].sjanser)) return null;
      if (this.husketForventet) return this.husketForventet;
      const alle = Object.fromEntries(this.bok.ider.map((id) => [id, utsikt(this, id)]));
      this.husketForventet = Object.fromEntries(this.bok.ider.map((id) => [id, forventetAv(this, id, alle)]));
      return this.husketForventet;
    },

    forventetTotal() {
      const alle = this.forventet();
      return alle && this.summen(this.bok.ider, (id) => alle[id].map((b) => b.ganger(this.tiltak[id].vekt.frigjort)));
    },

    forventetPerVirksomhet() {
      const alle = this.forventet();
      if (!alle) return null;
      const vektet = (id) => alle[id].map((b) => b.ganger(this.tiltak[id].vekt.frigjort));
      return Object.fromEntries(Object.keys(this.bok.data.virksomheter).map((kode) =>
        [kode, this.summen(this.bok.ider.filter((id) => this.bok.tiltak[id].virksomhet === kode), vektet)]));
    },
  });
})();
