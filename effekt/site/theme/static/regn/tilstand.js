// The reader's changes outside the page: in its address, and handed on as a command, a file of changes and a table.
//
//   #regn&VEI1.plasser=15&VEI1.forsinkelse=1&bok=20,0&utgave=2026-11-22
//
// The keys are the addresses that the command has. «bok» has the book's own values in the same order and «utgave» its
// edition, so that an address made for another edition can say what has changed since; both may be left out.
//
//   Regn.adresse.les(hash, "regn")            -> {endringer: {address: typed}, bok: {address: typed}, utgave, resten: URLSearchParams}
//   Regn.adresse.skriv(bok, endringer, "regn", resten)   -> "#regn&…", "" without changes
//   Regn.adresse.siden(bok, lest)             -> {endringer that still fit, sagt: [sentences]}
//   Regn.handtak.kommando(bok, endringer), .fil(bok, endringer, {tittel, forfatter, begrunnelse, dato}), .csv(rader)
//   Regn.handtak.lastNed(navn, slag, innhold), .kopier(tekst) -> Promise of whether it was
//
// An address may come from anyone: what it says is bounded, is taken for nothing but numbers and words that the book
// knows, and is shown as text.
"use strict";

(() => {
  const Regn = globalThis.Regn;

  const [MEST, FLEST, LENGST] = [8000, 200, 80]; // signs of an address, keys in it, signs of one value
  const NOKKEL = /^[A-Za-z][\w.]*(?:\[\d{4}\])?$/;
  const EGNE = ["bok", "utgave"];
  const LISTER = ["bok", "uten"]; // which may be as long as the address itself

  // What is coded is read; what a person has typed there, such as «4,5 %», stands.
  const avkodet = (tekst) => tekst.replaceAll("+", " ").replace(/(?:%[\da-f]{2})+/gi, (kode) => {
    try {
      return decodeURIComponent(kode);
    } catch {
      return kode;
    }
  });
  // As few signs coded as an address can do with: «[2027]» and «5/24» are read as they stand.
  const kodet = (tekst) => encodeURIComponent(tekst).replace(/%(5B|5D|2F|2C|3A)/g, (tegn) => avkodet(tegn));

  const les = (hash, merke) => {
    const ut = { endringer: {}, bok: {}, utgave: "", resten: [] };
    const deler = hash.replace(/^#/, "").split("&");
    if (deler.shift() !== merke || hash.length > MEST) return ut;
    const egne = {};
    for (const del of deler.slice(0, FLEST)) {
      const sted = del.indexOf("=");
      const [navn, verdi] = [avkodet(del.slice(0, sted)), avkodet(del.slice(sted + 1))];
      if (sted < 1 || verdi.length > (LISTER.includes(navn) ? MEST : LENGST)) continue;
      if (EGNE.includes(navn)) egne[navn] = verdi;
      else if (navn.includes(".") && NOKKEL.test(navn)) ut.endringer[navn] = verdi;
      else ut.resten.push([navn, verdi]);
    }
    const for_ = egne.bok?.split(",") ?? [];
    const navn = Object.keys(ut.endringer);
    if (for_.length === navn.length) ut.bok = Object.fromEntries(navn.map((en, nr) => [en, for_[nr]]));
    ut.utgave = /^\d{4}-\d\d-\d\d$/.test(egne.utgave ?? "") ? egne.utgave : "";
    return ut;
  };

  const skrevet = (verdi) => (verdi instanceof Regn.Brok ? Regn.skrivTall(verdi) : verdi);

  const skriv = (bok, endringer, merke, resten = []) => {
    const navn = Object.keys(endringer);
    if (!navn.length && !resten.length) return "";
    const par = [...navn.map((en) => [en, endringer[en]]), ...resten];
    if (navn.length) par.push(["bok", navn.map((en) => skrevet(bok.adresser.get(en).verdi)).join(",")]);
    if (bok.data.utgave) par.push(["utgave", bok.data.utgave]);
    return `#${merke}&${par.map(([en, verdi]) => `${kodet(en)}=${kodet(verdi)}`).join("&")}`;
  };

  const dato = (iso) => new Date(`${iso}T12:00:00Z`).toLocaleDateString("nb-NO", { day: "numeric", month: "long", year: "numeric" });

  // What an address still means in this edition, and what it no longer does.
  const siden = (bok, lest) => {
    const [endringer, sagt] = [{}, []];
    const annen = lest.utgave && bok.data.utgave && lest.utgave !== bok.data.utgave;
    if (annen) sagt.push(`Lenken er laget for utgaven av ${dato(lest.utgave)}. Denne er av ${dato(bok.data.utgave)}.`);
    for (const [adresse, verdi] of Object.entries(lest.endringer)) {
      const kjent = bok.adresser.get(adresse);
      if (!kjent) {
        sagt.push(`${adresse} finnes ikke i denne utgaven, og er ikke regnet med.`);
        continue;
      }
      try {
        bok.lesEn(adresse, verdi);
        endringer[adresse] = verdi;
      } catch (grunn) {
        if (!(grunn instanceof Regn.Ugyldig)) throw grunn;
        sagt.push(`${adresse} ${grunn.message.replace(/\.$/, "")}. Endringen er ikke regnet med.`);
        continue;
      }
      const [for_, na] = [lest.bok[adresse], skrevet(kjent.verdi)];
      if (for_ !== undefined && for_ !== na && for_.length <= LENGST)
        sagt.push(`${adresse} var ${for_} i boken da lenken ble laget, og er ${na} nå.`);
    }
    return { endringer, sagt };
  };

  // --- handed on ---------------------------------------------------------------------------------------------------

  // The exact value that was read, as it is typed: «1,25 mill.» is 1250000.
  const eksakt = (bok, endringer) => {
    const { verdier } = bok.les(endringer);
    return [...verdier].map(([adresse, verdi]) => [adresse, skrevet(verdi)]);
  };

  const iSkall = (tekst) => (/^[\w.=/-]+$/.test(tekst) ? tekst : `'${tekst}'`);
  const sektorvalg = (bok) => (bok.data.flere ? ` --sector ${bok.id}` : "");

  const kommando = (bok, endringer) =>
    `effekt rerun --all${sektorvalg(bok)}${eksakt(bok, endringer).map(([en, verdi]) => ` --set ${iSkall(`${en}=${verdi}`)}`).join("")}`;

  // YAML takes JSON's way of writing a text; signs beyond it are left as they are.
  const iYaml = (tekst) => JSON.stringify(String(tekst).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim());

  const fil = (bok, endringer, { tittel, forfatter, begrunnelse, dato: nar }) => {
    const ukjent = "ikke oppgitt";
    const linjer = [
      `# Kjøres med: effekt rerun --all${sektorvalg(bok)} --from endringer.yml`,
      `tittel: ${iYaml(tittel || ukjent)}`,
      `forfatter: ${iYaml(forfatter || ukjent)}`,
      `dato: ${nar}`,
      "endringer:",
    ];
    for (const [adresse, verdi] of eksakt(bok, endringer))
      linjer.push(`  ${iYaml(adresse)}:`, `    verdi: ${iYaml(verdi)}`, `    begrunnelse: ${iYaml(begrunnelse || ukjent)}`);
    return `${linjer.join("\n")}\n`;
  };

  const csv = (rader) => rader.map((rad) =>
    rad.map((celle) => (/[",\n]/.test(celle) ? `"${celle.replaceAll('"', '""')}"` : celle)).join(",")).join("\r\n") + "\r\n";

  const lastNed = (navn, slag, innhold) => {
    const adresse = URL.createObjectURL(new Blob([innhold], { type: slag }));
    const lenke = Object.assign(document.createElement("a"), { href: adresse, download: navn });
    document.body.append(lenke);
    lenke.click();
    lenke.remove();
    setTimeout(() => URL.revokeObjectURL(adresse), 10_000);
  };

  const kopier = async (tekst) => {
    try {
      await navigator.clipboard.writeText(tekst);
      return true;
    } catch {
      // The clipboard may be closed, as from a folder.
      const felt = Object.assign(document.createElement("textarea"), { value: tekst, className: "skjult" });
      const for_ = document.activeElement;
      document.body.append(felt);
      felt.select();
      let gikk = false;
      try { gikk = document.execCommand("copy"); } catch { /* it is told */ }
      felt.remove();
      for_?.focus({ preventScroll: true });
      return gikk;
    }
  };

  const iDag = () => {
    const na = new Date();
    return [na.getFullYear(), na.getMonth() + 1, na.getDate()].map((tall) => String(tall).padStart(2, "0")).join("-");
  };

  // The exact amounts of a row, as a table to take along has them.
  const tall = (bok, b) => {
    const vist = bok.penger.iEnheten(b);
    const skrevet_ = Regn.skrivTall(vist);
    return skrevet_.includes("/") ? Regn.skrivTall(Regn.rund(vist, Regn.brok("0.001"))) : skrevet_;
  };

  Object.assign(Regn, { adresse: { les, skriv, siden, dato }, handtak: { kommando, fil, csv, lastNed, kopier, iDag, tall } });
})();
