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

/** Describes an instance's attributes, in order: [components, type, normalized]. */
export function instanceLayout(gl, stride, attributes) {
  let offset = 0;
  attributes.forEach(([size, type, normalized = false], at) => {
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, type, normalized, stride, offset);
    gl.vertexAttribDivisor(at, 1);
    offset += size * (type === gl.FLOAT ? 4 : 1);
  });
}

/** "#rrggbb" as [r, g, b] from 0 to 1. */
export const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255);
