// A picture of the answer: numbers by time or by category, as a line or as bars.

import uPlot from "../lib/uPlot.esm.js";
import { element } from "./elements.js";
import { count, isNumber, isTime } from "./values.js";

const MOST_SERIES = 12;
const MOST_CATEGORIES = 400;
const COLOURS = ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5", "--series-6", "--series-7"];
const DASHES = [[], [8, 4], [2, 3], [12, 4, 2, 4]]; // Colour alone tells no series from another.

// Steps in seconds, each with its text, what follows where a year, day or minute begins: 24 hours, and days as ISO 8601 has them.
const DAY = "\n{YYYY}-{MM}-{DD}";
const TIMES = [
  [365 * 86400, "{YYYY}", null, null, null, null, null, null, 1],
  [28 * 86400, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86400, "{MM}-{DD}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", DAY, null, DAY, null, null, null, 1],
  [1, "{HH}:{mm}:{ss}", DAY, null, DAY, null, null, null, 1],
  [0.001, ":{ss}.{fff}", `${DAY} {HH}:{mm}`, null, `${DAY} {HH}:{mm}`, null, "\n{HH}:{mm}", null, 1],
];

/** What to draw unless somebody chooses: {kind, x, y, by}, columns by name; null where no column is a number. */
export function proposal(columns, rows) {
  const numbers = columns.filter(({ type }) => isNumber(type));
  const time = columns.find(({ type }) => isTime(type));
  const words = columns.filter(({ type }) => type === "VARCHAR");
  const x = time ?? words[0] ?? (numbers.length > 1 ? numbers[0] : null);
  const values = numbers.filter(column => column !== x);
  if (!x || values.length === 0) {
    return null;
  }

  // Several rows of one time are several series, where a text tells them apart.
  const at = columns.indexOf(x);
  const isRepeated = time && new Set(rows.slice(0, 2000).map(row => row[at])).size < Math.min(rows.length, 2000);
  return { kind: time ? "line" : "bar", x: x.name, y: values[0].name, by: (isRepeated && words[0]?.name) || "" };
}

/** Columns that may be chosen for each role. */
export const choices = columns => ({
  x: columns.map(({ name }) => name),
  y: columns.filter(({ type }) => isNumber(type)).map(({ name }) => name),
  by: columns.filter(({ type }) => type === "VARCHAR" || type === "BOOLEAN").map(({ name }) => name),
});

/** @returns {{xs, labels, series: {name, values}[], notes}} what uPlot draws; labels where x has categories */
export function plotted(columns, rows, { x, y, by }) {
  const index = name => columns.findIndex(column => column.name === name);
  const [xAt, yAt, byAt] = [index(x), index(y), index(by)];
  const isCategory = !isTime(columns[xAt].type) && !isNumber(columns[xAt].type);
  const places = new Map();
  const groups = new Map();
  const notes = [];
  const left = { series: new Set(), categories: new Set(), odd: 0, same: 0 };
  for (const row of rows) {
    const group = byAt < 0 ? y : String(row[byAt] ?? "NULL");
    const value = typeof row[yAt] === "number" ? row[yAt] : row[yAt] === null ? null : Number(row[yAt]);
    let place = isCategory ? String(row[xAt] ?? "NULL") : isTime(columns[xAt].type) ? Date.parse(row[xAt]) / 1000 : Number(row[xAt] ?? NaN);
    if (isCategory) {
      if (!places.has(place) && places.size === MOST_CATEGORIES) {
        left.categories.add(place);
        continue;
      }

      places.set(place, places.get(place) ?? places.size);
      place = places.get(place);
    }

    if (!Number.isFinite(place) || (value !== null && !Number.isFinite(value))) {
      left.odd++;
      continue;
    }

    if (!groups.has(group)) {
      if (groups.size === MOST_SERIES) {
        left.series.add(group);
        continue;
      }

      groups.set(group, new Map());
    }

    left.same += groups.get(group).has(place) ? 1 : 0;
    groups.get(group).set(place, value);
  }

  const xs = [...new Set([...groups.values()].flatMap(group => [...group.keys()]))].sort((a, b) => a - b);
  if (left.series.size > 0) {
    notes.push(`${count(left.series.size)} more of ${by} are not drawn`);
  }

  if (left.categories.size > 0) {
    notes.push(`${count(left.categories.size)} more of ${x} are not drawn`);
  }

  if (left.odd > 0) {
    notes.push(`${count(left.odd)} rows without a place or a finite number are not drawn`);
  }

  if (left.same > 0) {
    notes.push(`${count(left.same)} rows have the same place as another; the last is drawn`);
  }

  return {
    xs,
    labels: isCategory ? [...places.keys()] : null,
    isTime: isTime(columns[xAt].type),
    series: [...groups].map(([name, values]) => ({ name, values: xs.map(at => values.has(at) ? values.get(at) : undefined) })),
    notes,
  };
}

export class Chart {
  #root;
  #plot = null;
  #drawn = null;

  constructor(root) {
    this.#root = root;
    new ResizeObserver(() => this.#fit()).observe(root);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#drawn && this.draw(...this.#drawn));
  }

  clear() {
    this.#plot?.destroy();
    [this.#plot, this.#drawn] = [null, null];
    this.#root.replaceChildren();
  }

  /** @returns {string[]} what is left out */
  draw(columns, rows, choice) {
    this.clear();
    this.#drawn = [columns, rows, choice];
    const data = plotted(columns, rows, choice);
    if (data.series.length === 0) {
      this.#root.append(element("p", "There is no number to draw.", "empty"));
      return data.notes;
    }

    const style = getComputedStyle(this.#root);
    const colour = name => this.#colour(name);
    const font = `12px ${style.fontFamily}`;
    const axis = { stroke: colour("--quiet"), font, grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
    const isBar = choice.kind === "bar";
    const longest = Math.max(0, ...(data.labels ?? []).map(label => label.length));
    const isTilted = data.labels && data.labels.length * longest * 7 > this.#root.clientWidth - 80;
    this.#plot = new uPlot({
      ...this.#size(),
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      padding: [12, 30, 0, 4],
      scales: {
        x: { time: data.isTime, range: isBar || data.xs.length === 1 ? around(data.xs, data.isTime) : undefined },
        y: { range: (_, low, high) => isBar ? uPlot.rangeNum(Math.min(0, low), Math.max(0, high), 0.06, true) : uPlot.rangeNum(low, high, 0.1, true) },
      },
      axes: [
        data.labels
          ? {
            ...axis,
            grid: { show: false },
            rotate: isTilted ? 45 : 0,
            size: isTilted ? Math.min(150, 24 + longest * 5) : 40,
            splits: (_, __, low, high) => data.xs.filter(at => at >= low && at <= high),
            values: (plot, splits) => {
              const step = Math.ceil(splits.length / (plot.bbox.width / devicePixelRatio / 18));
              return splits.map((at, i) => i % step === 0 ? shortened(data.labels[at]) : "");
            },
          }
          : { ...axis, space: 70, values: data.isTime ? TIMES : undefined },
        { ...axis, size: (_, values) => 16 + 7.2 * Math.max(3, ...(values ?? []).map(value => String(value).length)) },
      ],
      series: [
        { label: choice.x, value: (_, at) => at === null ? "–" : data.labels ? data.labels[at] : data.isTime ? new Date(at * 1000).toISOString().replace("T", " ").replace(/\.000Z|Z/, "") : at },
        ...data.series.map(({ name }, i) => {
          const stroke = colour(COLOURS[i % COLOURS.length]);
          return {
            label: name,
            stroke,
            fill: isBar ? stroke : undefined,
            width: isBar ? 0 : 2,
            dash: isBar ? undefined : DASHES[i % DASHES.length],
            spanGaps: false,
            points: { show: isBar ? false : undefined, size: 5 },
            paths: isBar ? bars(i, data.series.length, data.xs) : undefined,
            value: (_, value) => value ?? "–",
          };
        }),
      ],
      cursor: { points: { show: !isBar }, y: false },
      legend: { markers: { width: 3, dash: (_, i) => DASHES[(i - 1) % DASHES.length]?.length > 0 && !isBar ? "dashed" : "solid" } },
    }, [data.xs, ...data.series.map(({ values }) => values)], this.#root);
    const picture = this.#root.querySelector("canvas");
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", `${choice.y} by ${choice.x}${choice.by ? `, for each ${choice.by}` : ""}; the tab Rows has the values`);
    return data.notes;
  }

  /** What a colour of the style sheets is in this theme: a canvas takes no names. */
  #colour(name) {
    this.#root.style.setProperty("--asked", `var(${name})`);
    return getComputedStyle(this.#root).outlineColor;
  }

  #size() {
    return { width: Math.max(200, this.#root.clientWidth), height: Math.max(220, this.#root.clientHeight - 40) };
  }

  #fit() {
    if (this.#plot && this.#root.clientWidth > 0) {
      const { width, height } = this.#size();
      if (width !== this.#plot.width || height !== this.#plot.height) {
        this.#plot.setSize({ width, height });
      }
    }
  }
}

const shortened = label => label.length > 24 ? `${label.slice(0, 23)}…` : label;

/** The least distance between two places. */
function gap(xs) {
  let least = Infinity;
  for (let i = 1; i < xs.length; i++) {
    least = Math.min(least, xs[i] - xs[i - 1]);
  }

  return Number.isFinite(least) ? least : 1;
}

/** Half a place is free at both ends; a single time stands in the middle of a minute. */
function around(xs, isTime) {
  const half = xs.length === 1 && isTime ? 30 : gap(xs) / 2;
  return (_, low, high) => [(low ?? xs[0]) - half, (high ?? xs.at(-1)) + half];
}

/** Bars of one series beside those of the others. */
function bars(at, of, xs) {
  const width = gap(xs) * 0.8;
  return (plot, series, first, last) => {
    const path = new Path2D();
    const values = plot.data[series];
    const base = plot.valToPos(0, "y", true);
    const each = (plot.valToPos(width, "x", true) - plot.valToPos(0, "x", true)) / of;
    for (let i = first; i <= last; i++) {
      if (values[i] !== null && values[i] !== undefined) {
        const left = plot.valToPos(plot.data[0][i] - width / 2, "x", true) + at * each;
        const top = plot.valToPos(values[i], "y", true);
        path.rect(left, Math.min(top, base), Math.max(1, each - (of > 1 ? 1 : 0)), Math.abs(base - top));
      }
    }

    return { fill: path, stroke: null, clip: null, band: null, gaps: null, flags: 1 };
  };
}
