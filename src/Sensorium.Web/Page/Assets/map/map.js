// The map: the streets, what stands and moves in them, and what somebody points at.
import { element, button } from "../dom.js";
import { Camera } from "./camera.js";
import { gestures } from "./gestures.js";
import { rgb } from "./gl.js";
import { drawCaptions, drawNames } from "./labels.js";
import { colorAt, rampOf, THEMES } from "./palette.js";
import { faded, Marks, packed, SHAPE } from "./marks.js";
import { CRUMBS } from "./motion.js";
import { worldX, worldY } from "./projection.js";
import { Streets } from "./streets.js";
import * as text from "../text.js";

const STALE_MS = 90000; // From here on a thing fades,
const GONE_MS = 120000; // and is gone here.
const SENSOR_GONE_MS = 900000; // A sensor is part of the city; it stays longer, hollow.
const STEP_PIXELS = 0.34; // A picture is due when something has moved so far.
const LEAST_FRAME_MS = 15;
const MOST_FRAME_MS = 400;
const CALM_FRAME_MS = 1000; // where motion is not wanted
const PICK_PIXELS = 14;
const VALUE_ZOOM = 14.2; // From here on sensors say their value.
const PATH_FIXES = 600; // of the selected thing
const FONT = '"Inter", system-ui, sans-serif';
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class CityMap {
  #streets;
  #marks;
  #frame = 0;
  #timer = 0;
  #groundDirty = true;
  #drawnAt = -Infinity;
  #fastest = 0;
  #captions = [];
  #spots = []; // of what was drawn last: {layer, i} by pixel
  #pointer = null;
  #hasShown = false;

  /**
   * @param {{onView: () => void, onPoint: (spot: object | null) => void, onSelect: (spot: object | null) => void}} on
   */
  constructor(place, { clock, view, thresholds, home, on, signal }) {
    Object.assign(this, { place, clock, view, thresholds, home, on });
    this.layers = [];
    this.visible = new Set();
    this.selected = null; // {layer, key}
    this.marked = null; // as selected, by a chart
    this.path = []; // [time, x, y] of the selected thing
    this.ghostAt = null; // a moment on that path
    this.#build();
    this.camera = new Camera(() => this.#moved());
    gestures(this.surface, this.camera, {
      hover: (x, y) => this.#hover([x, y]),
      leave: () => this.#hover(null),
      pick: (x, y) => this.on.onSelect(this.#spotAt(x, y)),
      key: key => this.#key(key),
    }, signal);
    const watch = new ResizeObserver(() => this.#resize());
    watch.observe(this.surface);
    still.addEventListener("change", () => this.redraw(), { signal });
    document.addEventListener("visibilitychange", () => this.redraw(), { signal });
    document.fonts?.ready.then(() => this.#moved());
    signal.addEventListener("abort", () => {
      watch.disconnect();
      cancelAnimationFrame(this.#frame);
      clearTimeout(this.#timer);
    });
    this.theme("light");
    this.#resize();
    this.goHome(false);
  }

  get isPossible() {
    return this.#streets.isPossible;
  }

  loadStreets(net) {
    this.#streets.load(net);
    this.bounds = net.bounds;
    if (!this.home && !this.view.map) {
      this.goHome(false);
    }

    this.#moved();
  }

  theme(name) {
    this.colors = THEMES[name];
    this.outline = rgb(this.colors.outline);
    this.ramps = { value: rampOf(this.colors.value), speed: rampOf(this.colors.speed) };
    this.place.style.setProperty("--map-ground", this.colors.ground);
    this.#moved();
  }

  goHome(fly = true) {
    const view = fly ? this.home : this.view.map ?? this.home;
    if (view) {
      fly ? this.camera.fly(view.center, view.zoom) : this.camera.look(view.center, view.zoom);
    } else if (this.bounds) {
      this.camera.fit(this.bounds);
    }
  }

  /** Shows these layers from now on. */
  show(layers, visible) {
    this.layers = layers;
    this.visible = visible;
    this.redraw();
  }

  select(selected) {
    this.selected = selected;
    this.path = [];
    this.redraw();
  }

  /** Draws anew with the next frame. */
  redraw() {
    this.#drawnAt = -Infinity;
    this.#schedule(0);
  }

  /** Latitude and longitude of a key where it is drawn now; null where it is not there. */
  placeOf({ layer: name, key }) {
    const layer = this.layers.find(candidate => candidate.name === name);
    const i = layer?.indexes.get(key);
    return i === undefined ? null : [layer.latitude[i], layer.longitude[i]];
  }

  /** Says how many marks of which layer are in view, for who does not see them. */
  describe() {
    const counts = this.layers.filter(({ name }) => this.visible.has(name)).map(layer =>
      `${text.count(this.#spots.reduce((sum, spot) => sum + (spot.layer === layer ? spot.count ?? 1 : 0), 0))} ${layer.title}`);
    const words = counts.length > 0 ? `In view: ${counts.join(", ")}.` : "No layer is shown.";
    if (this.surface.getAttribute("aria-description") !== words) {
      this.surface.setAttribute("aria-description", words);
    }
  }

  #build() {
    const canvas = className => element("canvas", { className, "aria-hidden": "true" });
    this.ground = canvas("ground");
    this.names = canvas("names");
    this.live = canvas("live");
    this.captions = canvas("captions");
    this.tip = element("div", { className: "tip", hidden: true });
    this.surface = element("div", {
      className: "surface", tabIndex: 0, role: "application",
      "aria-label": "Map of the city. Arrow keys move it, plus and minus zoom, N goes from mark to mark, Enter selects, Home shows all. "
        + "The same data stand in a table: the button Table.",
    }, this.ground, this.names, this.live, this.captions, this.tip);
    const control = (label, path, act) => {
      const made = button(label, path);
      made.addEventListener("click", act);
      return made;
    };
    this.controls = element("div", { className: "map-controls", role: "group", "aria-label": "Move the map" },
      control("Zoom in", "M12 5v14M5 12h14", () => this.camera.zoomBy(0.75)),
      control("Zoom out", "M5 12h14", () => this.camera.zoomBy(-0.75)),
      control("Show all", "M4 11l8-7 8 7M6 10v10h12V10", () => this.goHome()));
    this.place.replaceChildren(this.surface, this.controls);
    this.#streets = new Streets(this.ground);
    this.#marks = new Marks(this.live);
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.surface;
    if (width > 0 && height > 0) {
      this.ratio = Math.min(2, devicePixelRatio || 1);
      for (const canvas of [this.ground, this.names, this.live, this.captions]) {
        canvas.width = Math.round(width * this.ratio);
        canvas.height = Math.round(height * this.ratio);
      }

      const isFirst = !this.#hasShown;
      this.#hasShown = true;
      this.camera.resize(width, height);
      if (isFirst && !this.view.map && !this.home) {
        this.goHome(false);
      }
    }
  }

  #moved() {
    this.#groundDirty = true;
    this.redraw();
    if (this.#hasShown) {
      this.on.onView();
    }
  }

  #key(key) {
    if (key === "Home") {
      this.goHome();
    } else if (key === "n" || key === "N") {
      this.#next(key === "n" ? 1 : -1);
    } else if (key === "Escape") {
      this.on.onSelect(null);
    } else if (key === "Enter" && this.#pointed) {
      this.on.onSelect(this.#pointed);
    } else {
      return false;
    }

    return true;
  }

  #pointed = null;

  /** Points at the next mark in view, from left to right. */
  #next(step) {
    const spots = [...this.#spots].sort((a, b) => a.x - b.x || a.y - b.y);
    const at = spots.findIndex(spot => this.#pointed && spot.layer === this.#pointed.layer && spot.key === this.#pointed.key);
    const next = spots[(at + step + spots.length) % spots.length];
    if (next) {
      this.#pointer = null;
      this.#point(next);
    }
  }

  #hover(pointer) {
    this.#pointer = pointer;
    this.#point(pointer ? this.#spotAt(...pointer) : null);
  }

  #point(spot) {
    const before = this.#pointed;
    this.#pointed = spot;
    this.surface.classList.toggle("pointing", spot !== null);
    if (spot?.key !== before?.key || spot?.layer !== before?.layer) {
      this.on.onPoint(spot);
      this.redraw();
    }

    this.#drawTip();
  }

  #drawTip() {
    const spot = this.#pointed;
    this.tip.hidden = spot === null;
    if (spot) {
      this.#describe(spot);
      const right = spot.x > this.camera.width - 190;
      this.tip.style.transform = `translate(${Math.round(spot.x)}px, ${Math.round(spot.y)}px) translate(${right ? "calc(-100% - 14px)" : "14px"}, -50%)`;
    }
  }

  #describe({ layer, key, value, time, count }) {
    const lines = count === undefined
      ? [String(key), layer.unit || Number.isFinite(value) ? text.withUnit(value, layer.unit) : "", text.age(time, this.clock.now())]
      : [`${text.count(count)} in this place`, Number.isFinite(value) ? `${text.withUnit(value, layer.unit)} on average` : "", text.age(time, this.clock.now())];
    this.tip.replaceChildren(...[layer.title, ...lines].filter(Boolean).map((line, i) => element("span", { className: ["tip-layer", "tip-key"][i] ?? "" }, line)));
  }

  #spotAt(x, y) {
    let [best, nearest] = [null, PICK_PIXELS];
    for (const spot of this.#spots) {
      const distance = Math.hypot(spot.x - x, spot.y - y) - (spot.radius ?? 0);
      if (distance < nearest) {
        [best, nearest] = [spot, distance];
      }
    }

    return best;
  }

  // ---- frames

  #schedule(after) {
    if (this.#frame || document.hidden || !this.#hasShown) {
      return;
    }

    clearTimeout(this.#timer);
    const ask = () => {
      this.#timer = 0;
      this.#frame ||= requestAnimationFrame(now => this.#draw(now));
    };
    after > 40 ? this.#timer = setTimeout(ask, after - 16) : ask();
  }

  #draw(now) {
    this.#frame = 0;
    this.camera.step(now);
    const wait = this.#interval();
    if (this.#groundDirty || now - this.#drawnAt >= wait - 4) {
      this.#drawnAt = now;
      if (this.#groundDirty && this.isPossible) {
        this.#groundDirty = false;
        this.#streets.draw(this.camera, this.ratio, this.colors);
        drawNames(this.names, this.ratio, this.camera, this.#streets.named, this.colors, FONT);
      }

      this.#drawMarks();
    }

    if (this.camera.flight) {
      this.#schedule(0);
    } else if (this.layers.some(layer => this.visible.has(layer.name))) {
      this.#schedule(this.#interval());
    }
  }

  #interval() {
    if (this.clock.mode === "paused") {
      return CALM_FRAME_MS;
    }

    const pixels = this.#fastest * this.camera.scale * (this.clock.mode === "replay" ? this.clock.speed : 1); // a millisecond
    return still.matches ? CALM_FRAME_MS : Math.max(LEAST_FRAME_MS, Math.min(MOST_FRAME_MS, STEP_PIXELS / pixels));
  }

  #drawMarks() {
    if (!this.isPossible) {
      return;
    }

    const now = this.clock.now();
    this.#marks.begin();
    this.#spots = [];
    this.#captions = [];
    this.#fastest = 0;
    const radius = Math.max(3.1, Math.min(8, 3.1 + (this.camera.zoom - 12) * 0.95));
    this.#drawPath();
    for (const layer of this.layers) {
      if (this.visible.has(layer.name)) {
        const domain = layer.domain(this.thresholds[layer.threshold]);
        if (layer.view) {
          this.#drawView(layer, layer.view, domain, now);
        } else if (layer.moves) {
          this.#drawMoving(layer, domain, now, radius);
        } else {
          this.#drawSensors(layer, domain, now);
        }
      }
    }

    this.#drawRings();
    this.#marks.draw(this.ratio, this.outline, radius * 0.5);
    drawCaptions(this.captions, this.ratio, this.#captions, FONT);
    if (this.#pointer) {
      this.#point(this.#spotAt(...this.#pointer));
    } else if (this.#pointed) {
      this.#point(this.#spots.find(spot => spot.layer === this.#pointed.layer && spot.key === this.#pointed.key) ?? null);
    }
  }

  #drawMoving(layer, domain, now, radius) {
    const { motion } = layer;
    const { camera } = this;
    const { scale, width, height } = camera;
    const [left, top] = [camera.x - width / 2 / scale, camera.y - height / 2 / scale];
    if (this.clock.mode !== "paused" || layer.version !== layer.drawn) {
      this.#fastest = Math.max(this.#fastest, motion.advance(now));
      layer.drawn = layer.version;
    }

    const ramp = this.ramps.speed;
    const tailPixels = Math.min(70, 16 + (camera.zoom - 11) * 7);
    const crumbs = motion.count > 3000 ? 2 : CRUMBS;
    for (let i = 0; i < motion.count; i++) {
      const x = (motion.x[i] - left) * scale;
      const y = (motion.y[i] - top) * scale;
      if (!(x > -20 && y > -20 && x < width + 20 && y < height + 20)) {
        continue;
      }

      const age = now - layer.time[i];
      const presence = age < STALE_MS ? motion.presence(i, now) : Math.max(0, 1 - (age - STALE_MS) / (GONE_MS - STALE_MS));
      if (presence <= 0) {
        continue;
      }

      const color = colorAt(ramp, layer.value[i], domain);
      this.#tail(motion, i, x, y, left, top, scale, tailPixels, crumbs, radius * 0.5, faded(color, 0.75 * presence));
      const isStill = motion.crumbs[i] < 2;
      this.#marks.add(isStill ? SHAPE.circle : SHAPE.arrow, x, y, motion.heading[i], isStill ? radius * 0.8 : radius, faded(color, presence));
      this.#spots.push({ layer, i, key: layer.keys[i], x, y, value: layer.value[i], time: layer.time[i] });
    }
  }

  #tail(motion, i, x, y, left, top, scale, pixels, crumbs, width, color) {
    let [fromX, fromY, rest] = [x, y, pixels];
    const first = i * CRUMBS;
    for (let crumb = first; crumb < first + Math.min(crumbs, motion.crumbs[i]) && rest > 0.5; crumb++) {
      let toX = (motion.crumbX[crumb] - left) * scale;
      let toY = (motion.crumbY[crumb] - top) * scale;
      const length = Math.sqrt((toX - fromX) ** 2 + (toY - fromY) ** 2);
      if (length < 0.5) {
        continue;
      }

      const part = Math.min(1, rest / length);
      [toX, toY] = [fromX + (toX - fromX) * part, fromY + (toY - fromY) * part];
      const after = Math.max(0, rest - length);
      this.#marks.addTail(fromX, fromY, toX, toY, width * rest / pixels, width * after / pixels, color);
      [fromX, fromY, rest] = [toX, toY, after];
    }
  }

  #drawSensors(layer, domain, now) {
    const threshold = this.thresholds[layer.threshold];
    const ramp = this.ramps.value;
    const says = this.camera.zoom >= VALUE_ZOOM;
    for (let i = 0; i < layer.keys.length; i++) {
      const age = now - layer.time[i];
      if (Number.isNaN(layer.latitude[i]) || age > SENSOR_GONE_MS) {
        continue;
      }

      const presence = age < STALE_MS ? 1 : Math.max(0.25, 1 - (age - STALE_MS) / (GONE_MS - STALE_MS));
      this.#sensor(layer, layer.keys[i], layer.latitude[i], layer.longitude[i], layer.value[i], layer.time[i], { threshold, domain, ramp, says, presence });
    }
  }

  #sensor(layer, key, latitude, longitude, value, time, { threshold, domain, ramp, says, presence }) {
    const [x, y] = this.camera.project(worldX(longitude), worldY(latitude));
    if (x < -20 || y < -20 || x > this.camera.width + 20 || y > this.camera.height + 20) {
      return;
    }

    const shape = value > threshold?.high ? SHAPE.up : value < threshold?.low ? SHAPE.down : SHAPE.circle;
    const part = Number.isFinite(value) ? Math.max(0, Math.min(1, (value - domain[0]) / (domain[1] - domain[0]))) : 0;
    const radius = (shape === SHAPE.circle ? 3.2 + part * 2.6 : 6.5) * Math.max(0.85, Math.min(1.5, 0.85 + (this.camera.zoom - 12) * 0.16));
    this.#marks.add(shape, x, y, 0, radius, faded(colorAt(ramp, value, domain), presence));
    this.#spots.push({ layer, key, x, y, radius, value, time });
    if (says && Number.isFinite(value)) {
      this.#captions.push([text.value(value), x, y - radius - 8, 11, this.colors.caption, this.colors.halo]);
    }
  }

  #drawView(layer, { points, clusters }, domain, now) {
    if (points) {
      const context = { threshold: this.thresholds[layer.threshold], domain, ramp: this.ramps.value, says: this.camera.zoom >= VALUE_ZOOM };
      for (const [key, latitude, longitude, value, time] of points) {
        const age = now - time;
        const presence = age < STALE_MS ? 1 : Math.max(0.25, 1 - (age - STALE_MS) / (GONE_MS - STALE_MS));
        this.#sensor(layer, key, latitude, longitude, value ?? NaN, time, { ...context, presence });
      }

      return;
    }

    const most = Math.max(...clusters.map(([, , count]) => count), 1);
    for (const [latitude, longitude, count, mean, time] of clusters) {
      const [x, y] = this.camera.project(worldX(longitude), worldY(latitude));
      const radius = 9 + 13 * Math.sqrt(count / most);
      const color = mean === null ? packed(rgb(this.colors.cluster)) : colorAt(this.ramps.value, mean, domain);
      this.#marks.add(SHAPE.cluster, x, y, 0, radius, color);
      this.#captions.push([text.short(count), x, y, radius > 14 ? 12 : 11, "#0b0f14", null]);
      this.#spots.push({ layer, key: `${latitude},${longitude}`, x, y, radius, value: mean ?? NaN, time, count, latitude, longitude });
    }
  }

  #drawPath() {
    const color = faded(packed(rgb(this.colors.mark)), 0.55);
    for (let i = 1; i < this.path.length; i++) {
      this.#marks.addTail(...this.camera.project(...this.path[i - 1].slice(1)), ...this.camera.project(...this.path[i].slice(1)), 1.2, 1.2, color);
    }

    if (this.ghostAt !== null && this.path.length > 1 && this.ghostAt >= this.path[0][0]) {
      const after = this.path.findIndex(([time]) => time >= this.ghostAt);
      const [, x, y] = this.path[after < 0 ? this.path.length - 1 : after];
      this.#marks.add(SHAPE.ring, ...this.camera.project(x, y), 0, 8, packed(rgb(this.colors.mark)));
    }
  }

  #drawRings() {
    const mark = packed(rgb(this.colors.mark));
    for (const [wanted, radius] of [[this.#pointed, 11], [this.selected, 13], [this.marked, 13]]) {
      const name = wanted?.layer?.name ?? wanted?.layer;
      const spot = wanted && this.#spots.find(candidate => candidate.layer.name === name && candidate.key === wanted.key);
      if (spot) {
        this.#marks.add(SHAPE.ring, spot.x, spot.y, 0, radius + (spot.radius ?? 0), mark);
        if (wanted === this.selected) {
          this.#remember(spot);
          this.#captions.push([String(spot.key), spot.x, spot.y - radius - 12, 12, this.colors.caption, this.colors.halo]);
        }
      }
    }
  }

  #remember({ time, x, y }) {
    if (!(this.path.at(-1)?.[0] >= time)) {
      this.path.push([time, ...this.camera.unproject(x, y)]);
      this.path.splice(0, this.path.length - PATH_FIXES);
    }
  }
}

