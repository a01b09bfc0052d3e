// What a layer of the map knows of each of its keys: the newest fix, and for things that move the way there.
import { Motion } from "./motion.js";
import { worldX, worldY } from "./projection.js";

const CRUMB_METRES = 30;
const METRES_AROUND = 40075016.686;
const QUANTILES = [0.02, 0.98];

export class Layer {
  #numbers = []; // the city's number of a key → its index here
  #domain = [0, 1];
  #domainAt = -1;
  #seen = null; // values of what is in view, where not every key is known

  constructor({ name, title, kind, unit, threshold, count }) {
    Object.assign(this, { name, title: title ?? name, kind, unit, threshold });
    /** Keys that the city has, also where they are not sent one by one. */
    this.total = count ?? 0;
    this.moves = kind === "moving";
    /** Whether the city sends each fix; else it is asked for what is in view. */
    this.isStreamed = this.moves ? this.total <= 20000 : this.total <= 1000;
    /** Why and since when nothing of it is shown; null else. */
    this.error = null;
    /** {points} or {clusters} in view, where there are too many for each to be sent. */
    this.view = null;
    this.clear();
  }

  clear() {
    this.keys = [];
    this.indexes = new Map();
    this.latitude = [];
    this.longitude = [];
    this.value = [];
    this.time = [];
    this.motion = new Motion();
    this.newest = 0;
    this.version = (this.version ?? 0) + 1;
    this.#domainAt = -1;
  }

  /** A layer that goes on from here while this one stays as it is. */
  successor(now) {
    const next = new Layer({ ...this, count: this.total });
    next.isStreamed = this.isStreamed;
    next.view = this.view;
    next.#numbers = [...this.#numbers];
    this.keys.forEach((key, i) => {
      next.#indexOf(key);
      if (this.time[i] > 0) {
        next.#fix(i, this.time[i], this.latitude[i], this.longitude[i], this.value[i], now);
      }
    });
    return next;
  }

  /** Fixes as the city's event has them, that come at `now`. */
  take({ first, keys, fixes, reset }, now) {
    if (reset) {
      // After a new connection the city numbers its keys anew; what is known of a key stays, so that things go on from where they are.
      this.#numbers = [];
      if (this.keys.length > 2 * keys.length + 100) {
        this.clear();
      }
    }

    keys.forEach((key, i) => this.#numbers[first + i] = this.#indexOf(key));
    for (const [number, time, latitude, longitude, value] of fixes) {
      this.#fix(this.#numbers[number], time, latitude, longitude, value, now);
    }

    this.total = Math.max(this.total, this.keys.length);
    this.version++;
  }

  /** One fix out of the history, at its own moment. */
  replay(key, time, latitude, longitude, value) {
    this.#fix(this.#indexOf(key), time, latitude, longitude, value, time);
    this.version++;
  }

  /** Values of what is in view, where there are too many keys for each to be sent. */
  learn(values) {
    this.#seen = values;
    this.version++;
  }

  /** The least and greatest value that matter, for the colours; the city's threshold stands well inside. */
  domain(threshold) {
    if (this.#domainAt !== this.version && (this.#domainAt < 0 || this.version % 32 === 0)) {
      const values = (this.#seen ?? this.value).filter(Number.isFinite).sort((a, b) => a - b);
      if (values.length > 0) {
        this.#domainAt = this.version;
        const [low, high] = QUANTILES.map(part => values[Math.round(part * (values.length - 1))]);
        this.#domain = niceRange(Math.min(low, threshold?.low ?? low), Math.max(high, threshold?.high ?? high), this.moves);
      }
    }

    return this.#domain;
  }

  #indexOf(key) {
    const known = this.indexes.get(key);
    if (known !== undefined) {
      return known;
    }

    const i = this.keys.length;
    this.keys.push(key);
    this.indexes.set(key, i);
    this.latitude[i] = this.longitude[i] = this.value[i] = NaN;
    this.time[i] = 0;
    if (this.moves) {
      this.motion.reach(i + 1);
    }

    return i;
  }

  #fix(i, time, latitude, longitude, value, now) {
    if (i === undefined || time < this.time[i]) {
      return;
    }

    this.latitude[i] = latitude;
    this.longitude[i] = longitude;
    this.value[i] = value ?? NaN;
    this.time[i] = time;
    this.newest = Math.max(this.newest, Math.min(time, now));
    if (this.moves) {
      this.motion.crumbDistance = CRUMB_METRES / (METRES_AROUND * Math.cos(latitude * Math.PI / 180));
      this.motion.add(i, worldX(longitude), worldY(latitude), time, now);
    }
  }
}

/** A range of round numbers around a range; from 0 where that is near, or asked for. */
export function niceRange(low, high, fromZero = false) {
  if (low === high) {
    [low, high] = [low - 1, high + 1];
  }

  if (fromZero && low > 0) {
    low = 0;
  }

  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map(part => part * power).find(candidate => candidate >= rough);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}
