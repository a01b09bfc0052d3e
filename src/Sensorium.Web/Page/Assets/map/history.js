// What the layers of the map showed in the past, from the streams' own log: loaded ahead of the moment shown, and played to it.
import { get } from "../feed/doors.js";
import { Layer } from "./layer.js";

const BEFORE_MS = 90000; // What a thing's last fix may lie back.
const AHEAD_MS = 30000; // Loaded before it is needed.
const CHUNK_MS = 60000;
const MOST_MS = 300000; // The city gives no more at once.

export class History {
  #reels = [];
  #loads = new AbortController();

  constructor(page, definitions, failed) {
    Object.assign(this, { page, definitions, failed });
    this.layers = [];
    this.isLoading = false;
  }

  /** Begins anew at a moment. */
  seek(at) {
    this.#loads.abort();
    this.#loads = new AbortController();
    this.at = at;
    this.#reels = this.definitions.map(definition => ({
      layer: new Layer(definition), fixes: [], keys: [], next: 0, loadedTo: at - BEFORE_MS, chunk: BEFORE_MS + AHEAD_MS, loading: false, failed: false,
    }));
    this.layers = this.#reels.map(({ layer }) => layer);
  }

  /** Plays to a moment, at a speed. */
  step(now, speed) {
    for (const reel of this.#reels) {
      while (reel.next < reel.fixes.length && reel.fixes[reel.next][1] <= now) {
        const [key, time, latitude, longitude, value] = reel.fixes[reel.next++];
        reel.layer.replay(reel.keys[key], time, latitude, longitude, value);
      }

      if (!reel.loading && !reel.failed && reel.loadedTo < now + AHEAD_MS * speed / 2) {
        this.#load(reel, speed);
      }
    }

    this.isLoading = this.#reels.some(reel => reel.loading && reel.loadedTo < now);
  }

  async #load(reel, speed) {
    reel.loading = true;
    const { signal } = this.#loads;
    const from = reel.loadedTo;
    const to = from + Math.min(MOST_MS, Math.max(reel.chunk, CHUNK_MS * Math.min(speed, 5)));
    const span = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
    try {
      const { keys, fixes, until } = await get(`/layers/${encodeURIComponent(this.page)}/${encodeURIComponent(reel.layer.name)}?${span}`, signal);
      fixes.sort((a, b) => a[1] - b[1]);
      const base = reel.keys.length;
      const kept = reel.fixes.slice(reel.next);
      reel.keys = kept.length === 0 ? keys : reel.keys.concat(keys);
      const shift = kept.length === 0 ? 0 : base;
      reel.fixes = kept.concat(fixes.map(([key, ...rest]) => [key + shift, ...rest]));
      reel.next = 0;
      reel.loadedTo = Math.min(to, Math.max(from + 1000, until ?? to));
      reel.chunk = CHUNK_MS;
      reel.layer.error = null;
    } catch (error) {
      if (!signal.aborted) {
        reel.failed = true;
        reel.layer.error = error;
        this.failed(error);
      }
    } finally {
      reel.loading = false;
    }
  }
}
