// The map's card: the map itself, its legend, the table that says the same, and the card of what is selected.
import { button, byId, element, setText } from "../dom.js";
import { get } from "../feed/doors.js";
import { CityMap } from "./map.js";
import { History } from "./history.js";
import { Layer } from "./layer.js";
import { gradient } from "./palette.js";
import * as text from "../text.js";

const VIEW_AFTER_MS = 250;
const VIEW_EVERY_MS = 2000;
const TABLE_ROWS = 400;
const TABLE_EVERY_MS = 1000;

export class MapPanel {
  #map;
  #live;
  #history = null;
  #frozen = null; // what stood there when somebody paused
  #viewAt = 0;
  #viewTimer = 0;
  #viewLoad = new AbortController();
  #tableAt = 0;
  #counts = new Map();

  constructor(page) {
    this.page = page;
    this.place = byId("map");
    const { data, view } = page;
    this.place.hidden = data.layers.length === 0 && !data.map;
    if (this.place.hidden) {
      return;
    }

    this.#live = data.layers.map(layer => new Layer(layer));
    const box = element("div", { className: "map-box" });
    this.#map = new CityMap(box, {
      clock: page.clock, view, thresholds: page.thresholds, home: data.map?.fit ? null : data.map, signal: page.signal,
      on: {
        onView: () => this.#viewed(),
        onPoint: spot => page.cursor.set(spot?.time ?? null, spot && spot.count === undefined ? { layer: spot.layer.name, key: spot.key } : null, this),
        onSelect: spot => this.#pick(spot),
      },
    });
    this.#legend = element("div", { className: "legend" });
    this.#card = element("aside", { className: "thing", "aria-label": "Selected", hidden: true });
    this.#table = element("div", { className: "map-table scroll", tabIndex: 0, role: "region", "aria-label": "What the map shows, as a table", hidden: true });
    this.#tableButton = button("Table", "M4 5h16v14H4zM4 10h16M10 10v9", view.table);
    this.#tableButton.classList.add("map-table-button");
    this.#tableButton.addEventListener("click", () => view.set({ table: !view.table }));
    this.#note = element("p", { className: "map-note", role: "status", hidden: true });
    this.place.replaceChildren(box, this.#table, this.#legend, this.#card, this.#tableButton, this.#note);
    this.#drawLegend();
    if (!this.#map.isPossible) {
      this.#say("This browser has no WebGL 2, so the map stands as a table.");
      view.set({ table: true });
    }

    view.onChange(changed => this.#viewChanged(changed), page.signal);
    page.cursor.onChange(source => this.#pointed(source));
    this.#map.select(view.select);
    this.#show();
    this.#showTable();
    if (page.data.map.streets) {
      get("/map/streets", page.signal).then(net => this.#map.loadStreets(net), () => {});
    }

    page.signal.addEventListener("abort", () => {
      clearTimeout(this.#viewTimer);
      this.#viewLoad.abort();
    });
  }

  #legend;
  #card;
  #table;
  #tableButton;
  #note;

  listen(events) {
    if (this.place.hidden) {
      return;
    }

    events.on("fixes", event => {
      const layer = this.#live.find(({ name }) => name === event.layer);
      layer?.take(event, this.page.clock.city());
      if (this.page.clock.mode === "live" && layer && !layer.moves) {
        this.#map.redraw();
      }
    });
    events.on("layer", ({ layer: name, count, streamed }) => {
      const layer = this.#live.find(candidate => candidate.name === name);
      if (layer) {
        layer.total = count;
        layer.isStreamed = streamed ?? layer.isStreamed;
        layer.view = layer.isStreamed ? null : layer.view ?? { clusters: [] };
        this.#loadViews();
      }
    });
    events.on("thresholds", () => this.#drawLegend());
  }

  theme(name) {
    this.#map?.theme(name);
    this.#drawLegend();
  }

  tick() {
    if (this.place.hidden) {
      return;
    }

    const { clock, view } = this.page;
    if (this.#history) {
      this.#history.step(clock.now(), clock.mode === "replay" ? clock.speed : 1);
      this.#say(this.#history.isLoading ? "Loading the past…" : this.#history.layers.find(({ error }) => error)?.error.message ?? "");
    }

    if (performance.now() - this.#viewAt > VIEW_EVERY_MS && clock.mode !== "paused") {
      this.#loadViews();
    }

    if (this.#shown.some(layer => layer.drawnDomain && layer.drawnDomain !== layer.domain(this.page.thresholds[layer.threshold]).join())) {
      this.#drawLegend();
    }

    for (const layer of this.#shown) {
      const [count, age] = this.#counts.get(layer.name) ?? [];
      if (count) {
        setText(count, text.count(Math.max(layer.total, layer.keys.length)));
        setText(age, layer.newest ? text.age(layer.newest, clock.now()) : "");
      }
    }

    this.#map.describe();
    this.#drawCard();
    if (view.table && performance.now() - this.#tableAt > TABLE_EVERY_MS) {
      this.#drawTable();
    }
  }

  /** Whether a layer knows a key. */
  has(name, key) {
    return this.#shown.some(layer => layer.name === name && layer.indexes.has(key));
  }

  /** Selects a key and goes there. */
  reveal(name, key) {
    this.page.view.set({ layers: [...this.#visible, name].filter((one, i, all) => all.indexOf(one) === i) });
    this.page.select({ layer: name, key });
    const place = this.#map.placeOf({ layer: name, key });
    if (place) {
      this.#map.camera.fly(place, Math.max(15, this.#map.camera.zoom));
    }

    this.place.scrollIntoView({ block: "nearest" });
  }

  /** The newest event of a layer; 0 where none came. */
  newestOf(name) {
    return this.#shown?.find(layer => layer.name === name)?.newest ?? 0;
  }

  get #shown() {
    return this.#history?.layers ?? this.#frozen ?? this.#live ?? [];
  }

  /** All that moves, and the first layer of sensors, unless somebody chose. */
  get #visible() {
    const { layers } = this.page.data;
    return new Set(this.page.view.layers ?? [
      ...layers.filter(({ kind }) => kind === "moving").slice(0, 2), ...layers.filter(({ kind }) => kind !== "moving").slice(0, 1),
    ].map(({ name }) => name));
  }

  #show() {
    this.#map.show(this.#shown, this.#visible);
  }

  #viewChanged(changed) {
    const { view, clock } = this.page;
    if (changed.includes("layers")) {
      this.#show();
      this.#drawLegend();
      this.#loadViews();
    }

    if (changed.includes("at") || changed.includes("play")) {
      this.#setTime(clock.mode, view.at, changed);
    }

    if (changed.includes("select")) {
      this.#map.select(view.select);
      this.#drawCard();
    }

    if (changed.includes("table")) {
      this.#showTable();
    }
  }

  #setTime(mode, at, changed) {
    if (mode === "live") {
      this.#history = this.#frozen = null;
      this.#say("");
    } else if (!this.#history && !this.#frozen && mode === "paused" && at >= this.page.clock.city() - 2000) {
      // Paused now: what stands there stays as it is, and the city goes on unseen.
      this.#frozen = this.#live;
      this.#live = this.#live.map(layer => layer.successor(at));
    } else if (!this.#history || this.#isJump(mode, at, changed)) {
      this.#history ??= new History(this.page.data.page, this.page.data.layers, error => this.#say(error.message));
      this.#history.seek(at);
      this.#history.step(at, 1);
    }

    this.#lastAt = at;
    this.#show();
  }

  #lastAt = null;

  /** Time that runs goes on by itself; only a hand makes it jump. */
  #isJump(mode, at, changed) {
    const before = this.#lastAt;
    return before === null || at < before || (mode === "paused" ? Math.abs(at - before) > 1500 && !changed.includes("play") : at - before > 5000 * this.page.clock.speed);
  }

  #viewed() {
    const { camera } = this.#map ?? {};
    if (camera) {
      this.page.view.set({ map: { zoom: camera.zoom, center: camera.center } });
      clearTimeout(this.#viewTimer);
      this.#viewTimer = setTimeout(() => this.#loadViews(), VIEW_AFTER_MS);
    }
  }

  /** Asks for what is in view of layers that have too many keys to be sent one by one. */
  async #loadViews() {
    this.#viewAt = performance.now();
    const large = this.#shown.filter(layer => !layer.isStreamed && this.#visible.has(layer.name));
    if (large.length === 0 || document.hidden) {
      return;
    }

    this.#viewLoad.abort();
    this.#viewLoad = new AbortController();
    const { signal } = this.#viewLoad;
    const { camera } = this.#map;
    const at = this.page.clock.mode === "live" ? "" : `&at=${new Date(this.page.clock.now()).toISOString()}`;
    const where = `bbox=${camera.bounds.map(part => part.toFixed(5)).join(",")}&zoom=${camera.zoom.toFixed(2)}${at}`;
    await Promise.all(large.map(async layer => {
      try {
        const { count, points, clusters } = await get(`/layers/${encodeURIComponent(this.page.data.page)}/${encodeURIComponent(layer.name)}/view?${where}`, signal);
        layer.total = Math.max(layer.total, count);
        layer.view = points ? { points } : { clusters: clusters ?? [] };
        layer.newest = (points ?? clusters ?? []).reduce((newest, spot) => Math.max(newest, spot[4]), layer.newest);
        layer.learn((points ?? clusters ?? []).map(spot => spot[3]));
        this.#map.redraw();
      } catch (error) {
        if (!signal.aborted) {
          layer.error = error;
        }
      }
    }));
  }

  #pick(spot) {
    if (spot?.count !== undefined) {
      this.#map.camera.fly([spot.latitude, spot.longitude], this.#map.camera.zoom + 2);
    } else {
      this.page.select(spot ? { layer: spot.layer.name, key: spot.key } : null);
    }
  }

  #pointed(source) {
    const { cursor } = this.page;
    if (source !== this) {
      this.#map.marked = cursor.thing;
      this.#map.ghostAt = cursor.time;
      this.#map.redraw();
    }
  }

  #drawCard() {
    const { select } = this.page.view;
    const layer = select && this.#shown.find(({ name }) => name === select.layer);
    const i = layer?.indexes.get(select.key);
    const inView = layer?.view?.points?.find(([key]) => key === select.key);
    this.#card.hidden = !layer;
    if (!layer) {
      return;
    }

    const [latitude, longitude, value, time] = i !== undefined
      ? [layer.latitude[i], layer.longitude[i], layer.value[i], layer.time[i]] : inView ? inView.slice(1) : [NaN, NaN, NaN, 0];
    if (this.#card.dataset.key !== `${select.layer}:${select.key}`) {
      this.#card.dataset.key = `${select.layer}:${select.key}`;
      const close = button("Close", "M6 6l12 12M18 6L6 18");
      close.addEventListener("click", () => this.page.select(null));
      const centre = button("Go there", "M12 3v4M12 17v4M3 12h4M17 12h4M12 9a3 3 0 100 6 3 3 0 000-6");
      centre.addEventListener("click", () => {
        const place = this.#map.placeOf(this.page.view.select);
        place && this.#map.camera.fly(place, Math.max(15, this.#map.camera.zoom));
      });
      this.#card.replaceChildren(
        element("p", { className: "kicker" }, layer.title), element("h3", {}, select.key), element("p", { className: "value" }),
        element("p", { className: "note" }), element("div", { className: "row" }, centre, close));
    }

    setText(this.#card.querySelector(".value"), Number.isFinite(value) ? text.withUnit(value, layer.unit) : "no value");
    setText(this.#card.querySelector(".note"), time
      ? `${text.age(time, this.page.clock.now())} · ${text.coordinate(latitude)}, ${text.coordinate(longitude)}` : "not heard of");
  }

  #drawLegend() {
    if (!this.#map) {
      return;
    }

    const { data, view, thresholds } = this.page;
    this.#counts.clear();
    const items = data.layers.map(definition => {
      const layer = this.#shown.find(({ name }) => name === definition.name);
      const isOn = this.#visible.has(definition.name);
      const box = element("input", { type: "checkbox", checked: isOn });
      box.addEventListener("change", () => {
        const chosen = this.#visible;
        box.checked ? chosen.add(definition.name) : chosen.delete(definition.name);
        view.set({ layers: data.layers.map(({ name }) => name).filter(name => chosen.has(name)) });
      });
      const [count, age] = [element("span", { className: "count" }), element("span", { className: "age" })];
      this.#counts.set(definition.name, [count, age]);
      return element("div", { className: "legend-layer", dataset: { on: isOn ? "yes" : "no" } },
        element("label", {}, box, element("span", { className: `shape ${definition.kind}`, "aria-hidden": "true" }), element("span", { className: "name" }, definition.title ?? text.title(definition.name)), count),
        ...isOn ? [this.#scale(layer, thresholds[definition.threshold])] : [], age);
    });
    const isOpen = this.#legend.querySelector("details")?.open ?? matchMedia("(min-width: 600px)").matches;
    this.#legend.replaceChildren(element("details", { open: isOpen }, element("summary", {}, "Layers"), ...items));
  }

  #scale(layer, threshold) {
    const [low, high] = layer.domain(threshold);
    const bar = element("div", { className: "scale-bar" });
    bar.style.backgroundImage = gradient(layer.moves ? this.#map.colors.speed : this.#map.colors.value);
    const limits = [[threshold?.low, "▼ below"], [threshold?.high, "▲ above"]].filter(([limit]) => typeof limit === "number");
    for (const [limit] of limits) {
      const tick = element("i");
      tick.style.left = `${Math.max(0, Math.min(100, 100 * (limit - low) / (high - low)))}%`;
      bar.append(tick);
    }

    layer.drawnDomain = [low, high].join();
    return element("div", { className: "scale" }, bar,
      element("div", { className: "scale-ends" }, element("span", {}, text.value(low)), element("span", {}, text.withUnit(high, layer.unit))),
      ...limits.length ? [element("p", { className: "scale-limits" }, limits.map(([limit, word]) => `${word} ${text.value(limit)}`).join("  ·  "))] : []);
  }

  #showTable() {
    const { table } = this.page.view;
    this.#table.hidden = !table;
    this.place.classList.toggle("as-table", table);
    this.#tableButton.setAttribute("aria-pressed", table);
    setText(this.#tableButton.querySelector(".label"), table ? "Map" : "Table");
    if (table) {
      this.#drawTable();
    }
  }

  #drawTable() {
    this.#tableAt = performance.now();
    const now = this.page.clock.now();
    const rows = this.#shown.filter(({ name }) => this.#visible.has(name)).flatMap(layer => layer.view?.points
      ? layer.view.points.map(point => [layer, ...point])
      : layer.keys.map((key, i) => [layer, key, layer.latitude[i], layer.longitude[i], layer.value[i], layer.time[i]]));
    const head = ["layer", "id", "value", "latitude", "longitude", "age"];
    const body = rows.filter(([, , , , , time]) => time > 0).slice(0, TABLE_ROWS);
    const caption = `${text.count(rows.length)} things${rows.length > body.length ? `, the first ${text.count(body.length)} here` : ""}`;
    const table = this.#table.querySelector("table") ?? element("table", {}, element("caption"), element("thead", {}, element("tr", {},
      ...head.map((name, i) => element("th", { scope: "col", className: i > 1 ? "number" : "" }, name)))), element("tbody"));
    setText(table.caption, caption);
    const lines = table.tBodies[0].rows;
    body.forEach(([layer, key, latitude, longitude, value, time], at) => {
      const line = lines[at] ?? table.tBodies[0].appendChild(element("tr", {}, ...head.map((_, i) =>
        element(i === 1 ? "th" : "td", { scope: i === 1 ? "row" : undefined, className: i > 1 ? "number" : "" }))));
      [layer.title ?? text.title(layer.name), key, Number.isFinite(value) ? text.withUnit(value, layer.unit) : "–", text.coordinate(latitude), text.coordinate(longitude), text.age(time, now)]
        .forEach((words, i) => setText(line.cells[i], words));
    });
    while (lines.length > body.length) {
      lines[lines.length - 1].remove();
    }

    if (!table.isConnected) {
      this.#table.replaceChildren(table);
    }
  }

  #say(words) {
    setText(this.#note, words);
    this.#note.hidden = words === "";
  }
}
