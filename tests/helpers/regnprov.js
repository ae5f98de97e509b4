// Asked of the scripts by regnprov.py: a sector's numbers as lines, exact and as shown.
"use strict";

(() => {
  const rad = (bok, navn, belop) => `${navn}: ` + belop.map((b) => (b === null ? "-" : `${b}=${bok.penger.vis(b)}`)).join(" ");
  globalThis.svar = (sektor, endring, medRisiko) => svarAv(Regn.sektor(sektor), endring, medRisiko);
  globalThis.svarAv = (bok, endring, medRisiko) => {
    const { verdier, feil } = bok.les(endring);
    const ut = bok.regn(verdier);
    const linjer = feil.map(([, melding]) => melding).sort((a, b) => {
      const [x, y] = [[...a], [...b]].map((tegn) => tegn.map((t) => t.codePointAt(0)));
      for (let n = 0; n < Math.min(x.length, y.length); n += 1) if (x[n] !== y[n]) return x[n] - y[n];
      return x.length - y.length;
    });
    for (const id of bok.ider) {
      const t = ut.tiltak[id];
      linjer.push(`${id} ${t.gjennomfores ? "ja" : "nei"} ${t.senere}`,
        [`${id} ukjent`, ...bok.periode.filter((_, nr) => ut.ukjent(id, nr))].join(" "), rad(bok, "uavrundet", t.uavrundet), rad(bok, "effekt", t.effekt));
    }
    for (const id of bok.ider) linjer.push(`${id} vekt ${ut.tiltak[id].vekt.frigjort} ${ut.tiltak[id].vekt.gebyr}`);
    linjer.push(rad(bok, "total", ut.total), rad(bok, "gebyrer", ut.gebyrer));
    for (const hver of [ut.perVirksomhet, ut.perKlasse])
      for (const [navn, belop] of Object.entries(hver)) linjer.push(rad(bok, navn, belop));
    for (const nytt of medRisiko ? [false, true] : [false])
      for (const [kode, hver] of Object.entries(ut.dekning(nytt)))
        for (const felt of ["kutt", "effekt", "gjenstar", "utenfor"]) linjer.push(rad(bok, `${kode} ${felt}`, hver.map((d) => d[felt])));
    const risiko = medRisiko && ut.forventet();
    if (risiko) {
      for (const id of bok.ider) linjer.push(rad(bok, "risiko", risiko[id]));
      linjer.push(rad(bok, "risiko", ut.forventetTotal()));
      for (const [kode, belop] of Object.entries(ut.forventetPerVirksomhet())) linjer.push(rad(bok, kode, belop));
    }
    if (medRisiko) for (const [ende, belop] of Object.entries(ut.ytterst())) linjer.push(rad(bok, ende, belop));
    const rort = [...new Set([...verdier.keys()].map((a) => a.split(".")[0]).filter((id) => id in bok.tiltak))].sort().slice(0, 2);
    for (const id of rort) linjer.push(rad(bok, `${id} lav`, ut.spenn(id).lav), rad(bok, `${id} høy`, ut.spenn(id).hoy));
    return linjer;
  };

  // What each typed number is read as, exactly, or how it is refused; what is said of a value outside its limits; and how
  // numbers are shown.
  globalThis.lest = (bok, alle) => alle.map(([adresse, tekst]) => {
    try {
      const en = bok.lesEn(adresse, tekst);
      return typeof en === "string" ? en : Regn.skrivTall(en);
    } catch (grunn) {
      return grunn.message;
    }
  });
  globalThis.utenfor = (alle) => alle.map(([verdi, minst, storst, enhet]) =>
    Regn.utenfor(Regn.brok(verdi), { minst: minst && Regn.brok(minst), storst: storst && Regn.brok(storst), enhet }));
  globalThis.vist = (bok, alle) => alle.map((en) => {
    const b = Regn.brok(en);
    return [Regn.visTall(b), Regn.visTall(b, 0), Regn.visTall(b, 3), Regn.visBelop(b), Regn.visProsent(b), Regn.skrivTall(b),
      bok.penger.vis(b), bok.penger.vis(b, 1), Regn.visVerdi(b, { base: "andel" }), Regn.visVerdi(b, { base: "kr" }), String(b.gulv()),
      String(bok.penger.iEnheten(b))];
  });
})();
