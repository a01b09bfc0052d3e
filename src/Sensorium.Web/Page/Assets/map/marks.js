// What stands and moves on the map, in two calls of WebGL: the tails, then the marks.
import { contextOf, programOf, Quads, recordShader, ROW_WORDS } from "./gl.js";

/** A mark's shape; a value beyond a threshold is told by it too, not by colour alone. */
export const SHAPE = { arrow: 0, circle: 1, up: 2, down: 3, cluster: 4, ring: 5 };

const RECORD_WORDS = 8;

const COLOR = `
vec4 colorOf(uint word) {
  return vec4(uvec4(word, word >> 8, word >> 16, word >> 24) & 255u) / 255.0;
}
`;

// Words of a mark: x, y, heading, radius in pixels; colour, shape.
const MARK_VERTEX = `${recordShader(RECORD_WORDS / 4)}${COLOR}
uniform vec2 size;
out vec2 at;
flat out vec4 paint;
flat out float radius;
flat out int shape;
void main() {
  vec4 mark = uintBitsToFloat(record(0));
  uvec4 look = record(1);
  shape = int(look.y);
  radius = mark.w;
  // No wider than the shape and its edge: on a processor, what a picture takes is what its pixels take.
  at = quadCorner() * (shape == 0 ? vec2(radius * 0.76 + 2.3, radius * 1.35 + 2.5)
    : shape == 2 || shape == 3 ? vec2(radius * 1.35 + 2.5) : vec2(radius + 3.3));
  float s = sin(mark.z), c = cos(mark.z);
  vec2 turned = shape == 0 ? vec2(at.x * c - at.y * s, at.x * s + at.y * c) : at;
  paint = colorOf(look.x);
  gl_Position = vec4((mark.xy + turned) / size * 2.0 - 1.0, 0.0, 1.0) * vec4(1, -1, 1, 1);
}`;

const MARK_FRAGMENT = `
in vec2 at;
flat in vec4 paint;
flat in float radius;
flat in int shape;
uniform vec3 outline;
out vec4 result;
float triangle(vec2 p, float r) {
  return max(abs(p.x) * 0.866 + p.y * 0.5, -p.y) - r * 0.58;
}
void main() {
  float d;
  if (shape == 0) { // A drop whose tip points where it goes.
    float back = length(at - vec2(0.0, radius * 0.2)) - radius * 0.72;
    vec2 q = vec2(abs(at.x), at.y + radius * 1.3);
    float tip = max(dot(q, vec2(0.88, -0.475)), at.y - radius * 0.1);
    d = min(back, tip);
  } else if (shape == 2) {
    d = triangle(vec2(at.x, -at.y - radius * 0.1), radius * 1.25);
  } else if (shape == 3) {
    d = triangle(vec2(at.x, at.y - radius * 0.1), radius * 1.25);
  } else if (shape == 5) {
    d = abs(length(at) - radius) - 1.25;
  } else {
    d = length(at) - radius;
  }
  float edge = shape == 5 ? 1.5 : shape == 4 ? 2.5 : min(1.5, radius * 0.35);
  float whole = clamp(0.5 - (d - edge), 0.0, 1.0);
  float inner = clamp(0.5 - d, 0.0, 1.0);
  vec3 color = shape == 4 ? paint.rgb : mix(outline, paint.rgb, inner);
  float alpha = (shape == 4 ? mix(0.35 * whole, 0.92, inner) : whole) * paint.a;
  result = vec4(color * alpha, alpha);
}`;

// Words of a piece of a tail: both ends, from the thing backwards; half the width in pixels at both, colour, which fades as it grows thin.
const TAIL_VERTEX = `${recordShader(RECORD_WORDS / 4)}${COLOR}
uniform vec2 size;
out vec4 paint;
out float side;
out float reach;
void main() {
  vec4 ends = uintBitsToFloat(record(0));
  uvec4 look = record(1);
  vec2 corner = quadCorner();
  vec2 along = ends.zw - ends.xy;
  vec2 across = vec2(-along.y, along.x) / max(length(along), 1e-4);
  reach = uintBitsToFloat(corner.x < 0.0 ? look.x : look.y);
  side = corner.y * (reach + 0.7);
  vec2 at = (corner.x < 0.0 ? ends.xy : ends.zw) + across * side;
  vec4 color = colorOf(look.z);
  paint = vec4(color.rgb, color.a * reach);
  gl_Position = vec4(at / size * 2.0 - 1.0, 0.0, 1.0) * vec4(1, -1, 1, 1);
}`;

const TAIL_FRAGMENT = `
in vec4 paint;
in float side;
in float reach;
uniform float widest;
out vec4 result;
void main() {
  float alpha = clamp(reach + 0.5 - abs(side), 0.0, 1.0) * paint.a / widest;
  result = vec4(paint.rgb * alpha, alpha);
}`;

/** Records of one kind, gathered anew for each picture. */
class Batch {
  constructor(gl) {
    this.quads = gl && new Quads(gl);
    this.count = 0;
    this.#reserve(ROW_WORDS);
  }

  /** @returns the index of the first word of a further record */
  next() {
    if ((this.count + 1) * RECORD_WORDS > this.words.length) {
      this.#reserve(this.words.length * 2);
    }

    return this.count++ * RECORD_WORDS;
  }

  draw() {
    this.quads.upload(this.words, this.count * RECORD_WORDS);
    this.quads.draw(0, this.count);
  }

  #reserve(length) {
    const old = this.words;
    this.words = new Uint32Array(length);
    this.floats = new Float32Array(this.words.buffer);
    if (old) {
      this.words.set(old);
    }
  }
}

export class Marks {
  #gl;
  #markProgram;
  #tailProgram;
  #marks;
  #tails;

  constructor(canvas) {
    this.canvas = canvas;
    const gl = this.#gl = contextOf(canvas);
    this.#marks = new Batch(gl);
    this.#tails = new Batch(gl);
    if (gl) {
      this.#markProgram = programOf(gl, MARK_VERTEX, MARK_FRAGMENT, ["size", "outline"]);
      this.#tailProgram = programOf(gl, TAIL_VERTEX, TAIL_FRAGMENT, ["size", "widest"]);
    }
  }

  begin() {
    this.#marks.count = this.#tails.count = 0;
  }

  /** @param {number} color as from `packed` */
  add(shape, x, y, heading, radius, color) {
    const at = this.#marks.next();
    const { floats, words } = this.#marks;
    floats[at] = x;
    floats[at + 1] = y;
    floats[at + 2] = heading;
    floats[at + 3] = radius;
    words[at + 4] = color;
    words[at + 5] = shape;
  }

  addTail(x0, y0, x1, y1, width0, width1, color) {
    const at = this.#tails.next();
    const { floats, words } = this.#tails;
    floats[at] = x0;
    floats[at + 1] = y0;
    floats[at + 2] = x1;
    floats[at + 3] = y1;
    floats[at + 4] = width0;
    floats[at + 5] = width1;
    words[at + 6] = color;
  }

  /** @param {number} widest half the width of a tail at the thing */
  draw(ratio, outline, widest) {
    const gl = this.#gl;
    const size = [this.canvas.width / ratio, this.canvas.height / ratio];
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    for (const [program, batch] of [[this.#tailProgram, this.#tails], [this.#markProgram, this.#marks]]) {
      if (batch.count > 0) {
        gl.useProgram(program.program);
        gl.uniform2f(program.at.size, ...size);
        if (program.at.outline) {
          gl.uniform3fv(program.at.outline, outline);
        } else {
          gl.uniform1f(program.at.widest, widest);
        }

        batch.draw();
      }
    }
  }
}

/** A colour of [r, g, b] from 0 to 1 and alpha as the bytes that WebGL reads. */
export const packed = ([r, g, b], alpha = 1) =>
  (Math.round(r * 255) | Math.round(g * 255) << 8 | Math.round(b * 255) << 16 | Math.round(alpha * 255) << 24) >>> 0;

/** The same colour with another alpha. */
export const faded = (color, alpha) => (color & 0xffffff | Math.round(alpha * 255) << 24) >>> 0;
