// The moment and the thing that somebody points at, in whichever chart or on the map: all others show it too.

export class Cursor {
  #listeners = new Set();

  constructor() {
    /** Milliseconds since 1970, or null. */
    this.time = null;
    /** {layer, key}, or null. */
    this.thing = null;
  }

  onChange(listener) {
    this.#listeners.add(listener);
  }

  /** @param source what the hand is on; it is not told */
  set(time, thing, source) {
    if (time !== this.time || thing?.key !== this.thing?.key || thing?.layer !== this.thing?.layer) {
      [this.time, this.thing] = [time, thing];
      this.#listeners.forEach(listener => listener(source));
    }
  }
}
