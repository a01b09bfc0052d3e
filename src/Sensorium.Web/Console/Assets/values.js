// Types and values as the console writes them. Times are UTC, as in the SQL.

const SHORT = { "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ", "TIME WITH TIME ZONE": "TIMETZ" };

export const shortType = type => SHORT[type] ?? type;
export const isTime = type => type.startsWith("TIMESTAMP") || type === "DATE";
export const isNumber = type => /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL\(.*\)|BIGNUM)$/.test(type);

export function valueText(value, type) {
  if (value === null) {
    return "NULL";
  }

  if (typeof value === "object") {
    return JSON.stringify(value);
  }

  return type.startsWith("TIMESTAMP") ? String(value).replace("T", " ").replace(/Z$/, "") : String(value);
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

export const count = number => whole.format(number);
export const counted = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

export function bytes(number) {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  for (; number >= 1000 && at < units.length - 1; at++) {
    number /= 1024;
  }

  return `${tenth.format(number)} ${units[at]}`;
}

export const duration = milliseconds => milliseconds < 10_000 ? `${count(milliseconds)} ms` : `${tenth.format(milliseconds / 1000)} s`;
