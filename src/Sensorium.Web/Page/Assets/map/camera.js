// What part of the world the map shows, and how it is moved there.
import { latitudeOf, longitudeOf, scaleOf, worldX, worldY } from "./projection.js";

const MIN_ZOOM = 3;
const MAX_ZOOM = 19;
const FLY_MS = 450;

export class Camera {
  /** @param {() => void} moved is called when the view has changed */
  constructor(moved) {
    this.moved = moved;
    [this.x, this.y, this.zoom] = [worldX(0), worldY(0), MIN_ZOOM];
    [this.width, this.height] = [1, 1];
    this.flight = null;
  }

  get scale() {
    return scaleOf(this.zoom);
  }

  /** Latitude and longitude of the middle. */
  get center() {
    return [latitudeOf(this.y), longitudeOf(this.x)];
  }

  resize(width, height) {
    [this.width, this.height] = [width, height];
    this.moved();
  }

  look([latitude, longitude], zoom) {
    this.flight = null;
    this.#go(worldX(longitude), worldY(latitude), zoom);
  }

  /** Goes there within half a second, or at once where motion is not wanted. */
  fly([latitude, longitude], zoom) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.look([latitude, longitude], zoom);
      return;
    }

    const [x, y] = [worldX(longitude), worldY(latitude)];
    this.flight = { fromX: this.x, fromY: this.y, fromZoom: this.zoom, x, y, zoom: clampZoom(zoom), start: performance.now() };
    this.moved();
  }

  /** Moves on where a flight is under way. */
  step(now) {
    if (this.flight) {
      const { fromX, fromY, fromZoom, x, y, zoom, start } = this.flight;
      const part = Math.min(1, (now - start) / FLY_MS);
      const eased = 1 - (1 - part) ** 3;
      if (part === 1) {
        this.flight = null;
      }

      this.#go(fromX + (x - fromX) * eased, fromY + (y - fromY) * eased, fromZoom + (zoom - fromZoom) * eased);
    }
  }

  /** Moves the ground by pixels. */
  pan(dx, dy) {
    this.flight = null;
    this.#go(this.x - dx / this.scale, this.y - dy / this.scale, this.zoom);
  }

  /** Zooms by levels around a pixel, which stays where it is. */
  zoomBy(levels, px = this.width / 2, py = this.height / 2) {
    this.flight = null;
    const [x, y] = this.unproject(px, py);
    const zoom = clampZoom(this.zoom + levels);
    const scale = scaleOf(zoom);
    this.#go(x - (px - this.width / 2) / scale, y - (py - this.height / 2) / scale, zoom);
  }

  /** Shows all of [south, west, north, east]. */
  fit([south, west, north, east], padding = 24) {
    const [x0, x1, y0, y1] = [worldX(west), worldX(east), worldY(north), worldY(south)];
    const zoom = Math.min(
      Math.log2(Math.max(1, this.width - 2 * padding) / Math.max(1e-9, x1 - x0)),
      Math.log2(Math.max(1, this.height - 2 * padding) / Math.max(1e-9, y1 - y0))) - Math.log2(scaleOf(0));
    this.#go((x0 + x1) / 2, (y0 + y1) / 2, zoom);
  }

  /** Pixels of a place of the world. */
  project(x, y) {
    return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2];
  }

  unproject(px, py) {
    return [this.x + (px - this.width / 2) / this.scale, this.y + (py - this.height / 2) / this.scale];
  }

  /** [south, west, north, east] of what is shown. */
  get bounds() {
    const [west, north] = this.unproject(0, 0);
    const [east, south] = this.unproject(this.width, this.height);
    return [latitudeOf(south), longitudeOf(west), latitudeOf(north), longitudeOf(east)];
  }

  #go(x, y, zoom) {
    [this.x, this.y, this.zoom] = [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y)), clampZoom(zoom)];
    this.moved();
  }
}

const clampZoom = zoom => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
