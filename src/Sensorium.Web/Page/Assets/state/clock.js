// The moment that the page shows: the city's now, a moment at which it stands still, or one that runs from the past.

const SLEW_MS = 5; // The server's clock is followed so slowly, at every word from it, that nothing on the map is seen to hurry.
const OFF_MS = 1000; // Beyond this it is taken over at once.

export class Clock {
  #offset = null; // server's clock minus the browser's
  #latest = 0;
  #mode = "live";
  #at = 0; // the moment shown when #since was
  #since = 0;

  constructor() {
    this.speed = 1;
  }

  /** "live", "paused" or "replay". */
  get mode() {
    return this.#mode;
  }

  get isKnown() {
    return this.#offset !== null;
  }

  /** The server says what time it is. */
  sync(at) {
    const offset = at - Date.now();
    const difference = this.#offset === null ? Infinity : offset - this.#offset;
    if (Math.abs(difference) > OFF_MS) {
      this.#offset = offset;
      this.#latest = 0;
    } else {
      this.#offset += Math.max(-SLEW_MS, Math.min(SLEW_MS, difference));
    }
  }

  /** The city's now, in milliseconds since 1970; it does not go back. */
  city() {
    this.#latest = Math.max(this.#latest, Date.now() + (this.#offset ?? 0));
    return this.#latest;
  }

  /** The moment shown. */
  now() {
    return this.#mode === "live" ? this.city()
      : this.#mode === "paused" ? this.#at
      : this.#at + (performance.now() - this.#since) * this.speed;
  }

  live() {
    this.#mode = "live";
  }

  pause(at = this.now()) {
    [this.#mode, this.#at] = ["paused", at];
  }

  play(at = this.now(), speed = this.speed) {
    [this.#mode, this.#at, this.#since, this.speed] = ["replay", at, performance.now(), speed];
  }
}
