// Colours of the map in both themes. Values take theirs from a palette that the colour-blind can tell apart, and the light one runs darker.
import { rgb } from "./gl.js";
import { packed } from "./marks.js";

const STEPS = 64;

export const THEMES = {
  light: {
    ground: "#eceae4",
    casing: "#d6d3ca",
    streets: ["#e0ddd5", "#fbfaf7", "#fffefb", "#ffffff", "#fffaf0", "#fdeecb", "#f8dfa6"],
    text: "#5a5f63",
    halo: "#f4f2ed",
    outline: "#ffffff",
    caption: "#14181c",
    value: ["#00785a", "#6ba03c", "#c9a800", "#dd7d00", "#b83f00"],
    speed: ["#7d95a8", "#3f83b0", "#0a5c8f", "#003b61"],
    cluster: "#2b3a48",
    mark: "#14181c",
  },
  dark: {
    ground: "#0c1116",
    casing: null,
    streets: ["#161d24", "#1b232b", "#222c36", "#2a3642", "#30404f", "#3a4d5e", "#46596b"],
    text: "#8b98a5",
    halo: "#0c1116",
    outline: "#0c1116",
    caption: "#eef2f5",
    value: ["#13a87f", "#8fc964", "#f0e442", "#f0a020", "#f06a25"],
    speed: ["#3f6076", "#4f9cc9", "#8fd3fa", "#f2fbff"],
    cluster: "#56b4e9",
    mark: "#ffffff",
  },
};

/** Colours along a ramp, as WebGL takes them. */
export function rampOf(stops) {
  const colors = stops.map(rgb);
  return Array.from({ length: STEPS }, (_, i) => {
    const at = i / (STEPS - 1) * (colors.length - 1);
    const [from, to] = [colors[Math.floor(at)], colors[Math.ceil(at)]];
    return packed(from.map((part, channel) => part + (to[channel] - part) * (at % 1)));
  });
}

/** The colour of a value in a range; that of the middle where there is none. */
export function colorAt(ramp, value, [low, high]) {
  const part = Number.isFinite(value) ? (value - low) / (high - low) : 0.5;
  return ramp[Math.round(Math.max(0, Math.min(1, part)) * (STEPS - 1))];
}

/** A ramp as an image of CSS. */
export const gradient = stops => `linear-gradient(90deg, ${stops.join(", ")})`;
