// Rows of any number: only those that are seen are in the document. One cell is active; the arrow keys move it.

import { element } from "./elements.js";
import { counted, isNumber, shortType, valueText } from "./values.js";

const ROW = 28; // px, as console.css has it
const SPARE = 12; // rows beyond what is seen
const TALLEST = 8_000_000; // px; browsers end somewhat later
const MEASURED = 200;
const [NARROWEST, WIDEST] = [64, 380];

export class Grid {
  columns = [];
  rows = [];

  #root;
  #head = element("div", "", "grid-row head");
  #body = element("div", "", "body");
  #shown = new Map();
  #active = { row: 0, column: 0 };
  #measured = 0;
  #pending = false;
  #selected;
  #pen = document.createElement("canvas").getContext("2d");

  /** @param {(value, column) => void} selected is told of the active cell */
  constructor(root, selected) {
    this.#root = root;
    this.#selected = selected;
    this.#head.setAttribute("role", "row");
    this.#head.setAttribute("aria-rowindex", "1");
    this.#body.setAttribute("role", "rowgroup");
    const top = element("div", "", "grid-top");
    top.setAttribute("role", "rowgroup");
    top.append(this.#head);
    root.append(top, this.#body);
    root.addEventListener("scroll", () => this.#later());
    root.addEventListener("keydown", event => this.#key(event));
    root.addEventListener("click", event => this.#clicked(event));
    new ResizeObserver(() => this.#later()).observe(root);
  }

  start(columns) {
    this.columns = columns;
    this.rows = [];
    this.#measured = 0;
    this.#active = { row: 0, column: 0 };
    this.#body.replaceChildren();
    this.#shown.clear();
    delete this.#root.dataset.chosen;
    this.#root.scrollTo(0, 0);
    this.#root.setAttribute("aria-colcount", columns.length + 1);
    this.#head.replaceChildren(this.#header("", "", 0), ...columns.map(({ name, type }, i) => this.#header(name, shortType(type), i + 1, isNumber(type))));
    this.#later();
  }

  add(rows) {
    for (const row of rows) {
      this.rows.push(row);
    }

    this.#later();
  }

  #header(name, type, at, isRight) {
    const cell = element("div", "", isRight ? "right" : "");
    cell.setAttribute("role", "columnheader");
    cell.setAttribute("aria-colindex", at + 1);
    cell.append(element("span", name || (at ? "(no name)" : "#")), element("small", type));
    return cell;
  }

  #later() {
    if (!this.#pending) {
      this.#pending = true;
      requestAnimationFrame(() => {
        this.#pending = false;
        this.#draw();
      });
    }
  }

  // ---- drawing

  /** Where the first row would be, in px below the top of the body, were it drawn. Beyond the tallest, scrolling skips. */
  get #skipped() {
    const all = this.rows.length * ROW;
    if (all <= TALLEST) {
      return 0;
    }

    const seen = this.#root.clientHeight - this.#head.offsetHeight;
    return this.#root.scrollTop * (all - TALLEST) / (TALLEST - seen);
  }

  #draw() {
    this.#measure();
    const total = Math.min(this.rows.length * ROW, TALLEST);
    this.#body.style.height = `${total}px`;
    this.#root.setAttribute("aria-rowcount", this.rows.length + 1);
    const skipped = this.#skipped;
    const top = this.#root.scrollTop + skipped;
    const first = Math.max(0, Math.floor(top / ROW) - SPARE);
    const last = Math.min(this.rows.length, Math.ceil((top + this.#root.clientHeight) / ROW) + SPARE);
    for (const [at, row] of this.#shown) {
      if (at < first || at >= last) {
        row.remove();
        this.#shown.delete(at);
      }
    }

    for (let at = first; at < last; at++) {
      let row = this.#shown.get(at);
      if (!row) {
        row = this.#row(at);
        this.#shown.set(at, row);
        this.#body.append(row);
      }

      row.style.transform = `translateY(${at * ROW - skipped}px)`;
    }

    this.#mark(false);
  }

  #row(at) {
    const row = element("div", "", at % 2 ? "grid-row odd" : "grid-row");
    row.setAttribute("role", "row");
    row.setAttribute("aria-rowindex", at + 2);
    const number = element("div", String(at + 1), "right number");
    number.setAttribute("role", "rowheader");
    number.setAttribute("aria-colindex", "1");
    row.append(number, ...this.rows[at].map((value, i) => {
      const { type } = this.columns[i];
      const cell = element("div", valueText(value, type), value === null ? "null" : isNumber(type) ? "right" : "");
      cell.setAttribute("role", "gridcell");
      cell.setAttribute("aria-colindex", i + 2);
      cell.id = `cell-${at}-${i}`;
      return cell;
    }));
    return row;
  }

  /** Columns are as wide as their first rows need. */
  #measure() {
    const rows = Math.min(this.rows.length, MEASURED);
    if (this.columns.length === 0 || (rows === this.#measured && rows > 0)) {
      return;
    }

    this.#measured = rows;
    const style = getComputedStyle(this.#root);
    this.#pen.font = `${style.fontSize} ${style.fontFamily}`;
    const widths = this.columns.map(({ name, type }, i) => {
      let width = this.#pen.measureText(name).width * 1.06;
      width = Math.max(width, this.#pen.measureText(shortType(type)).width * 0.86);
      for (let at = 0; at < rows; at++) {
        width = Math.max(width, this.#pen.measureText(valueText(this.rows[at][i], type).slice(0, 80)).width);
      }

      return Math.min(WIDEST, Math.max(NARROWEST, Math.ceil(width) + 26));
    });
    this.#root.style.setProperty("--columns", `4.2rem ${widths.map(width => `${width}px`).join(" ")} 1fr`);
  }

  // ---- the active cell

  #mark(isTold) {
    this.#body.querySelector(".active")?.classList.remove("active");
    const { row, column } = this.#active;
    const cell = this.#shown.get(row)?.children[column + 1];
    if (cell) {
      cell.classList.add("active");
      this.#root.setAttribute("aria-activedescendant", cell.id);
    } else {
      this.#root.removeAttribute("aria-activedescendant");
    }

    if (isTold && this.rows[row]) {
      this.#root.dataset.chosen = "";
      this.#selected(this.rows[row][column], this.columns[column]);
    }
  }

  #go(row, column) {
    this.#active = {
      row: Math.max(0, Math.min(row, this.rows.length - 1)),
      column: Math.max(0, Math.min(column, this.columns.length - 1)),
    };
    const head = this.#head.offsetHeight;
    const seen = this.#root.clientHeight - head;
    const top = this.#root.scrollTop + this.#skipped;
    const at = this.#active.row * ROW;
    const wanted = at < top ? at : at + ROW > top + seen ? at + ROW - seen : top;
    const all = this.rows.length * ROW;
    this.#root.scrollTop = all <= TALLEST ? wanted : wanted * (TALLEST - seen) / (all - seen);
    this.#draw();
    const cell = this.#shown.get(this.#active.row)?.children[this.#active.column + 1];
    if (cell) {
      const pinned = this.#head.firstChild.offsetWidth;
      const right = cell.offsetLeft + cell.offsetWidth - this.#root.clientWidth;
      this.#root.scrollLeft = cell.offsetLeft - pinned < this.#root.scrollLeft ? cell.offsetLeft - pinned : Math.max(this.#root.scrollLeft, right);
    }

    this.#mark(true);
  }

  #clicked(event) {
    const cell = event.target.closest("[role=gridcell]");
    if (cell) {
      this.#go(Number(cell.parentElement.getAttribute("aria-rowindex")) - 2, Number(cell.getAttribute("aria-colindex")) - 2);
    }
  }

  #key(event) {
    const { row, column } = this.#active;
    const page = Math.max(1, Math.floor((this.#root.clientHeight - this.#head.offsetHeight) / ROW) - 1);
    const far = event.ctrlKey || event.metaKey;
    const target = {
      ArrowDown: [far ? this.rows.length : row + 1, column],
      ArrowUp: [far ? 0 : row - 1, column],
      ArrowRight: [row, far ? this.columns.length : column + 1],
      ArrowLeft: [row, far ? 0 : column - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: [far ? 0 : row, 0],
      End: [far ? this.rows.length : row, this.columns.length],
    }[event.key];
    if (target && this.rows.length > 0) {
      event.preventDefault();
      this.#go(...target);
    } else if (far && event.key === "c" && getSelection().isCollapsed && this.rows[row]) {
      event.preventDefault();
      navigator.clipboard?.writeText(valueText(this.rows[row][column], this.columns[column].type));
    }
  }

  /** What a screen reader says of it. */
  get description() {
    return `${counted(this.rows.length, "row")}, ${counted(this.columns.length, "column")}`;
  }
}
