// Rows as they are.
import { element, setText } from "../dom.js";
import * as text from "../text.js";
import { isNumber, isTime } from "./result.js";
import { Panel } from "./panel.js";

const MOST = 100;

export class TablePanel extends Panel {
  draw() {
    const { result } = this;
    if (result) {
      const rows = result.timeAt < 0 ? result.rows : result.ordered.reverse();
      this.body.replaceChildren(element("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `Rows of ${this.title}` },
        tableOf(result.columns, rows.slice(0, MOST), this.page.clock.now())));
      setText(this.note, rows.length === 0 ? "No rows in this span." : rows.length > MOST ? `the newest ${MOST} of ${text.count(rows.length)}` : "");
    }
  }
}

/** A table of rows; what comes from devices stays text. */
export function tableOf(columns, rows, now) {
  return element("table", {},
    element("thead", {}, element("tr", {}, ...columns.map(({ name, type, unit }) => {
      const head = element("th", { scope: "col", className: isNumber(type) ? "number" : "" }, name.replaceAll("_", " "));
      if (unit) {
        head.append(" ", element("small", {}, text.unit(unit)));
      }

      return head;
    }))),
    element("tbody", {}, ...rows.map(row => element("tr", {}, ...columns.map((column, i) => cell(column, row[i], now))))));
}

function cell({ name, type }, value, now) {
  const words = value === null || value === undefined ? "–"
    : /^date$/i.test(type) && !Number.isNaN(Date.parse(value)) ? text.date(value)
    : isTime(type) ? (at => Number.isNaN(at) ? String(value) : text.moment(at, now))(Date.parse(value))
    : Array.isArray(value) ? value.map(part => typeof part === "number" ? text.coordinate(part) : part).join(", ")
    : typeof value === "number" ? /^(lat|lon)/i.test(name) ? text.coordinate(value) : text.value(value)
    : String(value);
  return element("td", { className: isNumber(type) ? "number" : "", title: typeof value === "string" ? value : "" }, words);
}
