// Numbers as they are read and shown: the same words and signs as effekt.base.numbers and effekt.model.verdi have.
//
//   const tall = Regn.lagTall(tabeller)      the tables of words and patterns that the build took from Python
//   tall.les("1,25 mill.", f)                a Brok in the unit of f ({enhet, base, faktor, kr}); throws Ugyldig
//   tall.lesInnenfor("15", f)                the same, held to f.minst and f.storst; throws Ugyldig with what they are
//   tall.lesOrd("Ja", {ja: "gjennomføres"})  the word that is meant by its name or by itself; throws Ugyldig
//   Regn.visTall(b, desimaler) .visBelop .visProsent .skrivTall .visVerdi(b, f)
//
// What Ugyldig says is the sentence that the command gives. A test holds each of them against Python.
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const { Brok, brok, rund, NULL } = Regn;

  const HARDT_MELLOMROM = "\u00a0";
  const MINUS = "\u2212";
  const STREK = "\u2013";
  const [MANGLER, UKJENT] = ["ikke oppgitt", "?"];
  const FLEST_DESIMALER = 3;
  const STORSTE_DESIMALER = 2;

  class Ugyldig extends Error {}

  // How many decimals say all of the value; «ellers» where three do not.
  const desimalerI = (verdi, ellers = 0) => {
    for (let n = 0; n <= FLEST_DESIMALER; n += 1) if ((verdi.t * 10n ** BigInt(n)) % verdi.n === 0n) return n;
    return ellers;
  };

  const visTall = (verdi, desimaler = Math.min(desimalerI(verdi, STORSTE_DESIMALER), STORSTE_DESIMALER)) => {
    const ti = 10n ** BigInt(desimaler);
    const skalert = rund(verdi.ganger(new Brok(ti, 1n))).t;
    const [hele, deler] = [(skalert < 0n ? -skalert : skalert) / ti, (skalert < 0n ? -skalert : skalert) % ti];
    const gruppert = String(hele).replace(/\B(?=(\d{3})+$)/g, HARDT_MELLOMROM);
    const tekst = desimaler ? `${gruppert},${String(deler).padStart(desimaler, "0")}` : gruppert;
    return skalert < 0n ? MINUS + tekst : tekst;
  };

  const visBelop = (verdi, desimaler = desimalerI(verdi, STORSTE_DESIMALER)) => visTall(verdi, desimaler);
  const HUNDRE = new Brok(100n, 1n);
  const visProsent = (andel, desimaler) => `${visTall(andel.ganger(HUNDRE), desimaler)}${HARDT_MELLOMROM}%`;

  // A number as it is typed in data/, exactly: 0.1, 14000000, 5/24.
  const skrivTall = (tall) => {
    const nevner = tall.n;
    let desimaler = -1;
    for (let n = 0; n < nevner.toString(2).length && desimaler < 0; n += 1)
      if (10n ** BigInt(n) % nevner === 0n) desimaler = n;
    if (desimaler <= 0) return String(tall);
    const teller = tall.t < 0n ? -tall.t : tall.t;
    const hele = String((teller * 10n ** BigInt(desimaler)) / nevner).padStart(desimaler + 1, "0");
    return `${tall.t < 0n ? "-" : ""}${hele.slice(0, -desimaler)}.${hele.slice(-desimaler)}`;
  };

  // A value without its unit; a share as a percentage.
  const visVerdi = (verdi, f) => (f.base === "andel" ? visProsent(verdi) : visTall(verdi));

  const grenserIOrd = (minst, storst, vis) => {
    if (minst === null) return storst === null ? "" : `${vis(storst)} og mindre`;
    return storst === null ? `${vis(minst)} og mer` : `${vis(minst)}${STREK}${vis(storst)}`;
  };

  // What is wrong with a value outside its limits, and what it may have meant; empty within.
  const utenfor = (verdi, { minst, storst, enhet }) => {
    const innenfor = (tall) => (minst === null || tall.cmp(minst) >= 0) && (storst === null || tall.cmp(storst) <= 0);
    if (innenfor(verdi)) return "";
    const hundredel = verdi.delt(HUNDRE);
    const ment = [hundredel, verdi.neg()].find(innenfor);
    let rad = ment ? ` ${STREK} mente du ${skrivTall(ment)}?` : ".";
    if (ment && ment.lik(hundredel) && verdi.cmp(Regn.EN) > 0 && verdi.cmp(new Brok(2n, 1n)) <= 0) {
      const skrevet = skrivTall(ment).replace(".", ",");
      rad = `. ${visTall(verdi)} er ${visTall(verdi.ganger(HUNDRE))} %, og ${visTall(verdi)} % skrives ${skrevet}.`;
    }
    const vist = /^\d/.test(enhet) ? `(${enhet})` : enhet;
    return `${`er ${visTall(verdi)} ${vist}`.trimEnd()}${rad} Tillatt: ${grenserIOrd(minst, storst, visTall)}`;
  };

  // How many signs two words have in common, the longest run of them first: what Python's difflib counts.
  const felles = (a, b) => {
    let [lengst, i, j] = [0, 0, 0];
    for (const x of a.keys())
      for (const y of b.keys()) {
        let n = 0;
        while (x + n < a.length && a[x + n] === b[y + n]) n += 1;
        if (n > lengst) [lengst, i, j] = [n, x, y];
      }
    return lengst && lengst + felles(a.slice(0, i), b.slice(0, j)) + felles(a.slice(i + lengst), b.slice(j + lengst));
  };

  // The known words that a word may have been meant as, the nearest first.
  const lignende = (skrevet, kjente, [nestenLik, likner]) => {
    const forenklet = (ord) => ord.toLowerCase().replace(/[åøæ]/g, (tegn) => ({ å: "a", ø: "o", æ: "a" })[tegn]);
    const [ment, former] = [[...forenklet(skrevet)], new Map(kjente.map((ord) => [forenklet(ord), ord]))];
    const grad = (form) => (2 * felles([...form], ment)) / (form.length + ment.length);
    const alle = [...former.keys()].map((form) => [grad(form), form]).sort(([a, x], [b, y]) => b - a || (x < y ? 1 : -1));
    const sikre = alle.filter(([lik]) => lik >= nestenLik).slice(0, 1);
    return (sikre.length ? sikre : alle.filter(([lik]) => lik >= likner).slice(0, 3)).map(([, form]) => former.get(form));
  };

  const lagTall = (tabeller) => {
    const t = tabeller.monstre;
    const hele = (kilde, flagg = "u") => new RegExp(`^(?:${kilde})$`, flagg);
    // What Python takes for a blank.
    const BLANKE = new RegExp(`[${t.blanke}]+`, "gu");
    const [FORAN, BAK] = [new RegExp(`^[${t.blanke}]+`, "u"), new RegExp(`[${t.blanke}]+$`, "u")];
    const strip = (tekst) => tekst.replace(FORAN, "").replace(BAK, "");
    const TALL_MED_ORD = hele(t.tall_med_ord, "iu");
    const TALLFORM = hele(t.tallform);
    const ANNEN_VALUTA = new RegExp(t.annen_valuta, "iu");
    const SKALA = tabeller.skala.map(([monster, ganger]) => [hele(monster, "iu"), brok(ganger)]);
    const PROSENT = brok(tabeller.prosent);
    const LUKKET_PUNKTUM = hele("[1-9]\\d{0,2}\\.\\d{3}");

    const tallrad = (tekst) => {
      const rett = tekst.replace(/^[\u2012-\u2014]/, "-");
      const tett = rett.replace(new RegExp(`(?<=\\d)[${t.blanke}'_](?=\\d{3})`, "gu"), "");
      if (/^-?\d{1,3}((\.\d{3}){2,}|(,\d{3}){2,})$/.test(tett))
        return `Skriv tallet uten skilletegn: ${tett.replace(/[.,]/g, "")}.`;
      if (/^-?\d+,\d+$/.test(tett)) return `Bruk punktum som desimaltegn: ${tett.replace(",", ".")}.`;
      if (TALLFORM.test(rett)) return `Skriv minus som bindestrek: ${rett}.`;
      if (TALLFORM.test(tett)) return `Skriv tallet uten mellomrom: ${tett}.`;
      const treff = tett.match(
        new RegExp(`^(-?\\d+(?:[.,]\\d+)?)[${t.blanke}]*(%|milliard|mrd|mill|[a-zæøå]{2})[^\\n]*$`, "iu"));
      if (!treff) return "Skriv et tall, for eksempel 1180780, 0.10 eller 5/24.";
      const bare = brok(treff[1].replace(",", "."));
      const enhet = treff[2].toLowerCase();
      if (enhet === "%") {
        const hundredel = bare.delt(HUNDRE);
        const andel = bare.erHel() ? visTall(hundredel, 2).replace(/\s/g, "").replace(MINUS, "-").replace(",", ".")
          : skrivTall(hundredel);
        return `Skriv prosent som andel (${skrivTall(bare)} % er ${andel}), eller uten tegn der enheten er «prosent».`;
      }
      if (enhet in tabeller.skala_i_ord) {
        const [ord, skala] = tabeller.skala_i_ord[enhet];
        return `Skriv ${skrivTall(bare.ganger(brok(skala)))} der enheten er kr, ${skrivTall(bare)} der den er ${ord}.`;
      }
      return `Skriv bare tallet, uten enhet: ${skrivTall(bare)}.`;
    };

    // A number as it is typed in data/.
    const lesTall = (verdi) => {
      const tekst = strip(verdi);
      if ([...tekst].length > tabeller.lengde && /^[-\u22120-9]/u.test(tekst)) throw new Ugyldig(tabeller.for_langt);
      if (!TALLFORM.test(tekst)) throw new Ugyldig(`er «${tekst}», som ikke er et tall. ${tallrad(tekst)}`);
      const [teller, nevner] = tekst.replaceAll(MINUS, "-").split("/");
      if (teller.split(".")[0].length > tabeller.sifre) throw new Ugyldig(tabeller.for_langt);
      if (nevner !== undefined && BigInt(nevner) === 0n) throw new Ugyldig(`er «${tekst}», og kan ikke deles på null`);
      const lest = brok(teller);
      return nevner === undefined ? lest : lest.delt(brok(nevner));
    };

    const sierKroner = (foran, skala) => !["kr", "nok"].includes(foran.toLowerCase()) || /kr|nok/i.test(skala);

    const les = (verdi, f) => {
      if ([...verdi].length > tabeller.lengde + tabeller.vist) return lesTall(verdi);
      const tekst = verdi.replace(BLANKE, " ").replaceAll(MINUS, "-").replace(/^ | $/g, "");
      const treff = tekst.match(TALL_MED_ORD)?.groups;
      if (!treff && ANNEN_VALUTA.test(tekst))
        throw new Ugyldig(`er «${verdi}», men beløp regnes i kroner. Regn beløpet om til kr`);
      if (!treff) return lesTall(verdi);
      if (treff.foran && (treff.bak || (treff.skala && sierKroner(treff.foran, treff.skala))))
        throw new Ugyldig(`er «${verdi}», som sier to ganger hva tallet er i. Skriv for eksempel 830 000 kr`);
      const tall = lesTall(treff.minus + treff.minus_bak + treff.tall.replaceAll(" ", "").replace(",", "."));
      const ord = treff.skala || treff.foran || "";
      const skala = SKALA.find(([monster]) => monster.test(ord))?.[1] ?? null;
      const kroner = Boolean(treff.foran || treff.bak || treff.strek || (skala && skala.cmp(Regn.EN) > 0));
      if (skala === null && !kroner) return tall;
      if (kroner && skala === null && LUKKET_PUNKTUM.test(treff.tall)) {
        const [uten, med] = [treff.tall.replaceAll(".", ""), treff.tall.replaceAll(".", ",")];
        throw new Ugyldig(`er «${strip(verdi)}», som kan være ${uten} eller ${med}. Skriv tallet uten punktum, `
          + "eller med desimalkomma");
      }
      if (skala?.lik(PROSENT) && !kroner) {
        if (!["andel", "prosent", "prosentpoeng"].includes(f.base))
          throw new Ugyldig(`er «${verdi}», men enheten er ${f.enhet}, ikke prosent`);
        return tall.ganger(PROSENT).delt(f.faktor);
      }
      if (skala?.lik(PROSENT) || f.kr === null)
        throw new Ugyldig(`er «${verdi}», men enheten er ${f.enhet}, ikke kroner`);
      return tall.ganger(skala ?? Regn.EN).delt(f.kr);
    };

    const lesInnenfor = (verdi, f) => {
      const lest = les(verdi, f);
      const galt = utenfor(lest, f);
      if (galt) throw new Ugyldig(galt);
      return lest;
    };

    // A word of a scale, or the name that a reader knows it by.
    const lesOrd = (verdi, kjente) => {
      const tekst = strip(verdi.replace(BLANKE, " "));
      const navn = { ...Object.fromEntries(Object.entries(kjente).map(([ord, vist]) => [vist.toLowerCase(), ord])),
        ...Object.fromEntries(Object.keys(kjente).map((ord) => [ord, ord])) };
      const skrevet = [tekst, tekst.toLowerCase(), tekst.toLowerCase().replaceAll(" ", "_")].find((en) => Object.hasOwn(navn, en));
      if (skrevet !== undefined) return navn[skrevet];
      const ment = lignende(tekst, [...new Set([...Object.keys(kjente), ...Object.values(kjente)])].sort(), tabeller.likhet);
      throw new Ugyldig(`er «${tekst}».${ment.length ? ` Mente du ${ment.join(" eller ")}?` : ""} Velg én av: ${Object.keys(kjente).join(", ")}`);
    };

    return { les, lesTall, lesInnenfor, lesOrd };
  };

  // Kroner in the book's unit: whole where it is, else with all its decimals, or one where three do not say all.
  const lagPenger = ({ i_kroner, ord }) => {
    const skala = brok(i_kroner);
    return {
      ord,
      iEnheten: (belop) => belop.delt(skala),
      vis: (belop, desimaler) => {
        const vist = belop.delt(skala);
        return visTall(vist, desimaler === undefined || vist.erHel() ? desimalerI(vist, 1) : desimaler);
      },
    };
  };

  Object.assign(Regn, {
    Ugyldig, lagTall, lagPenger, visTall, visBelop, visProsent, visVerdi, skrivTall, utenfor, desimalerI,
    HARDT_MELLOMROM, MINUS, STREK, MANGLER, UKJENT, nullTall: NULL,
  });
})();
