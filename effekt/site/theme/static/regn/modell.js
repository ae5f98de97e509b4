// A sector worked out in the reader's browser, with her changes in: what effekt.reading, calc.beregning and calc.dekning
// do, on the data that the build wrote (effekt/export/regn.py).
//
//   const bok = Regn.sektor("tek")                 the sector whose data are loaded
//   bok.adresser                                    Map: address -> what can be changed there, see «adresse» below
//   const { verdier, feil } = bok.les({"VEI1.plasser": "15", "VEI1.forsinkelse": "1", "premiss.natt": "ja"})
//     verdier: Map address -> Brok or word; feil: [[address, sentence]] as the command says it; what has a fault is left out
//   const ut = bok.regn(verdier)                    a result; without changes: bok.regn(new Map())
//     ut.tiltak.VEI1 = {gjennomfores, grunn, senere, skala, uavrundet, effekt, vekt: {frigjort, gebyr}, teller}
//       effekt and the like are arrays of Brok, one for each year of bok.periode, in kroner; teller counts in the sums
//       grunn is "" where it is carried out, else "avvist", "utelatt", "premiss" or "avhenger" (ut.tiltak.X.av: of whom)
//     ut.ukjent(id, nr): whether neither the source nor the reader says anything of the measure in that year of the period
//     ut.total, ut.gebyrer; ut.perVirksomhet[kode], ut.perKlasse[klasse]: arrays likewise
//     ut.dekning(nytt)[kode or "total"]: for each year {kutt, effekt, gjenstar, utenfor}; kutt null where not known
//     ut.overlapp: [{viker, teller, andel, hva}] that are counted now
//     ut.spenn(id) = {lav, hoved, hoy}   and ut.forventet() by measure, where loaded (spenn.js, risiko.js)
//
// A result remembers the measures that did not change from the one before, so that a moved slider costs one measure.
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const { brok, rund, sum, storst, NULL, EN, Ugyldig, Formelfeil } = Regn;

  const JA = "ja";
  const NEI = "nei";
  const UAVKLART = "uavklart";
  const TOTAL = "total";
  const [STOPPER, UTSETTER, SKALERER] = ["stopper", "utsetter", "skalerer"];

  const ellerNull = (verdi) => (verdi === undefined || verdi === null ? null : brok(verdi));

  // An assumption: {navn, enhet, base, faktor, kr, minst, storst, verdi, lav, hoy}; the last three a Brok or one for each
  // year, faktor what one of the unit is in the formula, kr what it is in kroner, or null for what is not money.
  const forutsetning = (navn, f) => {
    const mengde = (verdi) => (Array.isArray(verdi) ? verdi.map(ellerNull) : ellerNull(verdi));
    const faktor = brok(f.faktor ?? 1);
    return {
      ...f, navn, faktor: faktor.lik(EN) ? EN : faktor, kr: ellerNull(f.kr), minst: ellerNull(f.minst), storst: ellerNull(f.storst),
      verdi: mengde(f.verdi), lav: mengde(f.lav), hoy: mengde(f.hoy), spenn: ellerNull(f.spenn),
    };
  };

  const lagTiltak = (rad, felles) => ({
    ...rad,
    formel: { tre: rad.formel, tekst: rad.formeltekst, storst: brok(felles.storst).t, bits: felles.bits, forStort: felles.for_stort },
    til: brok(rad.til ?? 1),
    spenn: brok(rad.spenn),
    selvkost: brok(rad.selvkost ?? 0),
    sjanser: rad.sjanser?.map(brok) ?? null,
    f: Object.fromEntries(Object.entries(rad.f).map(([navn, f]) => [navn, forutsetning(navn, f)])),
  });

  const lagPremiss = (id, rad) => ({
    ...rad, id, sjanse: ellerNull(rad.sjanse),
    pa: Object.fromEntries(Object.entries(rad.pa).map(([t, [hva, verdi]]) => [t, {
      hva,
      stopper: hva === STOPPER,
      utsetter: hva === UTSETTER ? Number(verdi) : 0,
      ganger: hva === SKALERER ? brok(verdi) : EN,
    }])),
  });

  class Sektor {
    constructor(data) {
      this.data = data;
      this.id = data.id;
      this.periode = data.periode;
      this.tall = Regn.lagTall(data.tabeller);
      this.penger = Regn.lagPenger(data.penger);
      this.tiltak = Object.fromEntries(data.tiltak.map((rad) => [rad.id, lagTiltak(rad, data.tabeller)]));
      this.ider = data.tiltak.map((rad) => rad.id);
      this.premisser = Object.fromEntries(Object.entries(data.premisser).map(([id, rad]) => [id, lagPremiss(id, rad)]));
      this.overlapp = data.overlapp.map((o) => ({ ...o, andel: brok(o.andel) }));
      const kutt = (rader) => Object.fromEntries(Object.entries(rader).map(([kode, rad]) => [kode, rad.map(ellerNull)]));
      this.kutt = kutt(data.kutt);
      this.nytt = kutt(data.nytt);
      this.adresser = new Map(this.#alleAdresser());
      this.foran = Object.fromEntries(this.ider.map((id) => [id, this.#forutsatte(id)]));
      this.sist = null;
    }

    // What can be changed: {adresse, slag, tiltak?, f?, ar?, ord?}; slag is "tall", "ar" (one of a series, ar its place
    // in the period), "forsinkelse", "gjennomfores" or "premiss". verdi is the book's.
    * #alleAdresser() {
      for (const id of this.ider) {
        const t = this.tiltak[id];
        for (const f of Object.values(t.f)) {
          if (!Array.isArray(f.verdi)) yield this.#adresse(`${id}.${f.navn}`, { slag: "tall", tiltak: id, f, verdi: f.verdi });
          else for (const [nr, ar] of this.periode.entries())
            yield this.#adresse(`${id}.${f.navn}[${ar}]`, { slag: "ar", tiltak: id, f, ar: nr, verdi: f.verdi[nr] });
        }
        const senere = { navn: "forsinkelse", enhet: "år", base: "år", faktor: EN, kr: null, minst: NULL, storst: null };
        yield this.#adresse(`${id}.forsinkelse`, { slag: "forsinkelse", tiltak: id, f: senere, verdi: brok(t.forsinkelse) });
        yield this.#adresse(`${id}.gjennomfores`, {
          slag: "gjennomfores", tiltak: id, ord: { [JA]: "gjennomføres", [NEI]: "gjennomføres ikke" }, verdi: t.avvist ? NEI : JA,
        });
      }
      for (const p of Object.values(this.premisser))
        yield this.#adresse(`premiss.${p.id}`, {
          slag: "premiss", premiss: p.id, ord: { [JA]: "ja", [NEI]: "nei", [UAVKLART]: "ikke avklart" }, verdi: p.avklart ?? UAVKLART,
        });
    }

    #adresse(adresse, resten) { return [adresse, { adresse, ...resten }]; }

    // Every measure of the sector that this one depends on, directly or by way of others, the nearest first.
    #forutsatte(id) {
      const [funnet, ko] = [new Set(), [id]];
      while (ko.length)
        for (const annet of this.tiltak[ko.shift()].avhenger)
          if (!funnet.has(annet)) {
            funnet.add(annet);
            ko.push(annet);
          }
      return [...funnet];
    }

    // One value as a person types it; throws Ugyldig with the command's sentence.
    lesEn(adresse, skrevet) {
      const kjent = this.adresser.get(adresse);
      if (!kjent) throw new Ugyldig("finnes ikke i denne utgaven");
      if (kjent.ord) {
        const ord = this.tall.lesOrd(skrevet, kjent.ord);
        if (kjent.slag === "gjennomfores" && ord === JA && this.tiltak[kjent.tiltak].avvist)
          throw new Ugyldig(`kan ikke være ja når ${kjent.tiltak}.status er avvist. Endre ${kjent.tiltak}.status i stedet.`);
        return ord;
      }
      const lest = this.tall.lesInnenfor(skrevet, kjent.f);
      if (kjent.slag === "forsinkelse" && !lest.erHel()) throw new Ugyldig(`er ${Regn.visTall(lest)}, men må være et helt tall`);
      return lest;
    }

    // Values as typed, by address: what they are, and what is wrong with those that cannot be.
    les(endringer) {
      const [verdier, feil] = [new Map(), []];
      for (const [adresse, skrevet] of Object.entries(endringer)) {
        try {
          verdier.set(adresse, this.lesEn(adresse, skrevet));
        } catch (grunn) {
          if (!(grunn instanceof Ugyldig)) throw grunn;
          feil.push([adresse, `${adresse} ${grunn.message}`]);
        }
      }
      for (const [tiltak, melding] of this.#umulige(verdier)) {
        feil.push([tiltak, melding]);
        for (const adresse of [...verdier.keys()])
          if (adresse.startsWith(`${tiltak}.`) && this.adresser.get(adresse).f) verdier.delete(adresse);
      }
      return { verdier, feil };
    }

    // The measures that these values give no number for, and why: what the command says when it reads them.
    * #umulige(verdier) {
      for (const id of this.ider) {
        const t = this.tiltak[id];
        const f = this.forutsetningene(id, verdier);
        if (f === t.f) continue;
        const tid = t.tid && f[t.tid].verdi;
        if (tid && [tid].flat().some((verdi) => verdi.fortegn() <= 0))
          yield [id, `${id}.${t.tid}: et lån betales ned på mer enn null år. Rett tallet.`];
        else {
          try {
            for (const ar of this.periode) Regn.regnUt(t.formel, this.verdiene(f), ar, this.periode);
          } catch (grunn) {
            if (!(grunn instanceof Formelfeil)) throw grunn;
            yield [id, `${grunn.message}. Rett formelen, eller tallet som er null.`];
          }
        }
      }
    }

    // A measure's assumptions with the changes in; the very same where none is of this measure.
    forutsetningene(id, verdier) {
      let f = this.tiltak[id].f;
      for (const [adresse, verdi] of verdier) {
        const { tiltak, slag, f: en, ar } = this.adresser.get(adresse);
        if (tiltak !== id || (slag !== "tall" && slag !== "ar")) continue;
        if (f === this.tiltak[id].f) f = { ...f };
        const na = f[en.navn];
        f[en.navn] = { ...na, verdi: slag === "tall" ? verdi : na.verdi.map((for_, nr) => (nr === ar ? verdi : for_)) };
      }
      return f;
    }

    // What the formula asks for: an assumption's value in a year, in kroner and ones.
    verdiene(f) {
      const forste = this.periode[0];
      return (navn, ar) => {
        const { verdi, faktor } = f[navn];
        const en = Array.isArray(verdi) ? verdi[ar - forste] : verdi;
        return faktor === EN ? en : en.ganger(faktor);
      };
    }

    // What known premises do, and what is carried out: by measure {gjennomfores, grunn, av, senere, skala}.
    tilstanden(verdier) {
      const gitt = (adresse, ellers) => verdier.get(adresse) ?? ellers;
      const slatt = Object.values(this.premisser).filter((p) => {
        const svar = gitt(`premiss.${p.id}`, p.avklart ?? UAVKLART);
        return svar !== UAVKLART && svar !== p.antatt;
      });
      const utsatt = (id) => slatt.reduce((ar, p) => ar + (p.pa[id]?.utsetter ?? 0), 0);
      const alle = {};
      for (const id of this.ider) {
        const t = this.tiltak[id];
        const egne = slatt.filter((p) => id in p.pa).map((p) => p.pa[id]);
        let grunn = gitt(`${id}.gjennomfores`, JA) === JA ? "" : "utelatt";
        if (t.avvist) grunn = "avvist";
        else if (egne.some((v) => v.stopper)) grunn = "premiss";
        alle[id] = {
          gjennomfores: !grunn, grunn, av: [],
          senere: Number(gitt(`${id}.forsinkelse`, brok(t.forsinkelse)).t) + Math.max(0, ...[id, ...this.foran[id]].map(utsatt)),
          skala: egne.reduce((a, v) => a.ganger(v.ganger), EN),
          fast: utsatt(id),
        };
      }
      // Whatever depends on one that is not carried out is not carried out either.
      for (let noen = true; noen;) {
        const faller = this.ider.filter((id) => alle[id].gjennomfores)
          .map((id) => [id, this.tiltak[id].avhenger.filter((annet) => !alle[annet].gjennomfores)])
          .filter(([, av]) => av.length);
        for (const [id, av] of faller) Object.assign(alle[id], { gjennomfores: false, grunn: "avhenger", av });
        noen = faller.length > 0;
      }
      return alle;
    }

    regn(verdier) {
      const ut = new Resultat(this, verdier, this.sist);
      this.sist = ut;
      return ut;
    }
  }

  // A series so many years later: nothing before its start, and its end out of the period.
  const utsatt = (belop, ar) => belop.map((_, nr) => belop[nr - ar] ?? NULL);
  const ganget = (belop, del) => (del.lik(EN) ? belop : belop.map(del.fortegn() ? (b) => b.ganger(del) : () => NULL));

  // Whether a measure has the same to be worked out of as it had.
  const somFor = (husket, na, f) => husket
    && husket.gjennomfores === na.gjennomfores && husket.senere === na.senere && husket.skala.lik(na.skala)
    && (husket.f === f || Object.keys(f).every((navn) => husket.f[navn] === f[navn] || String(husket.f[navn].verdi) === String(f[navn].verdi)));

  class Resultat {
    constructor(bok, verdier, for_) {
      this.bok = bok;
      this.verdier = verdier;
      const { periode } = bok;
      const tilstand = bok.tilstanden(verdier);
      this.tiltak = {};
      for (const id of bok.ider) {
        const f = bok.forutsetningene(id, verdier);
        const na = tilstand[id];
        const husket = for_?.tiltak[id];
        this.tiltak[id] = somFor(husket, na, f) ? { ...husket, ...na, f } : { ...na, f, ...this.#effekt(id, f, na) };
      }
      // What overlaps counts once; an overlap counts only between two that are both carried out.
      this.overlapp = bok.overlapp.filter((o) => this.tiltak[o.viker].gjennomfores && this.tiltak[o.teller].gjennomfores);
      for (const id of bok.ider) {
        const tatt = sum(this.overlapp.filter((o) => o.viker === id).map((o) => o.andel));
        const rest = EN.minus(tatt);
        const gebyr = bok.tiltak[id].selvkost;
        const ett = this.tiltak[id];
        ett.vekt = { frigjort: rest.ganger(EN.minus(gebyr)), gebyr: rest.ganger(gebyr) };
        ett.teller = ganget(ett.effekt, ett.vekt.frigjort);
      }
      const summen = (ider, rad) => periode.map((_, nr) => sum(ider.map((id) => rad(id)[nr])));
      this.summen = summen;
      this.total = summen(bok.ider, (id) => this.tiltak[id].teller);
      this.gebyrer = summen(bok.ider, (id) => ganget(this.tiltak[id].effekt, this.tiltak[id].vekt.gebyr));
      const gruppert = (felt, grupper) => Object.fromEntries(grupper.map((gruppe) =>
        [gruppe, summen(bok.ider.filter((id) => bok.tiltak[id][felt] === gruppe), (id) => this.tiltak[id].teller)]));
      this.perVirksomhet = gruppert("virksomhet", Object.keys(bok.data.virksomheter));
      this.perKlasse = gruppert("klasse", bok.data.klasser.map(([klasse]) => klasse));
    }

    #effekt(id, f, na) {
      const { periode } = this.bok;
      const { formel, til } = this.bok.tiltak[id];
      if (!na.gjennomfores) {
        const ingen = periode.map(() => NULL);
        return { uavrundet: ingen, effekt: ingen };
      }
      const verdi = this.bok.verdiene(f);
      const uavrundet = this.somDetBlir(na, periode.map((ar) => Regn.regnUt(formel, verdi, ar, periode)));
      return { uavrundet, effekt: uavrundet.map((b) => rund(b, til)) };
    }

    // The series as much later, and as much larger or smaller, as the measure's delay and known premises make it.
    somDetBlir(na, belop) { return utsatt(ganget(belop, na.skala), na.senere); }

    ukjent(id, nr) {
      const { tiltak, periode } = this.bok;
      const [{ uoppgitt, f }, { gjennomfores, senere }] = [tiltak[id], this.tiltak[id]];
      if (!uoppgitt || !gjennomfores) return false;
      const belop = `${id}.${Object.keys(f)[0]}`; // what the source states is all that such a measure has
      const fra = nr - senere;
      return uoppgitt.includes(fra) && !this.verdier.has(`${belop}[${periode[fra]}]`);
    }

    // Each agency's cut and what is left of it, and of all together: one never covers another's.
    dekning(nytt = false, perVirksomhet = this.perVirksomhet) {
      const { bok } = this;
      const kutt = nytt ? bok.nytt : bok.kutt;
      const hver = Object.fromEntries(Object.entries(perVirksomhet).map(([kode, belop]) => [kode, belop.map((effekt, nr) => {
        const eget = kutt[kode]?.[nr] ?? null;
        return { kutt: eget, effekt, gjenstar: eget === null ? null : storst(eget.minus(effekt), NULL), utenfor: NULL };
      })]));
      const samlet = bok.periode.map((_, nr) => {
        const utenfor = sum(Object.keys(hver).filter((kode) => !(kode in kutt)).map((kode) => hver[kode][nr].effekt));
        const egne = Object.keys(hver).filter((kode) => kode in kutt).map((kode) => hver[kode][nr]);
        const med = bok.data.kjent[nr] ? egne.filter((d) => d.kutt !== null) : [];
        if (!med.length) return { kutt: null, effekt: sum(egne.map((d) => d.effekt)), gjenstar: null, utenfor };
        return {
          kutt: sum(med.map((d) => d.kutt)), effekt: sum(med.map((d) => d.effekt)), gjenstar: sum(med.map((d) => d.gjenstar)),
          utenfor: utenfor.pluss(sum(egne.filter((d) => d.kutt === null).map((d) => d.effekt))),
        };
      });
      return { ...hver, [TOTAL]: samlet };
    }
  }

  const lest = new Map();
  const sektor = (id) => {
    if (!lest.has(id) && Regn.data?.[id]) lest.set(id, new Sektor(Regn.data[id]));
    return lest.get(id);
  };

  Object.assign(Regn, { Sektor, Resultat, sektor, utsatt, JA, NEI, UAVKLART, TOTAL });
})();
