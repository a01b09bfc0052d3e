// The little of WebGL 2 that the map's layers share.

/** A context whose colours are premultiplied; null where the browser has none. */
export function contextOf(canvas) {
  const gl = canvas.getContext("webgl2", { alpha: true, antialias: false, depth: false, premultipliedAlpha: true });
  if (gl) {
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  return gl;
}

export function programOf(gl, vertex, fragment, uniforms) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) {
      throw new Error(gl.getShaderInfoLog(shader) ?? "a shader does not compile");
    }

    gl.attachShader(program, shader);
  }

  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(gl.getProgramInfoLog(program) ?? "a program does not link");
  }

  return { program, at: Object.fromEntries(uniforms.map(name => [name, gl.getUniformLocation(program, name)])) };
}

/** Words of 32 bits in a row of a texture of records; what is uploaded comes in whole rows. */
export const ROW_WORDS = 4096;

/** Of a vertex shader that draws a quad for each record: `record(i)` is the i-th four words of this vertex's, `quadCorner()` where in the quad it is. */
export const recordShader = parts => `
uniform highp usampler2D records;
uvec4 record(int part) {
  int at = gl_VertexID / 6 * ${parts} + part;
  return texelFetch(records, ivec2(at % ${ROW_WORDS / 4}, at / ${ROW_WORDS / 4}), 0);
}
vec2 quadCorner() {
  int i = gl_VertexID % 6;
  i = i < 3 ? i : i == 5 ? 3 : 5 - i;
  return vec2(i & 1, i >> 1) * 2.0 - 1.0;
}
`;

/**
 * Records in a texture, a quad drawn for each. Not as instances: WebGL on a processor takes each of those as long as a call of its own, and
 * a picture of two thousand cars took it a tenth of a second.
 */
export class Quads {
  #gl;
  #texture;
  #rows = 0;

  constructor(gl) {
    this.#gl = gl;
    this.#texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
    }
  }

  /** @param {Uint32Array} words at least the whole rows that hold the first `used` */
  upload(words, used) {
    const gl = this.#gl;
    const rows = Math.ceil(used / ROW_WORDS);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    if (rows > this.#rows) {
      this.#rows = words.length / ROW_WORDS;
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32UI, ROW_WORDS / 4, this.#rows, 0, gl.RGBA_INTEGER, gl.UNSIGNED_INT, null);
    }

    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, ROW_WORDS / 4, rows, gl.RGBA_INTEGER, gl.UNSIGNED_INT, words);
  }

  draw(first, count) {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.drawArrays(gl.TRIANGLES, first * 6, count * 6);
  }
}

/** "#rrggbb" as [r, g, b] from 0 to 1. */
export const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255);
