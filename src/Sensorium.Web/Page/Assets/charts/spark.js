// A curve of a few centimetres: what a value did, where its limits are, and where nothing is known.
import { svg } from "../dom.js";
import { usualStep } from "./gaps.js";

const WIDTH = 240, HEIGHT = 56, PAD = 3;

/** @param {[number, number | null][]} points times and values in order */
export function spark(points, { low, high } = {}, from, to) {
  const known = points.filter(([, value]) => typeof value === "number" && Number.isFinite(value));
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "spark", "aria-hidden": "true" });
  if (known.length < 2) {
    return picture;
  }

  const values = known.map(([, value]) => value);
  let [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = (most - least || Math.abs(most) || 1) * 0.12;
  [least, most] = [least - margin, most + margin];
  const x = time => (time - from) / Math.max(1, to - from) * WIDTH;
  const y = value => HEIGHT - PAD - (value - least) / (most - least) * (HEIGHT - 2 * PAD);
  const far = 2.5 * usualStep(known.map(([time]) => time));
  let [path, area, start] = ["", "", null];
  known.forEach(([time, value], i) => {
    const isGap = i === 0 || time - known[i - 1][0] > far;
    if (isGap && start !== null) {
      area += `L${x(known[i - 1][0]).toFixed(1)} ${HEIGHT}L${start} ${HEIGHT}Z`;
    }

    const place = `${x(time).toFixed(1)} ${y(value).toFixed(1)}`;
    path += `${isGap ? "M" : "L"}${place}`;
    area += `${isGap ? "M" : "L"}${place}`;
    start = isGap ? x(time).toFixed(1) : start;
  });
  area += `L${x(known.at(-1)[0]).toFixed(1)} ${HEIGHT}L${start} ${HEIGHT}Z`;
  picture.append(svg("path", { d: area, class: "spark-area" }));
  for (const limit of [low, high]) {
    if (typeof limit === "number" && limit > least && limit < most) {
      picture.append(svg("path", { d: `M0 ${y(limit).toFixed(1)}H${WIDTH}`, class: "spark-limit" }));
    }
  }

  picture.append(svg("path", { d: path, class: "spark-line" }));
  return picture;
}
