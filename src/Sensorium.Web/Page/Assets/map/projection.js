// The web's Mercator projection: the world is a square of side 1, y downwards.

export const TILE = 512; // pixels of the world at zoom 0
const MAX_LATITUDE = 85.05112878;
const METRES_AROUND = 40075016.686;

export const worldX = longitude => longitude / 360 + 0.5;

export function worldY(latitude) {
  const radians = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude)) * Math.PI / 180;
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + radians / 2)) / (2 * Math.PI);
}

export const longitudeOf = x => (x - 0.5) * 360;

export const latitudeOf = y => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180 / Math.PI;

/** Pixels of the world's side at a zoom. */
export const scaleOf = zoom => TILE * 2 ** zoom;

/** Metres of a pixel. */
export const metresPerPixel = (zoom, latitude) => METRES_AROUND * Math.cos(latitude * Math.PI / 180) / scaleOf(zoom);
