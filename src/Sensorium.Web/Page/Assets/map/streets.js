// The ground of the map: the city's streets as lines, drawn only when the view or the theme changes.
import { contextOf, programOf, Quads, recordShader, rgb, ROW_WORDS } from "./gl.js";
import { worldX, worldY } from "./projection.js";

/** From the least to the greatest: what is drawn later lies above. */
export const CLASSES = ["other", "residential", "tertiary", "secondary", "primary", "trunk", "motorway"];

const PER_DEGREE = 1e5;
const WIDTH_AT_14 = [0.7, 1.3, 2.2, 3, 3.4, 3.8, 4.6]; // pixels, by class
const LEAST_WIDTH = [0.35, 0.5, 0.8, 1.1, 1.25, 1.4, 1.8];
const FIRST_ZOOM = [13.2, 10.5, 9, 3, 3, 3, 3];
const CASING = 1.1; // pixels to each side, from this zoom on
const CASING_ZOOM = 13;

const VERTEX = `${recordShader(1)}
uniform vec2 offset, size;
uniform float scale, reach;
out vec2 at;
flat out vec4 line;
void main() {
  vec4 ends = uintBitsToFloat(record(0));
  vec2 corner = quadCorner();
  vec2 a = ends.xy * scale + offset, b = ends.zw * scale + offset;
  vec2 along = b - a;
  float length = max(length(along), 1e-4);
  along = along / length * reach;
  vec2 across = vec2(-along.y, along.x);
  at = (corner.x < 0.0 ? a - along : b + along) + across * corner.y;
  line = vec4(a, b);
  gl_Position = vec4(at / size * 2.0 - 1.0, 0.0, 1.0) * vec4(1, -1, 1, 1);
}`;

const FRAGMENT = `
in vec2 at;
flat in vec4 line;
uniform vec3 color;
uniform float halfWidth;
out vec4 result;
void main() {
  vec2 along = line.zw - line.xy, from = at - line.xy;
  float part = clamp(dot(from, along) / max(dot(along, along), 1e-8), 0.0, 1.0);
  float alpha = clamp(halfWidth + 0.5 - length(from - along * part), 0.0, 1.0) * min(1.0, halfWidth * 2.0);
  result = vec4(color * alpha, alpha);
}`;

export class Streets {
  #gl;
  #line;
  #quads;
  #ranges = []; // of segments, by class
  #origin = [0.5, 0.5];

  constructor(canvas) {
    this.canvas = canvas;
    this.#gl = contextOf(canvas);
    /** {name, rank, points: Float64Array of world coordinates, box: [west, north, east, south] in them} of every street that has a name. */
    this.named = [];
    if (this.#gl) {
      this.#line = programOf(this.#gl, VERTEX, FRAGMENT, ["offset", "size", "scale", "reach", "color", "halfWidth"]);
      this.#quads = new Quads(this.#gl);
    }
  }

  get isPossible() {
    return this.#gl !== null;
  }

  /** Takes the net as the city sends it. */
  load({ bounds: [south, west, north, east], ways }) {
    this.#origin = [worldX((west + east) / 2), worldY((south + north) / 2)];
    const byClass = CLASSES.map(() => []);
    for (const way of ways) {
      const rank = Math.max(0, CLASSES.indexOf(way.class));
      const points = decode(way.line);
      byClass[rank].push(points);
      if (way.name) {
        this.named.push({ name: way.name, rank, points, box: boxOf(points) });
      }
    }

    const segments = [];
    this.#ranges = byClass.map(lines => {
      const first = segments.length / 4;
      for (const points of lines) {
        for (let i = 2; i < points.length; i += 2) {
          segments.push(
            points[i - 2] - this.#origin[0], points[i - 1] - this.#origin[1], points[i] - this.#origin[0], points[i + 1] - this.#origin[1]);
        }
      }

      return { first, count: segments.length / 4 - first };
    });
    const words = new Float32Array(Math.ceil(segments.length / ROW_WORDS) * ROW_WORDS);
    words.set(segments);
    this.#quads.upload(new Uint32Array(words.buffer), segments.length);
  }

  /** @param {{casing: string, streets: string[]}} colors by class */
  draw(camera, ratio, colors) {
    const gl = this.#gl;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#line.program);
    const { at } = this.#line;
    const scale = camera.scale * ratio;
    gl.uniform2f(at.size, this.canvas.width, this.canvas.height);
    gl.uniform1f(at.scale, scale);
    gl.uniform2f(
      at.offset,
      (this.#origin[0] - camera.x) * scale + this.canvas.width / 2,
      (this.#origin[1] - camera.y) * scale + this.canvas.height / 2);
    const widths = CLASSES.map((_, rank) => ratio * Math.max(LEAST_WIDTH[rank], WIDTH_AT_14[rank] * 1.55 ** (camera.zoom - 14)));
    if (camera.zoom >= CASING_ZOOM && colors.casing) {
      this.#ranges.forEach((range, rank) => rank > 0 && this.#drawClass(range, widths[rank] / 2 + CASING * ratio, colors.casing));
    }

    this.#ranges.forEach((range, rank) => camera.zoom >= FIRST_ZOOM[rank] && this.#drawClass(range, widths[rank] / 2, colors.streets[rank]));
  }

  #drawClass({ first, count }, halfWidth, color) {
    const gl = this.#gl;
    if (count > 0) {
      const { at } = this.#line;
      gl.uniform1f(at.halfWidth, halfWidth);
      gl.uniform1f(at.reach, halfWidth + 1);
      gl.uniform3fv(at.color, rgb(color));
      this.#quads.draw(first, count);
    }
  }
}

function decode(line) {
  const points = new Float64Array(line.length);
  let [latitude, longitude] = [0, 0];
  for (let i = 0; i < line.length; i += 2) {
    latitude += line[i];
    longitude += line[i + 1];
    points[i] = worldX(longitude / PER_DEGREE);
    points[i + 1] = worldY(latitude / PER_DEGREE);
  }

  return points;
}

function boxOf(points) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    box[0] = Math.min(box[0], points[i]);
    box[1] = Math.min(box[1], points[i + 1]);
    box[2] = Math.max(box[2], points[i]);
    box[3] = Math.max(box[3], points[i + 1]);
  }

  return box;
}
