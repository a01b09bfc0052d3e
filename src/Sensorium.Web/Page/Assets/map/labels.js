// The names of the streets along them, and the captions of clusters and sensors.

const LEAST_ZOOM = [16.5, 15.2, 14.2, 13.2, 12.6, 12, 12]; // by class of street
const MAX_NAMES = 36;
const SIZE = [10, 10.5, 11, 11.5, 12, 12, 12]; // pixels, by class
const STRAIGHT = 0.55; // radians that a name may bend

/** Draws the names of the greatest streets that have room. */
export function drawNames(canvas, ratio, camera, named, colors, font) {
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, camera.width, camera.height);
  const [west, north] = camera.unproject(0, 0);
  const [east, south] = camera.unproject(camera.width, camera.height);
  const candidates = named.filter(({ rank, box }) =>
    camera.zoom >= LEAST_ZOOM[rank] && box[0] < east && box[2] > west && box[1] < south && box[3] > north);
  candidates.sort((a, b) => b.rank - a.rank || b.points.length - a.points.length);
  const taken = [];
  const names = new Map();
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const street of candidates) {
    if (taken.length >= MAX_NAMES) {
      break;
    }

    if ((names.get(street.name) ?? 0) > 1) {
      continue;
    }

    context.font = `500 ${SIZE[street.rank]}px ${font}`;
    const place = placeOf(street.points, camera, context.measureText(street.name).width + 12);
    if (place && place.x > 0 && place.y > 0 && place.x < camera.width && place.y < camera.height
      && taken.every(other => Math.hypot(other.x - place.x, other.y - place.y) > (other.length + place.length) / 2 + 14)) {
      taken.push(place);
      names.set(street.name, (names.get(street.name) ?? 0) + 1);
      context.save();
      context.translate(place.x, place.y);
      context.rotate(place.angle);
      context.strokeStyle = colors.halo;
      context.lineWidth = 3;
      context.strokeText(street.name, 0, 0);
      context.fillStyle = colors.text;
      context.fillText(street.name, 0, 0);
      context.restore();
    }
  }
}

/** Draws texts in the middle of places: [text, x, y, size, color, halo]. */
export function drawCaptions(canvas, ratio, captions, font) {
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3;
  for (const [text, x, y, size, color, halo] of captions) {
    context.font = `600 ${size}px ${font}`;
    if (halo) {
      context.strokeStyle = halo;
      context.strokeText(text, x, y);
    }

    context.fillStyle = color;
    context.fillText(text, x, y);
  }
}

/** Where along a street there is a straight piece of a length: its middle and angle, upright; null where there is none. */
function placeOf(points, camera, length) {
  const pixels = [];
  for (let i = 0; i < points.length; i += 2) {
    pixels.push(camera.project(points[i], points[i + 1]));
  }

  let [first, run, best] = [0, 0, null];
  for (let i = 1; i < pixels.length; i++) {
    run += gap(pixels[i - 1], pixels[i]);
    while (first < i - 1 && bend(pixels, first, i) > STRAIGHT) {
      run -= gap(pixels[first], pixels[first + 1]);
      first++;
    }

    if (run >= length && (!best || run > best.run)) {
      best = { run, from: pixels[first], to: pixels[i], middle: pixels[Math.round((first + i) / 2)], pieces: i - first };
    }
  }

  if (!best) {
    return null;
  }

  const { from, to, middle, pieces } = best;
  let angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  if (Math.abs(angle) > Math.PI / 2) {
    angle -= Math.sign(angle) * Math.PI;
  }

  const [x, y] = pieces === 1 ? [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] : middle;
  return { x, y, angle, length };
}

const gap = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]);

function bend(pixels, first, last) {
  const angle = (a, b) => Math.atan2(b[1] - a[1], b[0] - a[0]);
  const difference = Math.abs(angle(pixels[first], pixels[first + 1]) - angle(pixels[last - 1], pixels[last]));
  return Math.min(difference, 2 * Math.PI - difference);
}
