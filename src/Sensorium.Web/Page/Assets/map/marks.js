// What stands and moves on the map, in two calls of WebGL: the tails, then the marks.
import { contextOf, instanceLayout, programOf } from "./gl.js";

/** A mark's shape; a value beyond a threshold is told by it too, not by colour alone. */
export const SHAPE = { arrow: 0, circle: 1, up: 2, down: 3, cluster: 4, ring: 5 };

const MARK_BYTES = 24;
const TAIL_BYTES = 28;

const MARK_VERTEX = `
layout(location = 0) in vec4 mark; // x, y, heading, radius in pixels
layout(location = 1) in vec4 color;
layout(location = 2) in vec4 kind; // shape
uniform vec2 size;
out vec2 at;
flat out vec4 paint;
flat out float radius;
flat out int shape;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  shape = int(kind.x + 0.5);
  radius = mark.w;
  at = corner * (radius * 1.35 + 2.5);
  float s = sin(mark.z), c = cos(mark.z);
  vec2 turned = shape == 0 ? vec2(at.x * c - at.y * s, at.x * s + at.y * c) : at;
  paint = color;
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

const TAIL_VERTEX = `
layout(location = 0) in vec4 ends; // from the thing backwards
layout(location = 1) in vec2 width; // half, in pixels, at both ends
layout(location = 2) in vec4 color; // it fades as the tail grows thin
uniform vec2 size;
out vec4 paint;
out float side;
out float reach;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  vec2 along = ends.zw - ends.xy;
  vec2 across = vec2(-along.y, along.x) / max(length(along), 1e-4);
  float half_ = corner.x < 0.0 ? width.x : width.y;
  reach = half_;
  side = corner.y * (half_ + 0.7);
  vec2 at = (corner.x < 0.0 ? ends.xy : ends.zw) + across * side;
  paint = vec4(color.rgb, color.a * half_);
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

/** Instances of one kind, gathered anew for each picture. */
class Batch {
  constructor(bytes) {
    this.bytes = bytes;
    this.count = 0;
    this.#reserve(512);
  }

  /** @returns the index of the first float of a further instance */
  next() {
    if (this.count === this.capacity) {
      this.#reserve(this.capacity * 2);
    }

    return this.count++ * this.bytes / 4;
  }

  get content() {
    return this.bytesOf.subarray(0, this.count * this.bytes);
  }

  #reserve(capacity) {
    const old = this.bytesOf;
    const buffer = new ArrayBuffer(capacity * this.bytes);
    this.floats = new Float32Array(buffer);
    this.words = new Uint32Array(buffer);
    this.bytesOf = new Uint8Array(buffer);
    if (old) {
      this.bytesOf.set(old);
    }

    this.capacity = capacity;
  }
}

export class Marks {
  #gl;
  #markProgram;
  #tailProgram;
  #markState;
  #tailState;
  #marks = new Batch(MARK_BYTES);
  #tails = new Batch(TAIL_BYTES);

  constructor(canvas) {
    this.canvas = canvas;
    const gl = this.#gl = contextOf(canvas);
    if (gl) {
      this.#markProgram = programOf(gl, MARK_VERTEX, MARK_FRAGMENT, ["size", "outline"]);
      this.#tailProgram = programOf(gl, TAIL_VERTEX, TAIL_FRAGMENT, ["size", "widest"]);
      this.#markState = stateOf(gl, MARK_BYTES, [[4, gl.FLOAT], [4, gl.UNSIGNED_BYTE, true], [4, gl.UNSIGNED_BYTE]]);
      this.#tailState = stateOf(gl, TAIL_BYTES, [[4, gl.FLOAT], [2, gl.FLOAT], [4, gl.UNSIGNED_BYTE, true]]);
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
    for (const [program, state, batch] of [[this.#tailProgram, this.#tailState, this.#tails], [this.#markProgram, this.#markState, this.#marks]]) {
      if (batch.count > 0) {
        gl.useProgram(program.program);
        gl.uniform2f(program.at.size, ...size);
        if (program.at.outline) {
          gl.uniform3fv(program.at.outline, outline);
        } else {
          gl.uniform1f(program.at.widest, widest);
        }

        gl.bindVertexArray(state.array);
        gl.bindBuffer(gl.ARRAY_BUFFER, state.buffer);
        gl.bufferData(gl.ARRAY_BUFFER, batch.content, gl.DYNAMIC_DRAW);
        gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, batch.count);
      }
    }
  }
}

function stateOf(gl, stride, attributes) {
  const array = gl.createVertexArray();
  const buffer = gl.createBuffer();
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  instanceLayout(gl, stride, attributes);
  return { array, buffer };
}

/** A colour of [r, g, b] from 0 to 1 and alpha as the bytes that WebGL reads. */
export const packed = ([r, g, b], alpha = 1) =>
  (Math.round(r * 255) | Math.round(g * 255) << 8 | Math.round(b * 255) << 16 | Math.round(alpha * 255) << 24) >>> 0;

/** The same colour with another alpha. */
export const faded = (color, alpha) => (color & 0xffffff | Math.round(alpha * 255) << 24) >>> 0;
