// «Sett sammen en pakke»: the measures of a sector ticked in or out, each with the reader's own changes; what they give
// together, for each agency and class; and another package beside it.
//
//   #pakke&VEI1.punkter=15&uten=VEI2,VAN1&bok=20&B&uten=VEI1&utgave=2027-11-22
//
// What comes after «B» is the other package's. Where a book has several sectors, «sektor» says which. The panels of the
// measures are those of panel.js, and work on the package that is being changed.
"use strict";

(() => {
  const Regn = globalThis.Regn;
  const { NULL, NEI, JA, TOTAL, STREK, element, sett, lagKnapp } = Regn;

  const MERKE = "pakke";
  const [A, B] = ["A", "B"];
  const MEST_SAGT = 8; // sentences on what an address has that this edition has not
  const UTEN = ".gjennomfores";

  const stor = (tekst) => tekst.charAt(0).toUpperCase() + tekst.slice(1);
  const ramse = (alle) => (alle.length > 1 ? `${alle.slice(0, -1).join(", ")} og ${alle.at(-1)}` : alle.join(""));
  // An amount at a glance, as the book's front page has it: whole from ten up, else with one decimal.
  const TI = Regn.brok(10);
  const helt = (bok, b) => {
    const verdi = bok.penger.iEnheten(b);
    return Regn.visTall(verdi, verdi.erHel() || verdi.abs().cmp(TI) >= 0 ? 0 : 1);
  };
  const minus = (a, b) => a.map((en, nr) => (en === null || b[nr] === null ? null : en.minus(b[nr])));

  // --- what a result says, row by row and in words -------------------------------------------------------------------

  // The rows of a package's table: {gruppe, navn, rad(ut): Brok or null by year, hva: a word for a table to take along}.
  const radene = (bok, bokens) => {
    const { virksomheter, klasser } = bok.data;
    const dekning = (kode, felt) => (ut) => ut.dekketNa()[kode].map((d) => d[felt]);
    const kjent = (rad) => rad.some((b) => b !== null);
    const noe = (rad) => rad.some((b) => b !== null && b.fortegn());
    const alle = [
      { gruppe: "Alle i pakken", navn: "Effekt", hva: "effekt", rad: (ut) => ut.total },
      { gruppe: "Alle i pakken", navn: "Kutt", hva: "kutt", rad: dekning(TOTAL, "kutt") },
      { gruppe: "Alle i pakken", navn: "Mangler av kuttene", hva: "mangler", rad: dekning(TOTAL, "gjenstar") },
      { gruppe: "Alle i pakken", navn: "Alle på sitt laveste", hva: "lavest", rad: (ut) => ut.ytterst().lav },
      { gruppe: "Alle i pakken", navn: "Alle på sitt høyeste", hva: "hoyest", rad: (ut) => ut.ytterst().hoy },
    ];
    if (bokens.forventet()) alle.push({ gruppe: "Alle i pakken", navn: "Forventet, med risiko", hva: "forventet", rad: (ut) => ut.forventetTotal() });
    if (bok.ider.some((id) => bok.tiltak[id].selvkost.fortegn())) alle.push({ gruppe: "Alle i pakken", navn: "Går til lavere gebyrer", hva: "gebyrer", rad: (ut) => ut.gebyrer });
    for (const [kode, navn] of Object.entries(virksomheter)) {
      const egne = bok.ider.some((id) => bok.tiltak[id].virksomhet === kode);
      if (!egne && !(kode in bok.kutt)) continue;
      alle.push({ gruppe: navn, navn: "Effekt", hva: "effekt", rad: (ut) => ut.perVirksomhet[kode] });
      if (!kjent(dekning(kode, "kutt")(bokens))) continue;
      alle.push({ gruppe: navn, navn: "Kutt", hva: "kutt", rad: dekning(kode, "kutt") },
        { gruppe: navn, navn: "Mangler av kuttet", hva: "mangler", rad: dekning(kode, "gjenstar") });
    }
    for (const [klasse, navn] of klasser) {
      if (!bok.ider.some((id) => bok.tiltak[id].klasse === klasse)) continue;
      alle.push({ gruppe: "Etter samlet vurdering", navn, hva: "effekt", rad: (ut) => ut.perKlasse[klasse] });
    }
    return alle.filter(({ hva, rad }) => !["kutt", "mangler"].includes(hva) || noe(rad(bokens)));
  };

  // What dependence, premises, overlap and the cuts do in this package, a sentence each.
  const virkninger = (bok, ut) => {
    const navn = (id) => bok.tiltak[id].navn;
    const siste = bok.periode.length - 1;
    const ar = bok.periode[siste];
    const belop = (b) => `${helt(bok, b)} ${bok.penger.ord}`;
    const sagt = [];
    for (const id of bok.ider) {
      const { grunn, av } = ut.tiltak[id];
      if (grunn === "avhenger") sagt.push(`${navn(id)} faller bort, for det avhenger av ${ramse(av.map(navn))}.`);
      if (grunn === "premiss") sagt.push(`${navn(id)} faller bort med svaret på premissen.`);
      if (grunn === "avvist") sagt.push(`${navn(id)} er avvist, og kan ikke være med.`);
    }
    const uten = bok.ider.filter((id) => bok.periode.some((_, nr) => ut.ukjent(id, nr)));
    if (uten.length) sagt.push(`${ramse(uten.map(navn))} har ikke beløp for alle årene i kilden, og er ikke i summene da.`);
    for (const o of ut.overlapp) sagt.push(`${navn(o.viker)} og ${navn(o.teller)} overlapper (${o.hva}): ${Regn.visProsent(o.andel)} av ${navn(o.viker)} er ikke telt to ganger.`);
    for (const o of bok.overlapp) {
      const [viker, teller] = [o.viker, o.teller].map((id) => ut.tiltak[id].gjennomfores);
      if (viker && !teller) sagt.push(`${navn(o.viker)} teller mer, for ${navn(o.teller)}, som det overlapper med, er ute.`);
    }
    const dekket = ut.dekketNa();
    const medKutt = dekket[TOTAL].findLastIndex((d) => d.kutt?.fortegn());
    for (const [kode, rad] of medKutt < 0 ? [] : Object.entries(dekket)) {
      const { kutt, effekt } = rad[medKutt];
      if (kode !== TOTAL && kutt !== null && effekt.cmp(kutt) > 0 && dekket[TOTAL][medKutt].gjenstar.fortegn())
        sagt.push(`${bok.data.virksomheter[kode]} har ${belop(effekt.minus(kutt))} mer enn kuttet sitt i ${bok.periode[medKutt]}. Det dekker ikke kuttet hos andre.`);
    }
    const { utenfor } = dekket[TOTAL][medKutt] ?? {};
    if (utenfor?.fortegn() > 0) sagt.push(`${belop(utenfor)} i ${bok.periode[medKutt]} kommer der det ikke er noe eget kutt, og dekker ikke kuttene hos andre.`);
    if (utenfor?.fortegn() < 0) sagt.push(`${belop(utenfor.neg())} i merkostnader i ${bok.periode[medKutt]} kommer der det ikke er noe eget kutt, og øker ikke kuttene hos andre.`);
    if (ut.gebyrer[siste].fortegn()) sagt.push(`${belop(ut.gebyrer[siste])} i ${ar} går til lavere gebyrer${medKutt < 0 ? "" : ", og dekker ikke kuttene"}.`);
    return sagt;
  };

  // A result keeps its own coverage: rows, words and drawing all ask for it.
  Regn.Resultat.prototype.dekketNa = function () { return (this.husketDekning ??= this.dekning()); };

  // --- starting points: which are left out, by what the data say, and what is said of it -------------------------------

  const utgangspunkt = (bok) => {
    const [alle, navn] = [bok.ider.filter((id) => !bok.tiltak[id].avvist), (ider) => ramse(ider.map((id) => bok.tiltak[id].navn))];
    const har = (felt) => alle.filter((id) => bok.tiltak[id][felt]);
    const ut = [{ tekst: "Som foreslått", uten: [], sagt: "Alle tiltakene er med, med tallene slik de er." }];
    const besluttet = har("besluttet");
    if (besluttet.length && besluttet.length < alle.length)
      ut.push({ tekst: "Bare det som er vedtatt", uten: alle.filter((id) => !besluttet.includes(id)), sagt: `Med er det som er vedtatt, i budsjettet eller gjennomført: ${navn(besluttet)}.` });
    const politisk = har("politisk");
    if (politisk.length && politisk.length < alle.length) {
      const ukjent = alle.filter((id) => !bok.tiltak[id].hvem && !bok.tiltak[id].besluttet);
      ut.push({ tekst: "Uten det som krever politisk vedtak", uten: politisk, sagt:
        `Ute er ${ramse(politisk.map((id) => `${bok.tiltak[id].navn} (${bok.tiltak[id].hvem.replace(/^./, (t) => t.toLowerCase())})`))}.`
        + (ukjent.length ? ` Hvem som bestemmer, er ikke oppgitt for ${navn(ukjent)}. De er med.` : "") });
    }
    const vurdert = har("sikkert");
    const minst = Math.min(...vurdert.map((id) => bok.tiltak[id].sikkert[0]));
    const sikre = vurdert.filter((id) => bok.tiltak[id].sikkert[0] === minst);
    if (sikre.length && sikre.length < alle.length) {
      const ukjent = alle.filter((id) => !bok.tiltak[id].sikkert);
      ut.push({ tekst: "De sikreste anslagene", uten: alle.filter((id) => !sikre.includes(id)), sagt:
        `Med er de som er vurdert som sikrest («${bok.tiltak[sikre[0]].sikkert[1]}»): ${navn(sikre)}.`
        + (ukjent.length ? ` Usikkerheten er ikke oppgitt for ${navn(ukjent)}. De er ute.` : "") });
    }
    return ut;
  };

  // --- a table of a package, its years across -------------------------------------------------------------------------

  const tabell = (bok, rader, tekst) => {
    const celler = [];
    const grupper = [...new Set(rader.map((rad) => rad.gruppe))];
    const caption = element("caption", { textContent: tekst });
    const kropp = grupper.map((gruppe) => element("tbody", {},
      element("tr", {}, element("th", { scope: "rowgroup", colSpan: bok.periode.length + 1, textContent: gruppe })),
      ...rader.filter((rad) => rad.gruppe === gruppe).map((rad) => {
        const egne = bok.periode.map(() => {
          const [na, for_] = [element("span"), element("span", { className: "regn-for" })];
          return { na, for_, td: element("td", {}, na, for_) };
        });
        celler.push([rad, egne]);
        return element("tr", { className: `regn-rad-${rad.hva}` }, element("th", { scope: "row", textContent: rad.navn }), ...egne.map((c) => c.td));
      })));
    const node = element("div", { className: "regn-ramme" }, element("table", { className: "regn-tabell regn-pakketabell" }, caption,
      element("thead", {}, element("tr", {}, element("td"), ...bok.periode.map((ar) => element("th", { scope: "col", textContent: String(ar) })))), ...kropp));
    const vist = (rad) => rad.map((b) => (b === null ? "ukjent" : bok.penger.vis(b, 1)));
    // Each cell: what it is, and what it was where that is another.
    const vis = (na, bokens) => {
      for (const [rad, egne] of celler) {
        const nye = vist(na(rad));
        const gamle = bokens ? (rad.bokens ??= vist(rad.rad(bokens))) : nye;
        for (const [nr, { na: her, for_: ved, td }] of egne.entries()) {
          const [ny, gammel] = [nye[nr], gamle[nr]];
          sett(her, ny);
          sett(ved, ny === gammel ? "" : ` (var ${gammel})`);
          if (td.classList.contains("endret") !== (ny !== gammel)) td.classList.toggle("endret");
        }
      }
    };
    return { node, caption, vis };
  };

  // --- the page ---------------------------------------------------------------------------------------------------------

  class Pakke extends Regn.Side {
    constructor(bok, lenker, sektorvalg) {
      super(bok);
      const { data } = bok;
      Object.assign(this, { merke: MERKE, side: this, nr: `${MERKE}-${bok.id}`, na: A, pakker: { [A]: this.#tom(), [B]: null }, lenker, flere: Boolean(sektorvalg) });
      this.kilden = data.rapport || "boken";
      const medKutt = Object.values(data.kutt).flat().some((belop) => belop !== null);
      this.ramme = medKutt ? "Ramme: kuttene, fylt der de er dekket" : "";
      this.enhet = data.penger.ord;
      this.rader = radene(bok, this.bokens);
      this.rot = element("div", { className: "regn-pakkeside" }, ...this.#innhold(sektorvalg));
      this.vis();
    }

    #tom() { return { endringer: {}, ut: this.bokens }; }

    #innhold(sektorvalg) {
      const { bok } = this;
      this.merknad = element("p", { className: "regn-merknad", hidden: true });
      this.status = element("p", { className: "skjult", aria: { role: "status" } });
      this.setning = element("p", { className: "regn-setning" });
      this.virker = element("ul", { className: "regn-virker" });
      this.utskrift = element("p", { className: "regn-utskrift" });
      const start = utgangspunkt(bok).map(({ tekst, uten, sagt }) => lagKnapp(tekst, () => this.start(uten, sagt)));
      const svar = [A, B].map((navn) => this.#svaret(navn));
      this.svar = Object.fromEntries(svar.map((en) => [en.navn, en]));
      this.forskjell = tabell(bok, this.rader.filter(({ hva }) => hva !== "kutt"), `Pakke B mot pakke A, ${this.enhet} per år`);
      this.forskjell.node.hidden = true;
      const nokkel = element("p", { className: "regn-nokkel", textContent:
        `${this.ramme && `${this.ramme} og blek der noe mangler. `}Søyle: din pakke. Stiplet: ${this.kilden}. Strek: alle på sitt laveste${STREK}høyeste samtidig.${this.ramme && " Det én virksomhet har til overs, dekker ikke kuttet hos en annen."}` });
      const ta = Regn.videre(this);
      return [
        element("p", { className: "regn-om", textContent: `Din beregning, ikke ${this.kilden}s. Ingenting blir lagret.` }),
        ...(sektorvalg ? [sektorvalg] : []), this.merknad,
        element("div", { className: "regn-knapper", aria: { role: "group", label: "Begynn med" } }, element("span", { textContent: "Begynn med:" }), ...start),
        this.#velgere(), this.setning,
        element("div", { className: "regn-oversikt" }, element("div", { className: "regn-pakker" }, ...svar.map((en) => en.rot), nokkel, this.virker), this.#tiltakene()),
        element("div", { className: "regn-tabellene" }, ...svar.map((en) => en.tabell.node), this.forskjell.node), this.status, this.utskrift, ta,
      ];
    }

    // Which package is changed, and what there is to do with two.
    #velgere() {
      const valg = [A, B].map((navn) => {
        const felt = element("input", { type: "radio", name: `${this.nr}-valgt`, value: navn, checked: navn === A });
        felt.addEventListener("change", () => this.bytt(navn));
        return [felt, element("label", {}, felt, ` Pakke ${navn}`)];
      });
      this.radio = Object.fromEntries(valg.map(([felt]) => [felt.value, felt]));
      this.velger = element("fieldset", { className: "regn-velger", hidden: true }, element("legend", { textContent: "Endre" }), ...valg.map(([, merke]) => merke));
      this.ny = lagKnapp("Sammenlign med en pakke til", () => this.toPakker());
      this.kopi = lagKnapp("Kopier A til B", () => this.toPakker());
      this.fjern = lagKnapp("Fjern pakke B", () => {
        this.bytt(A);
        this.pakker[B] = null;
        this.vis();
        this.ny.focus();
      });
      return element("div", { className: "regn-knapper" }, this.velger, this.ny, this.kopi, this.fjern);
    }

    #tiltakene() {
      const { bok } = this;
      const siste = bok.periode.at(-1);
      this.kryss = bok.ider.map((id) => {
        const t = bok.tiltak[id];
        const felt = element("input", { type: "checkbox", id: `${this.nr}-${id}`, disabled: Boolean(t.avvist) });
        felt.addEventListener("change", () => this.sett({ [`${id}${UTEN}`]: felt.checked ? JA : NEI }));
        const gir = element("span", { className: "regn-gir" });
        const panel = new Regn.Panel(this, id, true);
        this.panel.push(panel);
        const lenke = this.lenker[id];
        const rad = element("li", { className: "regn-tiltak" }, element("div", { className: "regn-kryss" },
          element("label", { htmlFor: felt.id }, felt, element("span", {}, t.navn, " ", element("small", { textContent: id }))), gir,
          ...(lenke ? [element("a", { href: lenke, textContent: "Kortet", aria: { label: `Kortet til ${t.navn}` } })] : [])), panel.rot);
        return { id, felt, gir, rad };
      });
      return element("section", { aria: { labelledby: `${this.nr}-tiltak` } },
        element("h2", { id: `${this.nr}-tiltak`, textContent: `Tiltakene, ${this.enhet} i ${siste}` }),
        element("ul", { className: "regn-liste" }, ...this.kryss.map((en) => en.rad)));
    }

    #svaret(navn) {
      const tegning = Regn.gap(this.bok.periode);
      const tittel = element("p", { className: "regn-pakkenavn", textContent: `Pakke ${navn}` });
      return { navn, tegning, tittel, rot: element("div", { className: "regn-pakken" }, tittel, tegning.svg), tabell: tabell(this.bok, this.rader, "") };
    }

    // --- what the reader does ------------------------------------------------------------------------------------------

    start(uten, sagt) {
      // As proposed is as the book has it; the other starting points leave her numbers as they are.
      const egne = uten.length ? Object.entries(this.endringer).filter(([en]) => !en.endsWith(UTEN)) : [];
      this.bare(Object.fromEntries([...egne, ...uten.map((id) => [`${id}${UTEN}`, NEI])]));
      this.meld([sagt]);
    }

    bytt(navn) {
      this.na = navn;
      ({ endringer: this.endringer, ut: this.ut } = this.pakker[navn]);
      this.vis();
    }

    toPakker() {
      this.pakker[B] = { ...this.pakker[A] };
      this.bytt(B);
      this.radio[B].focus();
    }

    meld(setninger) {
      this.merknad.hidden = !setninger.length;
      sett(this.merknad, setninger.slice(0, MEST_SAGT).join(" "));
    }

    // --- what is shown ---------------------------------------------------------------------------------------------------

    tegn() {
      super.tegn();
      const { bok, pakker, bokens } = this;
      pakker[this.na] = { endringer: this.endringer, ut: this.ut };
      const to = Boolean(pakker[B]);
      const nr = bok.periode.length - 1;
      for (const en of [this.velger, this.kopi, this.fjern]) en.hidden = !to;
      this.ny.hidden = to;
      this.radio[this.na].checked = true;
      for (const { id, felt, gir, rad } of this.kryss) {
        const [ett, valgt] = [this.ut.tiltak[id], this.ut.tiltak[id].grunn !== "utelatt" && !bok.tiltak[id].avvist];
        if (felt.checked !== valgt) felt.checked = valgt;
        sett(gir, this.ut.ukjent(id, nr) ? Regn.MANGLER : ett.gjennomfores ? bok.penger.vis(ett.effekt[nr]) : ett.grunn === "utelatt" ? "ute" : ett.grunn === "avvist" ? "avvist" : "faller bort");
        if (rad.classList.contains("regn-ute") === ett.gjennomfores) rad.classList.toggle("regn-ute");
      }
      const ender = this.#ender(Object.values(pakker).filter(Boolean).map((p) => p.ut));
      for (const navn of [A, B]) this.#visSvar(navn, to, ender);
      this.forskjell.node.hidden = !to;
      if (to) this.forskjell.vis(({ rad }) => minus(rad(pakker[B].ut), rad(pakker[A].ut)));
      const sagt = this.#setning(this.ut, this.na, to);
      if (sagt !== this.setning.textContent) {
        sett(this.setning, sagt);
        clearTimeout(this.snakker);
        if (this.sagtFor) this.snakker = setTimeout(() => sett(this.status, sagt), Regn.SNAKK);
        this.sagtFor = true;
      }
      const virker = virkninger(bok, this.ut);
      if (virker.join() !== this.virket) this.virker.replaceChildren(...virker.map((en) => element("li", { textContent: en })));
      this.virket = virker.join();
      const endret = Object.keys(this.endringer).length > 0;
      this.rot.classList.toggle("regn-endret", endret || to);
      sett(this.kommando, Regn.handtak.kommando(bok, this.endringer));
      for (const knapp of this.baresom) knapp.disabled = !endret && !(to && knapp === this.baresom[1]);
      sett(this.utskrift, this.lenke());
    }

    // The bottom and the top of all that is drawn, so that two packages can be held against each other.
    #ender(alle) {
      const tall = [this.bokens, ...alle].flatMap((ut) => [ut.total, ut.ytterst().lav, ut.ytterst().hoy, ut.dekketNa()[TOTAL].map((d) => d.kutt ?? NULL)].flat());
      const plasser = tall.map((b) => this.bok.penger.iEnheten(b).tilPlass());
      return [Math.min(0, ...plasser), Math.max(0, ...plasser)];
    }

    #visSvar(navn, to, ender) {
      const { bok, bokens, pakker } = this;
      const en = this.svar[navn];
      en.rot.hidden = en.tabell.node.hidden = !pakker[navn];
      en.tittel.hidden = !to;
      if (!pakker[navn]) return;
      const { ut } = pakker[navn];
      // The package that is not being changed stands as it is.
      const [for_, skala] = [en.vist, ender.join()];
      en.vist = { ut, to, skala };
      if (for_?.ut !== ut || for_.to !== to) {
        sett(en.tabell.caption, `${to ? `Pakke ${navn}. ` : ""}Din beregning, ${this.enhet} per år`);
        en.tabell.vis(({ rad }) => rad(ut), bokens);
      }
      if (for_?.ut === ut && for_.skala === skala) return;
      const dekket = ut.dekketNa()[TOTAL];
      const plasser = (rad) => rad.map((b) => (b === null ? null : bok.penger.iEnheten(b).tilPlass()));
      const tekst = (rad) => rad.map((b) => (b === null ? "" : helt(bok, b)));
      const felt = (hva) => dekket.map((d) => d[hva]);
      en.tegning.vis({
        kutt: plasser(felt("kutt")), dekket: plasser(minus(felt("kutt"), felt("gjenstar"))).map((b) => b ?? 0), effekt: plasser(ut.total),
        bok: plasser(bokens.total), lav: plasser(ut.ytterst().lav), hoy: plasser(ut.ytterst().hoy), ender,
        tekst: { kutt: tekst(felt("kutt")), mangler: tekst(felt("gjenstar")), effekt: tekst(ut.total) },
      });
    }

    #setning(ut, navn, to) {
      const { bok, bokens, kilden } = this;
      const nr = bok.periode.length - 1;
      const med = bok.ider.filter((id) => ut.tiltak[id].gjennomfores).length;
      const forskjell = ut.total[nr].minus(bokens.total[nr]);
      const mot = !forskjell.fortegn() ? `, det samme som i ${kilden}` : `, ${helt(bok, forskjell.abs())} ${forskjell.fortegn() < 0 ? "mindre" : "mer"} enn i ${kilden}`;
      const dekket = ut.dekketNa();
      const siste = dekket[TOTAL].findLastIndex((d) => d.kutt?.fortegn());
      const mangler = siste < 0 ? "" : this.#mangler(dekket, siste, nr);
      return `${to ? `Pakke ${navn}` : "Pakken"} har ${med} av ${bok.ider.length} tiltak og gir ${helt(bok, ut.total[nr])} ${this.enhet} i ${bok.periode[nr]}${mot}. ${mangler}`.trim();
    }

    // What lacks of the cuts in the last year that has any, and whose it is.
    #mangler(dekket, siste, nr) {
      const { bok } = this;
      const { kutt, gjenstar } = dekket[TOTAL][siste];
      const nar = siste === nr ? "Da" : `I ${bok.periode[siste]}`;
      if (!gjenstar.fortegn()) return `${nar} er kuttene dekket hos alle.`;
      const hvem = Object.entries(dekket).filter(([kode, rad]) => kode !== TOTAL && rad[siste].gjenstar?.fortegn())
        .map(([kode, rad]) => `${helt(bok, rad[siste].gjenstar)} hos ${bok.data.virksomheter[kode]}`);
      return `${nar} mangler ${helt(bok, gjenstar)} av kuttene på ${helt(bok, kutt)}: ${ramse(hvem)}.`;
    }

    // --- the address -------------------------------------------------------------------------------------------------------

    #delen({ endringer }) {
      const uten = Object.keys(endringer).filter((en) => en.endsWith(UTEN));
      const resten = Object.fromEntries(Object.entries(endringer).filter(([en]) => !en.endsWith(UTEN)));
      const ider = uten.map((en) => en.slice(0, -UTEN.length)).join(",");
      return Regn.adresse.skriv(this.bok, resten, MERKE, ider ? [["uten", ider]] : []).slice(MERKE.length + 1).replace(/&utgave=[^&]*$/, "");
    }

    hash() {
      const { pakker, bok } = this;
      const deler = [this.#delen(pakker[A]), pakker[B] ? `&B${this.#delen(pakker[B])}` : ""].join("");
      const sektor = this.flere ? `&sektor=${bok.id}` : "";
      if (!deler) return "";
      return `#${MERKE}${sektor}${deler}${bok.data.utgave ? `&utgave=${bok.data.utgave}` : ""}`;
    }

    // Takes in what an address has of this sector: both packages, as far as they fit; says what does not.
    fraAdressen(hash = location.hash) {
      const deler = hash.split(/&B(?=&|$)/, 2);
      const lest = deler.map((del, nr) => Regn.adresse.les(nr ? `#${MERKE}${del}` : del, MERKE));
      const utgave = lest.at(-1).utgave || lest[0].utgave;
      const sagt = new Set();
      const ta = (en) => {
        const { endringer, sagt: om } = Regn.adresse.siden(this.bok, { ...en, utgave });
        for (const [, ider] of en.resten.filter(([navn]) => navn === "uten"))
          for (const id of ider.split(",")) {
            if (this.bok.ider.includes(id)) endringer[`${id}${UTEN}`] = NEI;
            else if (id) om.push(`${id} finnes ikke i denne utgaven.`);
          }
        this.endringer = {};
        for (const en of [...om, ...this.bare(endringer)]) sagt.add(en);
      };
      this.pakker[B] = null;
      this.bytt(A);
      ta(lest[0]);
      if (lest[1]) {
        this.pakker[B] = this.#tom();
        this.bytt(B);
        ta(lest[1]);
        this.bytt(A);
      }
      this.meld([...sagt]);
      for (const panel of this.panel) if (Object.keys(this.endringer).some((en) => en.startsWith(`${panel.id}.`) && !en.endsWith(UTEN))) panel.apne();
    }

    // --- taken along ---------------------------------------------------------------------------------------------------------

    handtak() {
      const { bok, rader } = this;
      return {
        tittel: `Egen pakke av tiltak, ${bok.data.navn}`, fil: MERKE, csv: () => {
          const enhet = bok.data.penger.kolonne;
          const par = [["bok", this.bokens], ...Object.entries(this.pakker).filter(([, p]) => p).map(([navn, p]) => [`pakke_${navn.toLowerCase()}`, p.ut])];
          return [["ar", "gruppe", "navn", "hva", ...par.map(([navn]) => `${navn}_${enhet}`)],
            ...rader.flatMap(({ gruppe, navn, hva, rad }) => bok.periode.map((ar, nr) => [String(ar), gruppe, navn, hva,
              ...par.map(([, ut]) => rad(ut)[nr]).map((b) => (b === null ? "" : Regn.handtak.tall(bok, b)))]))];
        },
        bilde: () => {
          const uten = bok.ider.filter((id) => !this.ut.tiltak[id].gjennomfores).map((id) => bok.tiltak[id].navn);
          return Regn.bilde(this.svar[this.na].tegning.svg, {
            tittel: `${this.pakker[B] ? `Pakke ${this.na}` : "En egen pakke av tiltak"}, ${this.enhet} per år`,
            linjer: [this.setning.textContent, uten.length ? `Uten ${ramse(uten)}.` : "",
              `${this.ramme && `${this.ramme}. `}Søyle: egen beregning. Stiplet: slik det er i ${this.kilden}. Strek: ytterpunktene.`,
              ...Regn.opphav(bok, this.kilden, this.lenke())],
          });
        },
      };
    }
  }

  const begynn = () => {
    const plass = document.querySelector(".regn-pakke");
    const sektorer = Object.keys(Regn.data ?? {}).filter((navn) => Regn.data[navn].tiltak.length);
    if (!plass || !sektorer.length) return;
    const lenker = Object.fromEntries(sektorer.map((navn) => {
      const alle = [...plass.querySelectorAll(`.regn-${navn.replaceAll("_", "-")}-kort a`)];
      const { ider } = Regn.sektor(navn);
      return [navn, alle.length === ider.length ? Object.fromEntries(ider.map((id, nr) => [id, alle[nr].getAttribute("href")])) : {}];
    }));
    const velg = sektorer.length > 1 ? element("select", { id: "regn-sektor" },
      ...sektorer.map((navn) => element("option", { value: navn, textContent: Regn.data[navn].navn }))) : null;
    const rad = velg && element("div", { className: "regn-felt regn-valg" }, element("label", { htmlFor: velg.id, textContent: "Sektor" }), velg,
      element("span", { className: "regn-bok", textContent: "En pakke er av én sektor. Det som overlapper på tvers av sektorer, er ikke trukket fra her." }));
    const pakker = {};
    const vis = (navn) => {
      pakker[navn] ??= new Pakke(Regn.sektor(navn), lenker[navn], rad);
      if (rad) pakker[navn].merknad.before(rad);
      plass.replaceChildren(pakker[navn].rot);
      return pakker[navn];
    };
    const fra = () => {
      const lest = Regn.adresse.les(location.hash.split("&B")[0], MERKE);
      const valgt = lest.resten.find(([navn]) => navn === "sektor")?.[1];
      const navn = sektorer.includes(valgt) ? valgt : velg?.value ?? sektorer[0];
      if (velg) velg.value = navn;
      const pakke = vis(navn);
      if (location.hash.startsWith(`#${MERKE}`)) pakke.fraAdressen();
    };
    velg?.addEventListener("change", () => {
      const pakke = vis(velg.value);
      pakke.vis();
      velg.focus();
    });
    addEventListener("hashchange", fra);
    fra();
  };

  document.addEventListener("DOMContentLoaded", begynn);
  Object.assign(Regn, { utgangspunkt, virkninger, radene });
})();
