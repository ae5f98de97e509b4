// Exact fractions, as Python's Fraction: every number of «Regn selv» is one until it is shown.
//
//   const { brok, Brok } = Regn;
//   brok("5/24"), brok("-0.5"), brok(3)   what data has: whole numbers, decimals, fractions
//   a.pluss(b) .minus(b) .ganger(b) .delt(b) .neg() .abs() .cmp(b) .lik(b) .fortegn()
//   String(a)                             «5/24», «-3»: what Python's str(Fraction) gives
"use strict";

(() => {
  const Regn = globalThis.Regn ??= {};

  const gcd = (a, b) => {
    while (b) [a, b] = [b, a % b];
    return a;
  };

  class Regnefeil extends Error {}

  class Brok {
    // In lowest terms, the lower number above zero.
    constructor(teller, nevner) {
      this.t = teller;
      this.n = nevner;
    }

    static av(teller, nevner) {
      if (nevner === 1n) return new Brok(teller, nevner);
      if (nevner === 0n) throw new Regnefeil("deler på null");
      if (nevner < 0n) [teller, nevner] = [-teller, -nevner];
      const felles = gcd(teller < 0n ? -teller : teller, nevner);
      return felles === 1n ? new Brok(teller, nevner) : new Brok(teller / felles, nevner / felles);
    }

    pluss(b) {
      return this.n === b.n ? Brok.av(this.t + b.t, this.n) : Brok.av(this.t * b.n + b.t * this.n, this.n * b.n);
    }

    minus(b) {
      return this.n === b.n ? Brok.av(this.t - b.t, this.n) : Brok.av(this.t * b.n - b.t * this.n, this.n * b.n);
    }

    ganger(b) { return Brok.av(this.t * b.t, this.n * b.n); }

    delt(b) { return Brok.av(this.t * b.n, this.n * b.t); }

    neg() { return new Brok(-this.t, this.n); }

    abs() { return this.t < 0n ? this.neg() : this; }

    fortegn() { return this.t > 0n ? 1 : this.t < 0n ? -1 : 0; }

    cmp(b) {
      const [x, y] = [this.t * b.n, b.t * this.n];
      return x > y ? 1 : x < y ? -1 : 0;
    }

    lik(b) { return this.t === b.t && this.n === b.n; }

    erHel() { return this.n === 1n; }

    // The greatest whole number that is no more than it.
    gulv() {
      const hele = this.t / this.n;
      return this.t < 0n && hele * this.n !== this.t ? hele - 1n : hele;
    }

    // For where a drawing puts a mark, and nothing else: what is shown is never worked out in floating point.
    tilPlass() {
      const skala = 1_000_000n;
      return Number((this.t * skala) / this.n) / Number(skala);
    }

    toString() { return this.n === 1n ? String(this.t) : `${this.t}/${this.n}`; }
  }

  const brok = (verdi) => {
    if (verdi instanceof Brok) return verdi;
    const tekst = String(verdi);
    const [over, under] = tekst.split("/");
    const [hele, desimaler = ""] = over.split(".");
    const teller = BigInt(hele + desimaler);
    return Brok.av(teller, 10n ** BigInt(desimaler.length) * BigInt(under ?? 1));
  };

  const NULL = new Brok(0n, 1n);
  const EN = new Brok(1n, 1n);

  // Halves go away from zero.
  const rund = (verdi, til = EN) => {
    const ganger = verdi.abs().delt(til);
    const hele = new Brok(ganger.pluss(Brok.av(1n, 2n)).gulv(), 1n);
    return verdi.t >= 0n ? hele.ganger(til) : hele.neg().ganger(til);
  };

  const minst = (a, b) => (b.cmp(a) < 0 ? b : a);
  const storst = (a, b) => (b.cmp(a) > 0 ? b : a);
  const sum = (alle) => alle.reduce((a, b) => a.pluss(b), NULL);

  Object.assign(Regn, { Brok, Regnefeil, brok, rund, minst, storst, sum, NULL, EN });
})();
