// A panel's rows by the roles of their columns: the first timestamp is the time, the first number the value, a text the series' name.

const NUMBERS = /^(tinyint|smallint|int|integer|bigint|hugeint|u\w*int\w*|float|real|double|decimal.*)$/i;

export const isNumber = type => NUMBERS.test(type);
export const isTime = type => /^(timestamp|date)/i.test(type);
export const isText = type => /^(varchar|text|string)/i.test(type);

export class Result {
  constructor({ columns = [], rows = [], truncated = false } = {}) {
    Object.assign(this, { columns, rows, truncated });
    const first = test => columns.findIndex(({ type }) => test(type));
    this.timeAt = first(isTime);
    this.valueAt = first(isNumber);
    this.nameAt = first(isText);
  }

  get isEmpty() {
    return this.rows.length === 0;
  }

  time(row) {
    return this.timeAt < 0 ? NaN : Date.parse(row[this.timeAt]);
  }

  value(row) {
    const value = this.valueAt < 0 ? null : row[this.valueAt];
    return typeof value === "number" ? value : typeof value === "string" && value !== "" ? Number(value) : null;
  }

  name(row) {
    return this.nameAt < 0 ? "" : String(row[this.nameAt] ?? "–");
  }

  /** The rows in the order of their times, the newest last. */
  get ordered() {
    return this.timeAt < 0 ? this.rows : [...this.rows].sort((a, b) => this.time(a) - this.time(b));
  }

  get newest() {
    return this.timeAt < 0 ? NaN : this.rows.reduce((newest, row) => Math.max(newest, this.time(row)), -Infinity);
  }

  /** name → [[time, value], …] in order. */
  get series() {
    const series = new Map();
    for (const row of this.ordered) {
      const name = this.name(row);
      if (!series.has(name)) {
        series.set(name, []);
      }

      series.get(name).push([this.time(row), this.value(row)]);
    }

    return new Map([...series].sort(([a], [b]) => a < b ? -1 : 1)); // so that a series keeps its colour
  }
}
