// Numbers, times and ages as the page writes them: in the page's language and the city's zone.

const language = document.documentElement.lang;
const numbers = (minimum, maximum) => new Intl.NumberFormat(language, { minimumFractionDigits: minimum, maximumFractionDigits: maximum });
const integers = numbers(0, 0);
const tenths = numbers(1, 1);
const decimals = numbers(0, 2);
const compact = new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 });
const degrees = numbers(4, 4);
const percents = new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 2 });

const UNITS = {
  celsius: "°C", percent: "%", fahrenheit: "°F", kelvin: "K", "km/h": "km/h", "m/s": "m/s", kwh: "kWh", km: "km", m: "m", watt: "W",
  pascal: "Pa", hectopascal: "hPa", millimetre: "mm", lux: "lx", decibel: "dB", second: "s", volt: "V", ampere: "A", "µg/m³": "µg/m³", ppm: "ppm",
};

let zone;
let formats;

/** The zone in which all times are written. */
export function setZone(name) {
  zone = name;
  const format = options => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  formats = {
    second: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    minute: format({ hour: "2-digit", minute: "2-digit" }),
    dayAndMinute: format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    day: format({ weekday: "short", day: "numeric", month: "short" }),
    longDay: format({ weekday: "long", day: "numeric", month: "long" }),
    parts: format({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  };
}

export const timeOfDay = at => formats.second.format(at);
export const minuteOfDay = at => formats.minute.format(at);
export const dayAndMinute = at => formats.dayAndMinute.format(at);
export const longDay = at => formats.longDay.format(at);

/** A date without a time, as a table has it. */
export const date = words => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" }).format(Date.parse(words));

/** A time of the day, with the day where it is not the one of `now`. */
export const moment = (at, now) => formats.day.format(at) === formats.day.format(now) ? timeOfDay(at) : dayAndMinute(at);

/** What an input of type datetime-local shows of an instant in the city's zone. */
export function localInput(at) {
  const part = Object.fromEntries(formats.parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
}

/** The instant that a text of such an input names in the city's zone; NaN where it names none. */
export function fromLocalInput(text) {
  const guess = Date.parse(`${text}Z`);
  let instant = guess;
  for (let i = 0; i < 2; i++) { // Twice, for the hours around a change of the clock.
    instant = guess - (Date.parse(`${localInput(instant)}Z`) - instant);
  }

  return instant;
}

export const count = integers.format;
export const coordinate = degrees.format;
export const share = part => part > 0 && part < 0.0001 ? "<0.01%" : percents.format(part);
export const rate = value => (value > 0 && value < 9.95 ? tenths : integers).format(value);
export const short = value => Math.abs(value) < 10000 ? integers.format(value) : compact.format(value);

/** A measured value: as many decimals as its size deserves. */
export function value(number) {
  if (typeof number !== "number" || !Number.isFinite(number)) {
    return "–";
  }

  const size = Math.abs(number);
  return (size >= 10000 ? compact : Number.isInteger(number) || size >= 1000 ? integers : size >= 10 ? tenths : decimals).format(number);
}

/** A value on an axis whose marks lie a step apart. */
export function stepped(number, step) {
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return Math.abs(number) >= 10000 && step >= 100 ? compact.format(number) : number.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const unit = name => name ? UNITS[name.toLowerCase()] ?? name : "";

export const withUnit = (number, name) => name ? `${value(number)}\u00a0${unit(name)}` : value(number);

export function duration(ms) {
  const seconds = Math.max(0, ms) / 1000;
  return seconds < 90 ? `${Math.round(seconds)}\u00a0s`
    : seconds < 5400 ? `${Math.round(seconds / 60)}\u00a0min`
    : seconds < 129600 ? `${Math.round(seconds / 3600)}\u00a0h`
    : `${Math.round(seconds / 86400)}\u00a0d`;
}

export function age(at, now) {
  return !at ? "never" : now - at < 1500 ? "now" : `${duration(now - at)} ago`;
}

export const title = name => name.replaceAll("_", " ").replace(/^./u, first => first.toUpperCase());
