// A value, or several, over time.
import { element, setText } from "../dom.js";
import { MOST_SERIES, SeriesChart } from "../charts/series.js";
import * as text from "../text.js";
import { Panel } from "./panel.js";
import { shownSpan } from "./panels.js";

export class SeriesPanel extends Panel {
  constructor(...given) {
    super(...given);
    this.legend = element("ul", { className: "series-legend" });
    this.plot = element("div", { className: "plot", role: "img", "aria-label": `${this.title} over time` });
    this.body.replaceChildren(this.plot, this.legend);
    this.chart = new SeriesChart(this.plot, (time, name) => {
      const { layer } = this.definition;
      this.page.cursor.set(time, layer && name ? { layer, key: name } : null, this);
      this.#values(time);
    });
  }

  end() {
    this.chart.end();
  }

  restyle() {
    this.chart.restyle();
  }

  draw() {
    const { result } = this;
    if (!result || this.plot.clientWidth === 0) {
      return;
    }

    const series = result.series;
    const [from, to] = shownSpan(this.page);
    this.chart.draw(series, { limits: this.threshold, unit: this.definition.unit, from, to });
    const left = series.size - MOST_SERIES;
    setText(this.note, result.isEmpty ? "No rows in this span." : [
      left > 0 ? `${text.count(left)} more series are not drawn` : "", result.truncated ? "cut at 2,000 rows" : "",
    ].filter(Boolean).join(" · "));
    this.#values(null);
  }

  /** Shows what the others point at. */
  point(source) {
    if (source !== this) {
      const { time, thing } = this.page.cursor;
      this.chart.point(time, thing?.key);
      this.#values(time);
    }
  }

  #values(time) {
    const { names } = this.chart;
    const at = new Map(this.chart.valuesAt(time));
    const last = this.result ? new Map([...this.result.series].map(([name, points]) => [name, points.at(-1)?.[1] ?? null])) : at;
    const shown = time === null ? last : at;
    const items = [...names.map((name, i) => {
      const item = element("li", { dataset: { series: i + 1 } },
        element("span", { className: "swatch", "aria-hidden": "true" }),
        element("span", { className: "name" }, name || text.title(this.result?.columns[this.result.valueAt]?.name ?? "")),
        element("span", { className: "number" }, text.value(shown.get(name) ?? NaN)));
      return item;
    }), element("li", { className: "when" }, time === null ? text.unit(this.definition.unit) : text.timeOfDay(time))];
    this.legend.replaceChildren(...items);
  }
}
