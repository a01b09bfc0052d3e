// How somebody looks at the page. All of it stands in the address, so a refresh or a shared link shows the same.

export const SPANS = { "15m": 900000, "1h": 3600000, "6h": 21600000, "24h": 86400000, "7d": 604800000 };
const SAVE_AFTER_MS = 250;

export class View {
  #listeners = new Set();
  #saving = 0;

  constructor(address = location) {
    const query = new URLSearchParams(address.search);
    const [zoom, latitude, longitude] = (query.get("map") ?? "").split(",").map(Number);
    const at = Date.parse(query.get("at") ?? "");
    const separator = (query.get("select") ?? "").indexOf(":");
    /** {zoom, center: [latitude, longitude]}; null for the page's own. */
    this.map = [zoom, latitude, longitude].every(Number.isFinite) ? { zoom, center: [latitude, longitude] } : null;
    this.span = query.get("span") in SPANS ? query.get("span") : "1h";
    /** The moment shown where it is not now, and whether time runs from there. */
    this.at = Number.isFinite(at) ? at : null;
    this.play = query.get("play") === "1";
    this.speed = [1, 10, 60].includes(Number(query.get("speed"))) ? Number(query.get("speed")) : 1;
    this.select = separator > 0 ? { layer: query.get("select").slice(0, separator), key: query.get("select").slice(separator + 1) } : null;
    /** The names of the layers shown; null for the page's own. */
    this.layers = query.has("layers") ? query.get("layers").split(",").filter(Boolean) : null;
    this.table = query.get("table") === "1";
    this.theme = ["light", "dark"].includes(query.get("theme")) ? query.get("theme") : null;
    this.wall = query.get("wall") === "1";
    this.rotate = Math.max(0, Math.min(3600, Number(query.get("rotate")) || 0));
  }

  /** Calls back with the names of what has changed. */
  onChange(listener, signal) {
    this.#listeners.add(listener);
    signal?.addEventListener("abort", () => this.#listeners.delete(listener));
  }

  set(changes) {
    const changed = Object.keys(changes).filter(name => JSON.stringify(this[name]) !== JSON.stringify(changes[name]));
    if (changed.length > 0) {
      Object.assign(this, changes);
      this.#saving ||= setTimeout(() => this.save(), SAVE_AFTER_MS);
      this.#listeners.forEach(listener => listener(changed));
    }
  }

  save() {
    clearTimeout(this.#saving);
    this.#saving = 0;
    history.replaceState(null, "", this.address());
  }

  address(path = location.pathname) {
    const query = [];
    const add = (name, text, given = true) => given && query.push(`${name}=${encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":")}`);
    if (this.map) {
      add("map", [this.map.zoom.toFixed(2), ...this.map.center.map(part => part.toFixed(5))].join(","));
    }

    add("layers", this.layers?.join(","), this.layers !== null);
    add("span", this.span, this.span !== "1h");
    add("at", this.at === null ? "" : new Date(this.at).toISOString(), this.at !== null);
    add("play", "1", this.at !== null && this.play);
    add("speed", this.speed, this.speed !== 1);
    add("select", this.select ? `${this.select.layer}:${this.select.key}` : "", this.select !== null);
    add("table", "1", this.table);
    add("theme", this.theme, this.theme !== null);
    add("wall", "1", this.wall);
    add("rotate", this.rotate, this.rotate > 0);
    return path + (query.length ? `?${query.join("&")}` : "");
  }
}
