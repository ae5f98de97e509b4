// «Regn selv» on a measure's page: its assumptions with slider and field, its start, whether it is carried out and the
// premises that touch it; the years, the span and the picture that follow, and what can be taken along.
//
// Nothing of the book's is overwritten: what is the reader's stands in the panel, marked as in a rerun. All panels of a
// page share their changes, which stand in the address (tilstand.js). Nothing is stored.
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const { Brok, brok, sum, minst, storst, NULL, EN, STREK, MANGLER, UKJENT, Ugyldig, sett } = Regn;

  const MERKE = "regn";
  const [SNAKK, SKRIV] = [600, 200]; // ms before it is read aloud, and before the address follows
  const HOPP = 10; // steps of page up and page down
  const PUNKTER = 200; // of a slider, at most
  const TIDER = { 0: "som planlagt", 1: "ett år senere", 2: "to år senere", 3: "tre år senere" };
  // Whose a value is, where it is not printed: never to be taken for the report's.
  const OPPHAV = { avledet: "Utledet av oss", valgt: "Vårt valg" };
  const SVAR = { ja: "ja", nei: "nei", uavklart: "ikke avklart" };

  const element = (navn, egenskaper = {}, ...barn) => {
    const { aria = {}, ...rett } = egenskaper;
    const laget = Object.assign(document.createElement(navn), rett);
    for (const [en, verdi] of Object.entries(aria)) laget.setAttribute(en.startsWith("data-") || en === "role" || en === "list" ? en : `aria-${en}`, verdi);
    laget.append(...barn);
    return laget;
  };
  const stor = (tekst) => tekst.charAt(0).toUpperCase() + tekst.slice(1);
  const MILL = brok(1_000_000);
  // A value within a sentence: «15», «12 %», «250 mill. kr».
  const kortVerdi = (verdi, f) => {
    if (f.kr === null) return Regn.visVerdi(verdi, f);
    const mill = verdi.ganger(f.kr).delt(MILL);
    const rund = mill.abs().cmp(EN) >= 0 && mill.ganger(brok(10)).erHel();
    return rund ? `${Regn.visBelop(mill)} mill. kr` : `${Regn.visTall(verdi)} ${f.base}`;
  };
  const lik = (a, b) => (a instanceof Brok ? b instanceof Brok && a.lik(b) : a === b);

  // --- the slider's points: round numbers over the span, with the book's value and the ends among them ---------------

  const rundtSteg = (bredde, heltall) => {
    const minste = bredde.delt(new Brok(BigInt(PUNKTER), 1n));
    let ti = EN;
    while (ti.cmp(minste) < 0) ti = ti.ganger(brok(10));
    while (ti.ganger(brok("1/10")).cmp(minste) >= 0) ti = ti.ganger(brok("1/10"));
    const steg = ["1/5", "1/2", "1"].map((del) => ti.ganger(brok(del))).find((en) => en.cmp(minste) >= 0) ?? ti;
    return heltall ? storst(steg, EN) : steg;
  };

  const punktene = (kjent, ender) => {
    const { verdi, f } = kjent;
    const halv = verdi.abs().ganger(brok("1/2"));
    const rekka = Array.isArray(f.verdi) ? f.verdi.reduce(storst) : NULL;
    const utslag = halv.fortegn() ? halv : storst(rekka, f.storst ?? EN);
    const innenfor = (en) => (f.minst && en.cmp(f.minst) < 0 ? f.minst : f.storst && en.cmp(f.storst) > 0 ? f.storst : en);
    const fra = innenfor(minst(verdi.minus(utslag), ender?.[0] ?? verdi));
    const til = innenfor(storst(storst(verdi.pluss(utslag), rekka), ender?.[1] ?? verdi));
    const telt = f.kr === null && !["andel", "prosent", "prosentpoeng", "promille"].includes(f.base);
    const steg = rundtSteg(til.minus(fra), telt && verdi.erHel());
    const alle = [fra, til, verdi, ...(ender ?? [])];
    for (let en = new Brok(fra.delt(steg).gulv() + 1n, 1n).ganger(steg); en.cmp(til) < 0; en = en.pluss(steg)) alle.push(en);
    alle.sort((a, b) => a.cmp(b));
    return alle.filter((en, nr) => !nr || !en.lik(alle[nr - 1]));
  };

  const naermest = (punkter, verdi) => {
    let nr = punkter.findIndex((en) => en.cmp(verdi) >= 0);
    if (nr < 0) nr = punkter.length - 1;
    return nr && verdi.minus(punkter[nr - 1]).cmp(punkter[nr].minus(verdi)) < 0 ? nr - 1 : nr;
  };

  // --- what all panels of a page share -----------------------------------------------------------------------------

  class Side {
    constructor(bok) {
      this.bok = bok;
      this.endringer = {};
      this.panel = [];
      this.bokens = bok.regn(new Map());
      this.ut = this.bokens;
      this.merke = MERKE;
    }

    // Takes the value in, as typed; returns what is wrong with it, and then nothing has changed.
    sett(nye) {
      performance.mark("regn-start");
      const endringer = { ...this.endringer, ...nye };
      const { verdier, feil } = this.bok.les(endringer);
      if (feil.length) return feil.map(([, melding]) => melding).join(" ");
      for (const [adresse, verdi] of verdier)
        if (lik(verdi, this.bok.adresser.get(adresse).verdi)) {
          verdier.delete(adresse);
          delete endringer[adresse];
        }
      this.endringer = endringer;
      this.ut = this.bok.regn(verdier);
      this.vis();
      return "";
    }

    nullstill(adresser = Object.keys(this.endringer)) {
      this.endringer = Object.fromEntries(Object.entries(this.endringer).filter(([en]) => !adresser.includes(en)));
      this.sett({});
    }

    // These changes and no others; those that cannot stand together are left out, one by one, and what is wrong is told.
    bare(endringer) {
      this.endringer = {};
      const galt = this.sett(endringer);
      if (!galt) return [];
      for (const [adresse, verdi] of Object.entries(endringer)) this.sett({ [adresse]: verdi });
      return [galt];
    }

    // The exact value at an address: the reader's, else the book's.
    verdi(adresse) { return this.ut.verdier.get(adresse) ?? this.bok.adresser.get(adresse).verdi; }

    vis() {
      if (!performance.getEntriesByName("regn-start").length) performance.mark("regn-start");
      this.tegn();
      performance.clearMeasures("regn"); // the last one stands, for who measures
      performance.measure("regn", "regn-start");
      performance.clearMarks("regn-start");
      clearTimeout(this.skriver);
      this.skriver = setTimeout(() => this.tilAdressen(), SKRIV);
    }

    tegn() { for (const ett of this.panel) if (ett.rot.open) ett.vis(); }

    lenke() { return location.href.split("#")[0] + this.hash(); }

    hash() { return Regn.adresse.skriv(this.bok, this.endringer, MERKE); }

    tilAdressen() {
      const hash = this.hash();
      if (!hash && !location.hash.startsWith(`#${this.merke}`)) return;
      try {
        history.replaceState(null, "", hash || location.pathname + location.search);
      } catch { /* the state is not in the address, then */ }
    }

    fraAdressen() {
      const lest = Regn.adresse.les(location.hash, MERKE);
      const navn = Object.keys(lest.endringer);
      if (!navn.length) return;
      const { endringer, sagt } = Regn.adresse.siden(this.bok, lest);
      sagt.push(...this.bare(endringer));
      // Where it is another measure that is changed, what follows for this page's is told by the first.
      const gjelder = this.panel.filter((ett) => navn.some((en) => ett.gjelder(en)));
      const egne = gjelder.length ? gjelder : this.panel.slice(0, 1);
      for (const ett of egne) ett.apne();
      egne[0].meld(sagt);
      egne[0].rot.scrollIntoView({ block: "start" });
    }
  }

  // --- what can be taken along: of a panel, or of a package --------------------------------------------------------

  const lagKnapp = (textContent, gjor, className = "") => {
    const laget = element("button", { type: "button", textContent, className });
    laget.addEventListener("click", gjor);
    return laget;
  };

  // Sets eier.kommando and eier.baresom, the buttons that need a change; eier.handtak() says what it is called, its
  // picture and its table.
  const videre = (eier) => {
    const { side, bok, nr } = eier;
    const { lastNed, kopier } = Regn.handtak;
    const felt = (navn, hjelp) => {
      const n = `regn-${nr}-${navn}`;
      const inn = element("input", { type: "text", id: n, maxLength: 300, autocomplete: "off" });
      return [inn, element("div", { className: "regn-felt regn-valg" }, element("label", { htmlFor: n, textContent: hjelp }), inn)];
    };
    const [hvem, hvemFelt] = felt("hvem", "Hvem har regnet?");
    const [hvorfor, hvorforFelt] = felt("hvorfor", "Hvorfor?");
    const sagt = element("span", { className: "regn-kopiert", aria: { role: "status" } });
    const kopi = (tekst, hva) => async () => {
      side.tilAdressen();
      sett(sagt, (await kopier(tekst())) ? `${hva} er kopiert.` : `${hva} kunne ikke kopieres. Merk teksten, og trykk Ctrl og C.`);
    };
    const som = eier.handtak();
    const navn = `${som.fil}-egen-beregning`;
    eier.kommando = element("code", { className: "regn-kommando" });
    const fil = lagKnapp("Last ned endringer.yml", () => lastNed("endringer.yml", "text/yaml", Regn.handtak.fil(bok, side.endringer, {
      tittel: som.tittel, forfatter: hvem.value.trim(), begrunnelse: hvorfor.value.trim(), dato: Regn.handtak.iDag(),
    })));
    const tabell = lagKnapp("Last ned tallene (CSV)", () => lastNed(`${navn}.csv`, "text/csv", Regn.handtak.csv(som.csv())));
    const svg = lagKnapp("Last ned bildet (SVG)", () => lastNed(`${navn}.svg`, "image/svg+xml", som.bilde()));
    const png = lagKnapp("Last ned bildet (PNG)", async () => {
      try {
        lastNed(`${navn}.png`, "image/png", await Regn.somPng(som.bilde()));
      } catch {
        sett(sagt, "Nettleseren kan ikke lage PNG av bildet. Last det ned som SVG.");
      }
    });
    const lenke = lagKnapp("Kopier lenke", kopi(() => side.lenke(), "Lenken"));
    const kommando = lagKnapp("Kopier kommandoen", kopi(() => eier.kommando.textContent, "Kommandoen"));
    eier.baresom = [fil, lenke, kommando];
    return element("details", { className: "regn-videre" }, element("summary", { textContent: "Ta beregningen med videre" }),
      element("div", { className: "regn-knapper" }, lenke, png, svg, tabell, sagt),
      element("p", { textContent: "Hele boken regnes om med det samme, hos den som har den, med kommandoen:" }), eier.kommando,
      element("div", { className: "regn-knapper" }, kommando),
      element("p", { textContent: "Eller med en fil som sier hvem og hvorfor:" }), hvemFelt, hvorforFelt,
      element("div", { className: "regn-knapper" }, fil));
  };

  // --- one measure's panel -----------------------------------------------------------------------------------------

  let nummer = 0;

  class Panel {
    // In a package the measure is left out by a tick, and what is taken along is the package.
    constructor(side, id, iPakken = false) {
      const { bok } = side;
      this.side = side;
      this.iPakken = iPakken;
      this.bok = bok;
      this.id = id;
      this.t = bok.tiltak[id];
      this.nr = nummer += 1;
      this.felt = [];
      this.adresser = new Set();
      const { data } = bok;
      this.kilden = data.rapport || "boken";
      [this.kort, this.enhet] = data.penger.ord.includes(".") ? [data.penger.ord.split(" ")[0], data.penger.ord] : [data.penger.ord, data.penger.ord];
      this.rot = element("details", { className: "regn-panel" },
        element("summary", {}, iPakken ? "Endre forutsetningene" : "Regn selv: endre forutsetningene",
          ...(iPakken ? [element("span", { className: "skjult", textContent: `: ${this.t.navn}` })] : [])));
      this.rot.addEventListener("toggle", () => { if (this.rot.open) this.apne(); });
    }

    // Whether the address is of the measure, or of a premise that touches it.
    gjelder(adresse) {
      const [foran, navn] = adresse.split(".");
      return foran === "premiss" ? this.id in (this.bok.premisser[navn]?.pa ?? {}) : foran === this.id;
    }

    // Made when it is first opened: a page with many cards costs nothing until then.
    apne() {
      if (!this.laget) {
        this.laget = true;
        this.rot.append(...this.#innhold());
        this.vis();
      }
      this.rot.open = true;
    }

    #innhold() {
      const { t, bok, side } = this;
      const egne = Object.values(t.f);
      const rekker = egne.filter((f) => Array.isArray(f.verdi));
      this.merknad = element("p", { className: "regn-merknad", hidden: true });
      this.status = element("p", { className: "skjult", aria: { role: "status" } });
      this.setning = element("p", { className: "regn-setning" });
      this.utskrift = element("p", { className: "regn-utskrift" });
      const tall = egne.filter((f) => !Array.isArray(f.verdi)).map((f) => this.#rad(`${this.id}.${f.navn}`, stor(f.vist)));
      const rekke = (f) => bok.periode.map((ar) => this.#rad(`${this.id}.${f.navn}[${ar}]`, String(ar), stor(f.vist)));
      const gruppe = (f) => element("fieldset", { className: "regn-rekke" }, element("legend", { textContent: stor(f.vist) }), ...rekke(f));
      this.tilbake = lagKnapp(`Som i ${this.kilden}`, () => side.nullstill(this.iPakken ? [...this.adresser] : undefined), "regn-tilbake");
      const ender = this.t.drivere?.length ? ["Lavt anslag", "Høyt anslag"].map((tekst, nr) => lagKnapp(tekst, () => this.#ende(nr))) : [];
      const skjema = element("form", { className: "regn-skjema", noValidate: true, aria: { label: `Regn selv: ${t.navn}` } },
        ...tall, ...rekker.filter((f) => !f.innfasing).map(gruppe), this.#start(), ...(this.iPakken ? [] : [this.#gjennomfores()]), ...this.#premisser(),
        ...rekker.filter((f) => f.innfasing).map((f) => element("details", { className: "regn-innfasing" },
          element("summary", { textContent: `${stor(f.vist)}, år for år` }), ...rekke(f))),
        element("div", { className: "regn-knapper" }, ...ender, this.tilbake));
      skjema.addEventListener("submit", (hendelse) => hendelse.preventDefault());
      const rutene = [this.setning, element("div", { className: "regn-rutene" }, skjema, this.#svaret()), this.status];
      return this.iPakken ? rutene : [
        element("p", { className: "regn-om", textContent:
          `Din beregning, ikke ${this.kilden}s. Tallene ellers på siden står som de er. Ingenting blir lagret.` }),
        this.merknad, ...rutene, this.utskrift, videre(this),
      ];
    }

    // --- the fields ------------------------------------------------------------------------------------------------

    #felt(adresse, node, vis) {
      this.adresser.add(adresse);
      this.felt.push({ adresse, node, vis });
    }

    // An assumption: label, slider, field, the book's value, and what is wrong with what is typed.
    #rad(adresse, navn, gruppe = "") {
      const { side } = this;
      const kjent = this.bok.adresser.get(adresse);
      const { f } = kjent;
      const ender = Regn.endene(this.t, f);
      const begge = ender?.map((ende) => (Array.isArray(ende) ? ende[kjent.ar] : ende));
      const egne = begge && !begge[0].lik(begge[1]) ? begge : null;
      const punkter = punktene(kjent, egne);
      const [n, fot] = [`regn-${this.nr}-${this.felt.length}`, f.base === "andel" ? "" : f.enhet];
      const skrivbar = (verdi) => {
        const vist = Regn.visVerdi(verdi, f);
        try {
          if (this.bok.tall.les(vist, f).lik(verdi)) return vist;
        } catch { /* typed exactly, then */ }
        return Regn.skrivTall(verdi);
      };
      // What nobody has said is no zero, until the reader says it.
      const uoppgitt = this.#uoppgitt(kjent);
      const iFeltet = (verdi) => (uoppgitt && !(adresse in side.endringer) ? "" : skrivbar(verdi));
      const liste = element("datalist", { id: `${n}-merker` }, ...[...new Set([kjent.verdi, ...(egne ?? [])].map((en) => naermest(punkter, en)))]
        .map((nr) => element("option", { value: String(nr) })));
      const glider = element("input", {
        type: "range", id: `${n}-s`, min: "0", max: String(punkter.length - 1), step: "1",
        aria: { list: `${n}-merker`, labelledby: `${n}-navn` },
      });
      const felt = element("input", {
        type: "text", id: n, inputMode: "decimal", autocomplete: "off", spellcheck: false, maxLength: 80,
        aria: { describedby: `${n}-bok ${n}-feil` },
      });
      const feil = element("span", { className: "regn-feil", id: `${n}-feil` });
      const bok = element("span", { className: "regn-bok", id: `${n}-bok`, textContent:
        `${OPPHAV[f.opphav] ?? stor(this.kilden)}: ${uoppgitt ? MANGLER : `${skrivbar(kjent.verdi)}${fot ? ` ${fot}` : ""}`}`
        + (egne ? `. Lavt${STREK}høyt: ${egne.map(skrivbar).join(STREK)}` : "") });
      const prov = (tekst) => {
        const galt = side.sett({ [adresse]: tekst });
        sett(feil, galt && `${galt.replace(`${adresse} `, "").replace(/^./, (t) => t.toUpperCase())}`);
        felt.toggleAttribute("aria-invalid", false);
        if (galt) felt.setAttribute("aria-invalid", "true");
        else felt.removeAttribute("aria-invalid");
        this.#les(galt ? `${navn}: ${feil.textContent}` : "");
        return !galt;
      };
      const tilbake = () => prov(Regn.skrivTall(kjent.verdi));
      glider.addEventListener("input", () => prov(Regn.skrivTall(punkter[Number(glider.value)])));
      glider.addEventListener("keydown", (h) => {
        const hopp = { PageUp: HOPP, PageDown: -HOPP }[h.key];
        if (h.key === "Escape") tilbake();
        else if (hopp) {
          glider.value = String(Number(glider.value) + hopp);
          prov(Regn.skrivTall(punkter[Number(glider.value)]));
        } else return;
        h.preventDefault();
      });
      felt.addEventListener("input", () => prov(felt.value));
      felt.addEventListener("keydown", (h) => {
        const steg = { ArrowUp: 1, ArrowDown: -1, PageUp: HOPP, PageDown: -HOPP }[h.key];
        if (h.key === "Escape") tilbake();
        else if (steg) {
          const nr = Math.max(0, Math.min(punkter.length - 1, naermest(punkter, side.verdi(adresse)) + steg));
          prov(Regn.skrivTall(punkter[nr]));
        } else if (h.key !== "Enter") return;
        h.preventDefault();
        felt.value = iFeltet(side.verdi(adresse));
        sett(feil, "");
        felt.removeAttribute("aria-invalid");
      });
      felt.addEventListener("blur", () => { if (!feil.textContent) felt.value = iFeltet(side.verdi(adresse)); });
      const rad = element("div", { className: "regn-felt" },
        element("label", { htmlFor: n, id: `${n}-navn` }, ...(gruppe ? [element("span", { className: "skjult", textContent: `${gruppe}, ` })] : []), navn),
        glider, felt, element("span", { className: "regn-enhet", textContent: fot }), liste, bok, feil);
      this.#felt(adresse, rad, (verdi, endret) => {
        const nr = String(naermest(punkter, verdi));
        if (glider.value !== nr) glider.value = nr;
        glider.setAttribute("aria-valuetext", `${iFeltet(verdi) || MANGLER} ${fot}`.trim());
        if (document.activeElement !== felt) felt.value = iFeltet(verdi);
        if (document.activeElement !== felt && feil.textContent) sett(feil, "");
        rad.classList.toggle("regn-rort", endret);
      });
      return rad;
    }

    // Whether the source has no amount there; one of a simple measure, which has no other assumptions.
    #uoppgitt({ ar }) { return Boolean(this.t.uoppgitt?.includes(ar)); }

    #valg(adresse, navn, valgene, under = "") {
      const n = `regn-${this.nr}-${this.felt.length}`;
      const liste = element("select", { id: n }, ...valgene.map(([value, textContent]) => element("option", { value, textContent })));
      const rad = element("div", { className: "regn-felt regn-valg" }, element("label", { htmlFor: n, textContent: navn }), liste,
        ...(under ? [element("span", { className: "regn-bok", textContent: under })] : []));
      liste.addEventListener("change", () => this.side.sett({ [adresse]: liste.value }));
      liste.addEventListener("keydown", (h) => { if (h.key === "Escape") this.side.nullstill([adresse]); });
      this.#felt(adresse, rad, (verdi, endret) => {
        const skrevet = String(verdi);
        if (![...liste.options].some((en) => en.value === skrevet)) liste.append(element("option", { value: skrevet, textContent: `${skrevet} år senere` }));
        if (liste.value !== skrevet) liste.value = skrevet;
        rad.classList.toggle("regn-rort", endret);
      });
      return rad;
    }

    #start() {
      const bokens = Number(this.t.forsinkelse);
      const valg = [0, 1, 2, 3].map((ar) => [String(bokens + ar), stor(TIDER[ar])]);
      return this.#valg(`${this.id}.forsinkelse`, "Start", valg);
    }

    #gjennomfores() {
      if (this.t.avvist) return element("p", { className: "regn-bok", textContent: "Tiltaket er avvist, og er utelatt." });
      return this.#valg(`${this.id}.gjennomfores`, "Blir tiltaket gjennomført?", [["ja", "Ja"], ["nei", "Nei"]]);
    }

    // The premises that touch the measure, or one that it depends on.
    #premisser() {
      const med = [this.id, ...this.bok.foran[this.id]];
      return Object.values(this.bok.premisser).filter((p) => med.some((id) => id in p.pa)).map((p) => {
        const svar = ["uavklart", "ja", "nei"].filter((s) => s !== "uavklart" || p.avklart === null || p.sjanse);
        const virker = med.filter((id) => id in p.pa).map((id) => {
          const hva = p.pa[id].stopper ? "stopper" : p.pa[id].utsetter ? `blir ${TIDER[p.pa[id].utsetter] ?? "senere"}` : `blir ganget med ${Regn.visTall(p.pa[id].ganger)}`;
          return `${this.bok.tiltak[id].navn} ${hva}`;
        });
        return this.#valg(`premiss.${p.id}`, p.navn, svar.map((s) => [s, stor(SVAR[s])]),
          `Anslaget bygger på ${SVAR[p.antatt]}. Ellers: ${virker.join(", ")}.`);
      });
    }

    // All that varies at its end that gives least, or most: one at a time held against the book's own.
    #ende(hoy) {
      const nye = {};
      for (const navn of this.t.drivere) {
        const f = this.t.f[navn];
        const ender = Regn.endene(this.t, f);
        const skrevet = ender.map((ende) => (Array.isArray(ende)
          ? Object.fromEntries(this.bok.periode.map((ar, nr) => [`${this.id}.${navn}[${ar}]`, Regn.skrivTall(ende[nr])]))
          : { [`${this.id}.${navn}`]: Regn.skrivTall(ende) }));
        const gir = skrevet.map((en) => {
          const { verdier, feil } = this.bok.les(en);
          return feil.length ? null : sum(this.bok.regn(verdier).tiltak[this.id].uavrundet);
        });
        const best = gir[1] === null || (gir[0] !== null && gir[0].cmp(gir[1]) > 0) ? 0 : 1;
        Object.assign(nye, skrevet[hoy ? best : 1 - best]);
      }
      this.side.sett(nye);
    }

    // --- what comes out --------------------------------------------------------------------------------------------

    #svaret() {
      const { bok } = this;
      this.virksomhet = this.t.virksomhet in bok.kutt ? this.t.virksomhet : "";
      const hode = ["År", "Tiltaket", "Lavt–høyt", "Alle tiltak", ...(this.virksomhet ? [`Igjen av kuttet, ${this.virksomhet}`] : [])];
      const celle = (navn) => {
        const [na, for_] = [element("span"), element("span", { className: "regn-for" })];
        return { td: element("td", { aria: { "data-navn": navn } }, na, for_), na, for_ };
      };
      this.rader = bok.periode.map((ar) => {
        const celler = hode.slice(1).map((navn) => celle(navn));
        return { celler, tr: element("tr", {}, element("th", { scope: "row", textContent: String(ar) }), ...celler.map((c) => c.td)) };
      });
      this.tegning = Regn.tegning(bok.periode);
      return element("div", { className: "regn-svar" }, this.tegning.svg,
        element("p", { className: "regn-nokkel", textContent: `Fylt: din beregning. Stiplet ramme: ${this.kilden}. Strek: lavt–høyt.` }),
        element("table", { className: "regn-tabell" },
          element("caption", { textContent: `Din beregning, ${this.enhet} per år` }),
          element("thead", {}, element("tr", {}, ...hode.map((tekst) => element("th", { scope: "col", textContent: tekst })))),
          element("tbody", {}, ...this.rader.map((rad) => rad.tr))));
    }

    vis() {
      if (!this.laget) return;
      const { side, bok, id } = this;
      const { ut, bokens } = side;
      const { penger } = bok;
      const endret = Object.keys(side.endringer).length > 0;
      this.rot.classList.toggle("regn-endret", endret && !this.iPakken);
      this.tilbake.hidden = !Object.keys(side.endringer).some((en) => !this.iPakken || this.adresser.has(en));
      for (const felt of this.felt) {
        const [verdi, rort] = [side.verdi(felt.adresse), felt.adresse in side.endringer];
        if (felt.rort !== rort || !lik(verdi, felt.verdi)) felt.vis(verdi, rort);
        Object.assign(felt, { verdi, rort });
      }
      const [na, for_] = [ut.tiltak[id], bokens.tiltak[id]];
      const spenn = ut.spenn(id);
      const dekning = this.virksomhet ? [ut, bokens].map((en) => en.dekning()[this.virksomhet]) : [];
      const belop = (b) => penger.vis(b);
      const mellom = (s, nr) => (s.lav[nr].lik(s.hoy[nr]) ? belop(s.lav[nr]) : `${belop(s.lav[nr])}${STREK}${belop(s.hoy[nr])}`);
      const bokensSpenn = bokens.spenn(id);
      const fyll = ({ na: her, for_: ved, td }, nytt, gammelt) => {
        sett(her, nytt);
        sett(ved, nytt === gammelt || !gammelt ? "" : ` (var ${gammelt})`);
        if (td.classList.contains("endret") !== (nytt !== gammelt)) td.classList.toggle("endret");
      };
      for (const [nr, { celler }] of this.rader.entries()) {
        const [ukjent, varUkjent] = [ut, bokens].map((en) => en.ukjent(id, nr));
        fyll(celler[0], ukjent ? MANGLER : na.gjennomfores ? belop(na.effekt[nr]) : "utelatt", varUkjent ? MANGLER : for_.gjennomfores ? belop(for_.effekt[nr]) : "utelatt");
        fyll(celler[1], na.gjennomfores && !ukjent ? mellom(spenn, nr) : "", for_.gjennomfores && !varUkjent ? mellom(bokensSpenn, nr) : "");
        fyll(celler[2], belop(ut.total[nr]), belop(bokens.total[nr]));
        if (dekning.length) fyll(celler[3], ...dekning.map((d) => (d[nr].gjenstar === null ? "ukjent" : belop(d[nr].gjenstar))));
      }
      const plasser = (rad) => rad.map((b) => penger.iEnheten(b).tilPlass());
      this.tegning.vis({ bok: plasser(for_.effekt), din: plasser(na.effekt), lav: plasser(spenn.lav), hoy: plasser(spenn.hoy),
        tekst: na.effekt.map((b, nr) => (ut.ukjent(id, nr) ? UKJENT : belop(b))) });
      const sagt = this.#setning();
      if (sagt !== this.setning.textContent) {
        sett(this.setning, sagt);
        if (!this.iPakken) this.#les(sagt);
      }
      if (this.iPakken) return;
      sett(this.kommando, endret ? Regn.handtak.kommando(bok, side.endringer) : `effekt rerun --all --set ${[...this.adresser][0]}=…`);
      sett(this.utskrift, side.lenke());
      for (const knapp of this.baresom) if (knapp.disabled === endret) knapp.disabled = !endret;
    }

    // What the changes come to in the last year, in a sentence.
    #setning() {
      const { side, bok, id, kilden } = this;
      const { ut, bokens } = side;
      const siste = bok.periode.length - 1;
      const navn = Object.keys(side.endringer);
      const [na, for_] = [ut.tiltak[id], bokens.tiltak[id]];
      const med = (b) => `${bok.penger.vis(b)} ${this.enhet}`;
      if (ut.ukjent(id, siste)) return `Kilden oppgir ikke hva tiltaket gir i ${bok.periode[siste]}. Flytt en glider, eller skriv et tall.`;
      if (!navn.length) return `I ${kilden} gir tiltaket ${med(for_.effekt[siste])} i ${bok.periode[siste]}. Flytt en glider, eller skriv et annet tall.`;
      if (!na.gjennomfores) {
        const hvorfor = { avvist: "Tiltaket er avvist", utelatt: "Tiltaket er utelatt i din beregning",
          premiss: "Tiltaket faller bort med svaret på premissen", avhenger: `Tiltaket faller bort, for det avhenger av ${na.av.map((en) => bok.tiltak[en].navn).join(" og ")}` };
        return `${hvorfor[na.grunn]}. Alle tiltakene gir da ${med(ut.total[siste])} i ${bok.periode[siste]}${this.#mot(ut.total[siste], bokens.total[siste])}.`;
      }
      const egne = navn.filter((en) => this.adresser.has(en));
      if (!egne.length && na.effekt[siste].lik(for_.effekt[siste])) return `Tiltaket er som i ${kilden}. Med endringene i andre tiltak gir alle til sammen ${med(ut.total[siste])} i ${bok.periode[siste]}${this.#mot(ut.total[siste], bokens.total[siste])}.`;
      const ledd = egne.map((adresse) => {
        const kjent = bok.adresser.get(adresse);
        const verdi = ut.verdier.get(adresse);
        if (kjent.slag === "forsinkelse") return `start ${TIDER[Number(verdi)] ?? `${verdi} år senere`}`;
        if (kjent.ord) return "";
        const { f } = kjent;
        const [ny, gammel] = [verdi, kjent.verdi].map((en) => kortVerdi(en, f));
        const hva = f.kr === null && f.base !== "andel" ? f.base : `i ${f.vist}`;
        return `${ny}${this.#uoppgitt(kjent) ? "" : ` i stedet for ${gammel}`} ${hva}${kjent.slag === "ar" ? ` i ${bok.periode[kjent.ar]}` : ""}`;
      }).filter(Boolean);
      const foran = !egne.length ? "Med endringene i andre tiltak gir tiltaket" : ledd.length && ledd.length <= 3
        ? `Med ${ledd.length > 1 ? `${ledd.slice(0, -1).join(", ")} og ${ledd.at(-1)}` : ledd[0]} gir tiltaket`
        : `Med ${egne.length === 1 ? "endringen" : `${egne.length} endringer`} gir tiltaket`;
      const mot = bokens.ukjent(id, siste) ? `, som ${kilden} ikke oppgir` : this.#mot(na.effekt[siste], for_.effekt[siste]);
      const alle = ut.total[siste].lik(bokens.total[siste]) ? "" : ` Alle tiltakene gir da ${med(ut.total[siste])}${this.#mot(ut.total[siste], bokens.total[siste])}.`;
      return `${foran} ${med(na.effekt[siste])} i ${bok.periode[siste]}${mot}.${na.effekt[siste].lik(ut.total[siste]) && bok.ider.length === 1 ? "" : alle}`;
    }

    #mot(na, for_) {
      const forskjell = na.minus(for_);
      if (!forskjell.fortegn()) return `, det samme som i ${this.kilden}`;
      return `, ${this.bok.penger.vis(forskjell.abs())} ${forskjell.fortegn() < 0 ? "mindre" : "mer"} enn i ${this.kilden}`;
    }

    // To who listens, when it has been still for a while.
    #les(tekst) {
      if (!tekst) return;
      clearTimeout(this.snakker);
      this.snakker = setTimeout(() => sett(this.status, tekst), SNAKK);
    }

    meld(setninger) {
      if (!setninger.length) return;
      this.apne();
      this.merknad.hidden = false;
      sett(this.merknad, setninger.join(" "));
      this.#les(this.merknad.textContent);
    }

    // --- taken along -----------------------------------------------------------------------------------------------

    handtak() {
      const { bok, id, side } = this;
      return {
        tittel: `Egen beregning av ${this.t.navn}`, fil: id.toLowerCase(), csv: () => this.#csv(),
        bilde: () => Regn.bilde(this.tegning.svg, { tittel: `${this.t.navn}, ${this.enhet} per år`,
          linjer: [this.setning.textContent, `Fylt: egen beregning. Stiplet ramme: ${this.kilden}. Strek: lavt${STREK}høyt.`,
            ...Regn.opphav(bok, this.kilden, side.lenke())] }),
      };
    }

    #csv() {
      const { side, bok, id } = this;
      const { ut, bokens } = side;
      const kolonne = bok.data.penger.kolonne;
      const tall = (b) => Regn.handtak.tall(bok, b);
      const hode = ["ar", "tiltak", ...["bok", "din_beregning", "lav", "hoy", "alle_tiltak_bok", "alle_tiltak_din_beregning"].map((navn) => `${navn}_${kolonne}`)];
      const spenn = ut.spenn(id);
      return [hode, ...bok.periode.map((ar, nr) => [String(ar), id,
        ...[bokens.tiltak[id].effekt, ut.tiltak[id].effekt, spenn.lav, spenn.hoy, bokens.total, ut.total].map((rad) => tall(rad[nr]))])];
    }
  }

  const begynn = () => {
    const plasser = [...document.querySelectorAll(".regn-selv")];
    let side = null;
    for (const plass of plasser)
      for (const sektor of Object.keys(Regn.data ?? {})) {
        const foran = `regn-${sektor.replaceAll("_", "-")}-`;
        const bok = Regn.sektor(sektor);
        const id = bok.ider.find((en) => plass.classList.contains(foran + en.toLowerCase()));
        if (!id || (side && side.bok !== bok)) continue;
        side ??= new Side(bok);
        const panel = new Panel(side, id);
        side.panel.push(panel);
        plass.replaceChildren(panel.rot);
      }
    if (!side) return;
    addEventListener("hashchange", () => side.fraAdressen());
    side.fraAdressen();
  };

  document.addEventListener("DOMContentLoaded", begynn);
  Object.assign(Regn, { Side, Panel, videre, lagKnapp, element, SNAKK, punktene, rundtSteg, Ugyldig });
})();
