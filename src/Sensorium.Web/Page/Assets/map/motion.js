// Where things that move are between their fixes. Pure: time comes in, positions come out.
//
// A thing is shown about one fix interval late, on the line from the fix before to the newest one. Where the next fix does not come it
// stands still at the last; where the fix comes late it goes on from there at up to 1.25 times the speed that the fixes tell, until it has
// caught up. So it never jumps. What is too far behind to catch up, or was not heard of for long, is set down anew: it vanishes for a
// moment and appears at its newest fix.
//
// Times are milliseconds of one clock, that of the city; x and y are in any unit of length, alike in both directions, y downwards.

const CATCH_UP = 1.25;
const JITTER_MS = 150; // Fixes come in bundles of 100 ms; a thing waits that much so that it need not stop for the next one.
const BEHIND_MS = 12000; // Beyond this a thing is set down anew.
const SILENT_MS = 120000; // Two fixes further apart than this do not tell the way between them.
const SLOTS = 8; // Fixes that wait for a thing to arrive where it is going.
const APPEAR_MS = 400;

/** Places passed that are kept, for the tail. */
export const CRUMBS = 6;

// A fix that waits: where it is, and from when to when the way to it is gone.
const X = 0, Y = 1, START = 2, END = 3, FIELDS = 4;

export class Motion {
  /** @param {number} crumbDistance how far apart the places passed lie that make the tail, in units of length */
  constructor(crumbDistance = 1) {
    this.crumbDistance = crumbDistance;
    this.count = 0;
    this.capacity = 0;
    this.#reserve(256);
  }

  /** Grows to a number of things. A thing without a fix is nowhere. */
  reach(count) {
    if (count > this.capacity) {
      this.#reserve(Math.max(count, this.capacity * 2));
    }

    this.count = Math.max(this.count, count);
  }

  /** Forgets all fixes of a thing. */
  forget(i) {
    this.newest[i] = NaN;
    this.waiting[i] = this.crumbs[i] = 0;
  }

  /**
   * A fix of thing `i` that arrives at `now`. One that is not newer than the last is left out.
   * @returns {boolean} whether it was taken
   */
  add(i, x, y, time, now) {
    this.reach(i + 1);
    const last = this.newest[i];
    if (time <= last) {
      return false;
    }

    if (Number.isNaN(last)) {
      this.skew[i] = now - time;
      this.#setDown(i, x, y, time, now, now);
      return true;
    }

    const apart = time - last;
    // The least that a fix took to come, so that a device whose clock is wrong moves like any other; it may creep up by a thousandth.
    this.skew[i] = Math.min(this.skew[i] + apart / 1000, now - time);
    const start = Math.max(this.end[i], now);
    if (apart > SILENT_MS || start - now > BEHIND_MS || this.waiting[i] === SLOTS) {
      this.#setDown(i, x, y, time, now, now + APPEAR_MS / 2);
      return true;
    }

    const slot = (i * SLOTS + (this.first[i] + this.waiting[i]) % SLOTS) * FIELDS;
    this.newest[i] = time;
    this.end[i] = Math.max(time + this.skew[i] + JITTER_MS + apart, start + apart / CATCH_UP);
    this.queue[slot + X] = x;
    this.queue[slot + Y] = y;
    this.queue[slot + START] = start;
    this.queue[slot + END] = this.end[i];
    this.waiting[i]++;
    return true;
  }

  /**
   * Moves all to where they are at `now`: into x, y, heading (radians clockwise from upwards) and speed (length a millisecond). Time may
   * stand still, but does not go back.
   * @returns {number} the greatest speed of all
   */
  advance(now) {
    let fastest = 0;
    for (let i = 0; i < this.count; i++) {
      if (this.waiting[i] > 0) {
        fastest = Math.max(fastest, this.#step(i, now));
      } else {
        this.speed[i] = 0;
      }
    }

    return fastest;
  }

  /** How much of thing `i` is to be seen at `now`: 1 all, 0 nothing; between them while it appears. */
  presence(i, now) {
    return Number.isNaN(this.newest[i]) ? 0 : Math.min(1, Math.max(0, (now - this.born[i]) / APPEAR_MS));
  }

  #step(i, now) {
    this.speed[i] = 0;
    while (this.waiting[i] > 0) {
      const slot = (i * SLOTS + this.first[i]) * FIELDS;
      const start = this.queue[slot + START];
      if (now <= start) {
        return 0;
      }

      const end = this.queue[slot + END];
      const dx = this.queue[slot + X] - this.fromX[i];
      const dy = this.queue[slot + Y] - this.fromY[i];
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance > 0) {
        this.heading[i] = Math.atan2(dx, -dy);
      }

      if (now < end) {
        const part = (now - start) / (end - start);
        this.x[i] = this.fromX[i] + dx * part;
        this.y[i] = this.fromY[i] + dy * part;
        this.speed[i] = distance / (end - start);
        return this.speed[i];
      }

      this.#arrive(i, this.queue[slot + X], this.queue[slot + Y]);
      this.first[i] = (this.first[i] + 1) % SLOTS;
      this.waiting[i]--;
    }

    return 0;
  }

  #arrive(i, x, y) {
    const at = i * CRUMBS;
    const [dx, dy] = [x - this.crumbX[at], y - this.crumbY[at]];
    if (this.crumbs[i] === 0 || Math.sqrt(dx * dx + dy * dy) >= this.crumbDistance) {
      this.crumbX.copyWithin(at + 1, at, at + CRUMBS - 1);
      this.crumbY.copyWithin(at + 1, at, at + CRUMBS - 1);
      this.crumbX[at] = x;
      this.crumbY[at] = y;
      this.crumbs[i] = Math.min(CRUMBS, this.crumbs[i] + 1);
    }

    this.fromX[i] = this.x[i] = x;
    this.fromY[i] = this.y[i] = y;
  }

  #setDown(i, x, y, time, now, born) {
    this.waiting[i] = this.first[i] = this.crumbs[i] = 0;
    this.newest[i] = time;
    this.end[i] = now;
    this.born[i] = born;
    this.#arrive(i, x, y);
  }

  #reserve(capacity) {
    const grown = (name, Type, length) => {
      const array = new Type(length);
      if (this[name]) {
        array.set(this[name]);
      }

      this[name] = array;
    };
    for (const name of ["x", "y", "fromX", "fromY", "heading", "speed", "newest", "end", "skew", "born"]) {
      grown(name, Float64Array, capacity);
    }

    for (const name of ["waiting", "first", "crumbs"]) {
      grown(name, Uint8Array, capacity);
    }

    grown("queue", Float64Array, capacity * SLOTS * FIELDS);
    grown("crumbX", Float64Array, capacity * CRUMBS);
    grown("crumbY", Float64Array, capacity * CRUMBS);
    this.newest.fill(NaN, this.capacity);
    this.capacity = capacity;
  }
}
