// The rates of the last minute as the points of a line.

export const HISTORY = 120;

/** The newest value stands at the right edge; the base is zero. */
export function curve(values, height) {
  const top = Math.max(1, ...values) * 1.1;
  return values.map((value, i) => `${HISTORY - values.length + i},${(height - 1 - (height - 2) * value / top).toFixed(1)}`).join(" ");
}

/** Rates of the last minute, by name. */
export class Rates {
  #rates = new Map();

  set(rates) {
    this.#rates = new Map(Object.entries(rates));
  }

  add(name, rate) {
    const rates = this.#rates.get(name) ?? [];
    rates.push(rate);
    rates.splice(0, rates.length - HISTORY);
    this.#rates.set(name, rates);
  }

  of(name) {
    return this.#rates.get(name) ?? [];
  }

  /** Of all names together. */
  get total() {
    const all = [...this.#rates.values()];
    const length = Math.max(0, ...all.map(rates => rates.length));
    return Array.from({ length }, (_, i) => all.reduce((sum, rates) => sum + (rates[rates.length - length + i] ?? 0), 0));
  }
}
