// A chart of series over time: lines, the bands beyond the thresholds, gaps as gaps, and one cursor for all charts and the map.
import uPlot from "../lib/uPlot.esm.js";
import { columnsOf } from "./gaps.js";
import * as text from "../text.js";

// A line is told from the next by its dashes too, not by colour alone.
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3], [], [6, 4], [2, 3]];
export const MOST_SERIES = 7;

export class SeriesChart {
  #chart = null;
  #names = [];
  #limits = {};
  #range = [0, 1];
  #isPointed = false; // by another chart or the map
  #moved = () => {};

  /** @param {(time: number | null, name: string | null) => void} moved is called where the hand moves the cursor */
  constructor(place, moved) {
    this.place = place;
    this.#moved = moved;
    this.watch = new ResizeObserver(() => this.#chart?.setSize(this.#size()));
    this.watch.observe(place);
  }

  end() {
    this.watch.disconnect();
    this.#chart?.destroy();
  }

  /** @param {Map<string, [number, number | null][]>} series */
  draw(series, { limits = {}, unit, from, to }) {
    const names = [...series.keys()].slice(0, MOST_SERIES);
    this.#limits = limits;
    this.#range = [from / 1000, to / 1000];
    this.unit = unit;
    const [times, ...values] = columnsOf(names.map(name => series.get(name)));
    const data = [times.map(time => time / 1000), ...values];
    if (this.#chart && names.join("\n") === this.#names.join("\n")) {
      this.#chart.setData(data);
    } else {
      this.#names = names;
      this.#build(data);
    }
  }

  /** Takes the colours of the theme anew. */
  restyle() {
    if (this.#chart) {
      const { data } = this.#chart;
      this.#build(data);
    }
  }

  /** Shows where the others' cursor is. */
  point(time, name) {
    const chart = this.#chart;
    if (chart) {
      const left = time === null ? -10 : chart.valToPos(time / 1000, "x");
      this.#isPointed = true;
      chart.setCursor({ left, top: time === null ? -10 : 0 }, false);
      const at = this.#names.indexOf(name);
      chart.setSeries(at < 0 ? null : at + 1, { focus: true }, false);
      this.#isPointed = false;
    }
  }

  #size() {
    return { width: Math.max(80, this.place.clientWidth), height: Math.max(60, this.place.clientHeight) };
  }

  #build(data) {
    this.#chart?.destroy();
    const color = name => this.#colorOf(name);
    const font = `11px Inter, system-ui, sans-serif`;
    const axis = { stroke: color("--quiet"), font, ticks: { show: false }, grid: { stroke: color("--hair"), width: 1 } };
    this.#chart = new uPlot({
      ...this.#size(),
      legend: { show: false },
      padding: [10, 8, 0, 0],
      focus: { alpha: 0.25 },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 }, focus: { prox: 18 }, bind: { dblclick: () => null } },
      scales: { x: { time: true, range: () => this.#range }, y: { range: (_, least, most) => this.#valueRange(least, most) } },
      axes: [
        { ...axis, grid: { show: false }, space: 64, size: 26, values: (_, times) => this.#timeLabels(times) },
        { ...axis, size: 44, space: 28, values: (_, values, __, ___, step) => values.map(value => text.stepped(value, step)) },
      ],
      series: [{}, ...this.#names.map((name, i) => ({
        label: name, stroke: color(`--series-${i + 1}`), width: 1.75, dash: DASHES[i], points: { show: true, size: 6, filter: (chart, series) => alone(chart.data[series]) },
        fill: this.#names.length === 1 ? color("--series-fill") : undefined,
      }))],
      hooks: { drawClear: [chart => this.#drawBands(chart, color("--band"), color("--band-edge"))], setCursor: [chart => this.#cursorMoved(chart)] },
    }, data, this.place);
  }

  /** What a colour of the style sheets is in this theme: a canvas takes no names. */
  #colorOf(name) {
    this.place.style.setProperty("--asked", `var(${name})`);
    return getComputedStyle(this.place).outlineColor;
  }

  #timeLabels(times) {
    const isLong = this.#range[1] - this.#range[0] > 86400 * 1.5;
    return times.map(time => (isLong ? text.dayAndMinute : text.minuteOfDay)(time * 1000));
  }

  /** All values, and a threshold that is not far from them. */
  #valueRange(least, most) {
    if (least === null || most === null || !Number.isFinite(least)) {
      return [this.#limits.low ?? 0, this.#limits.high ?? 1];
    }

    const reach = (most - least) || Math.abs(most) || 1;
    for (const limit of [this.#limits.low, this.#limits.high]) {
      if (typeof limit === "number" && limit > least - reach && limit < most + reach) {
        [least, most] = [Math.min(least, limit), Math.max(most, limit)];
      }
    }

    const margin = ((most - least) || Math.abs(most) || 1) * 0.1;
    return [least - margin, most + margin];
  }

  #drawBands(chart, fill, edge) {
    const { ctx, bbox: { left, top, width, height } } = chart;
    const at = value => Math.max(top, Math.min(top + height, chart.valToPos(value, "y", true)));
    ctx.save();
    ctx.fillStyle = fill;
    ctx.strokeStyle = edge;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const [limit, from] of [[this.#limits.high, top], [this.#limits.low, top + height]]) {
      if (typeof limit === "number") {
        const y = at(limit);
        ctx.fillRect(left, Math.min(from, y), width, Math.abs(from - y));
        if (y > top && y < top + height) {
          ctx.beginPath();
          ctx.moveTo(left, y);
          ctx.lineTo(left + width, y);
          ctx.stroke();
        }
      }
    }

    ctx.restore();
  }

  #cursorMoved(chart) {
    const { left, event } = chart.cursor;
    if (event && !this.#isPointed) {
      const isOver = left >= 0;
      const focused = chart.series.findIndex((line, i) => i > 0 && line._focus);
      this.#moved(isOver ? Math.round(chart.posToVal(left, "x") * 1000) : null, isOver && focused > 0 ? this.#names[focused - 1] : null);
    }
  }

  get names() {
    return this.#names;
  }

  /** The values of all series at the cursor: [name, value]. */
  valuesAt(time) {
    if (!this.#chart || time === null) {
      return [];
    }

    const [times, ...values] = this.#chart.data;
    if (times.length === 0) {
      return [];
    }

    const at = this.#chart.valToIdx(time / 1000);
    return this.#names.map((name, i) => [name, values[i][at] ?? null]);
  }
}

/** Where a value stands with none beside it, so that no line shows it. */
function alone(values) {
  const isThere = i => values[i] !== null && values[i] !== undefined;
  return [...values.keys()].filter(i => isThere(i) && !isThere(i - 1) && !isThere(i + 1));
}
