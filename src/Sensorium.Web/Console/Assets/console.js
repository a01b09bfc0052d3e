// The SQL console: puts editor, tree, history, rows and chart together, and keeps what is shown in the address.

import { ask, catalog, Refusal, save } from "./answer.js";
import { Chart, choices, proposal } from "./chart.js";
import { Editor } from "./editor.js";
import { byId, element, tabs } from "./elements.js";
import { Grid } from "./grid.js";
import { forget, past, remember } from "./past.js";
import { named, tableName } from "./sql.js";
import { Tree } from "./tree.js";
import { bytes, count, counted, duration, isNumber, valueText } from "./values.js";
import { read, write } from "./view.js";

const timezone = document.body.dataset.timezone;
const mostRows = Number(document.body.dataset.rows);
const cityTime = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, dateStyle: "medium", timeStyle: "medium" });

const state = {
  tables: [],
  view: read(),
  running: null, // {abort, started, rows}
  columns: [],
};

const editor = new Editor(byId("editor"), typed);
const grid = new Grid(byId("grid"), showCell);
const chart = new Chart(byId("plot"));
const tree = new Tree(byId("tree"), name => editor.insert(name));
tabs(document.querySelector(".side [role=tablist]"), id => id === "past" && drawPast());
const show = tabs(document.querySelector(".answer [role=tablist]"), id => {
  if (id !== shown()) {
    keep({ show: id === "chart" ? "chart" : "" });
  }

  if (id === "chart") {
    drawChart();
  }
});

// ---- the address

const shown = () => state.view.show === "chart" ? "chart" : "rows";

function keep(change) {
  Object.assign(state.view, change);
  write(state.view);
}

let keeping;

function typed(text) {
  clearTimeout(keeping);
  keeping = setTimeout(() => keep({ sql: text, ran: state.view.ran && text === state.ranSql ? "1" : "" }), 300);
}

/** Shows what the address says. */
function restore() {
  state.view = read();
  editor.text = state.view.sql;
  const { asOf } = state.view;
  const isVersion = /^\d+$/.test(asOf);
  byId("as-of").value = asOf === "" ? "" : isVersion ? "version" : "time";
  byId("as-of-version").value = isVersion ? asOf : "";
  byId("as-of-time").value = asOf && !isVersion ? asOf.replace(/Z$/, "") : "";
  drawAsOf();
  show(shown());
  if (state.view.sql && state.view.ran) {
    run();
  }
}

function asOf() {
  const kind = byId("as-of").value;
  const time = byId("as-of-time").value;
  return kind === "version" ? byId("as-of-version").value : kind === "time" && time ? `${time.length === 16 ? `${time}:00` : time}Z` : "";
}

function drawAsOf() {
  const kind = byId("as-of").value;
  byId("as-of-time").hidden = kind !== "time";
  byId("as-of-version").hidden = kind !== "version";
}

byId("as-of").addEventListener("change", () => {
  drawAsOf();
  if (byId("as-of").value === "time" && !byId("as-of-time").value) {
    byId("as-of-time").value = new Date().toISOString().slice(0, 19);
  }

  keep({ asOf: asOf(), ran: "" });
});
for (const id of ["as-of-time", "as-of-version"]) {
  byId(id).addEventListener("change", () => keep({ asOf: asOf(), ran: "" }));
}

// ---- running

async function run() {
  const sql = editor.text;
  if (!sql.trim()) {
    editor.focus();
    return;
  }

  state.running?.abort.abort();
  const running = state.running = { abort: new AbortController(), started: performance.now(), rows: 0 };
  const isCurrent = () => state.running === running;
  clearTimeout(keeping);
  state.ranSql = sql;
  keep({ sql, asOf: asOf(), ran: "1" });
  clearFault();
  notice("");
  byId("cancel").disabled = false;
  byId("run").dataset.running = "";
  const ticking = setInterval(() => isCurrent() && facts(progress(running)), 100);
  try {
    await ask({ sql, asOf: state.view.asOf || null }, running.abort.signal, {
      columns: (columns, stale) => isCurrent() && begin(columns, stale),
      rows: rows => {
        if (isCurrent()) {
          running.rows += rows.length;
          grid.add(rows);
          byId("no-rows").hidden = true;
        }
      },
      end: end => {
        // The connection may close some time after the last line.
        clearInterval(ticking);
        if (isCurrent()) {
          finish(sql, end);
        }
      },
    });
  } catch (error) {
    if (isCurrent()) {
      broken(error, running);
    }
  } finally {
    clearInterval(ticking);
    if (isCurrent()) {
      state.running = null;
      byId("cancel").disabled = true;
      delete byId("run").dataset.running;
    }
  }
}

const progress = ({ rows, started }) => `${rows > 0 ? `${counted(rows, "row")} so far, ` : ""}${duration(performance.now() - started)}`;

function begin(columns, stale) {
  state.columns = columns;
  grid.start(columns);
  chart.clear();
  byId("grid").hidden = false;
  byId("cell").textContent = "";
  byId("no-rows").hidden = true;
  if (stale) {
    notice(`Rows of the last moments may be missing: ${stale}.`);
  }
}

function finish(sql, { rows, truncated, files, bytes: read, tableBytes, milliseconds }) {
  const parts = [truncated ? `the first ${counted(rows, "row")}` : counted(rows, "row")];
  if (files > 0) {
    parts.push(`${counted(files, "file")} of ${bytes(tableBytes)}${read === null ? "" : `, ${bytes(read)} read`}`);
  }

  facts([...parts, duration(milliseconds)].join(" · "));
  if (truncated) {
    notice(`The answer has more rows: over HTTP they are at most ${count(mostRows)} (query.rows). Narrow it, or use “sensorium query”, which has no limit.`);
  }

  if (rows === 0) {
    byId("no-rows").textContent = "The query ran, and no row came.";
    byId("no-rows").hidden = false;
  }

  remember({ sql, asOf: state.view.asOf, at: new Date().toISOString(), rows, milliseconds });
  drawPast();
  if (shown() === "chart") {
    drawChart();
  }
}

function broken(error, running) {
  if (error.name === "AbortError") {
    facts(`cancelled after ${duration(performance.now() - running.started)}${running.rows > 0 ? `, with ${counted(running.rows, "row")}` : ""}`);
    return;
  }

  facts("");
  byId("no-rows").hidden = true;
  fault(error instanceof Refusal ? error : new Refusal({ message: "the city does not answer.", fix: "see whether it still runs, and ask again." }));
}

function fault({ code, message, fix, line, column }) {
  const box = byId("fault");
  box.replaceChildren();
  const title = element("p", "", "message");
  title.append(element("span", "✗ ", "sign"), message);
  box.append(title);
  const foot = element("p", fix ?? "", "fix");
  if (code) {
    foot.prepend(element("strong", `${code} `));
  }

  box.append(foot);
  if (line) {
    const button = element("button", `Go to line ${line}, column ${column}`);
    button.type = "button";
    button.addEventListener("click", () => editor.goTo({ line, column }));
    box.append(button);
    editor.mark({ line, column });
  }

  box.hidden = false;
}

function clearFault() {
  byId("fault").hidden = true;
  editor.mark(null);
}

const facts = text => byId("facts").textContent = text;

function notice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
}

byId("run").addEventListener("click", run);
byId("cancel").addEventListener("click", () => state.running?.abort.abort());
document.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});

// ---- rows

function showCell(value, { name, type }) {
  const time = type.startsWith("TIMESTAMP") && value ? new Date(value) : null;
  const there = time && !Number.isNaN(time.getTime()) ? ` UTC · ${cityTime.format(time)} in ${timezone}` : "";
  byId("cell").textContent = `${name}: ${valueText(value, type)}${there}`;
}

// ---- chart

function drawChart() {
  const columns = state.columns;
  const names = columns.map(({ name }) => name);
  const proposed = columns.length > 0 && grid.rows.length > 0 ? proposal(columns, grid.rows) : null;
  byId("choices").hidden = !proposed;
  byId("no-chart").hidden = !!proposed;
  byId("chart-notes").textContent = "";
  if (!proposed) {
    chart.clear();
    return;
  }

  const chosen = { ...proposed };
  const { x, y, by, kind } = state.view;
  const all = choices(columns);
  if (kind === "line" || kind === "bar") {
    chosen.kind = kind;
  }

  if (all.x.includes(x) && all.y.includes(y)) {
    Object.assign(chosen, { x, y, by: all.by.includes(by) ? by : "" });
  }

  byId("kind").value = chosen.kind;
  choose("x", all.x, chosen.x);
  choose("y", all.y, chosen.y);
  choose("by", ["", ...all.by.filter(name => name !== chosen.x)], chosen.by);
  byId("chart-notes").textContent = chart.draw(columns, grid.rows, chosen).join(" · ");
}

function choose(id, names, chosen) {
  byId(id).replaceChildren(...names.map(name => {
    const option = element("option", name || "–");
    option.value = name;
    option.selected = name === chosen;
    return option;
  }));
}

for (const id of ["kind", "x", "y", "by"]) {
  byId(id).addEventListener("change", () => {
    keep(Object.fromEntries(["kind", "x", "y", "by"].map(name => [name, byId(name).value])));
    drawChart();
  });
}

// ---- history

function drawPast() {
  const entries = past();
  byId("no-past").hidden = entries.length > 0;
  byId("forget").hidden = entries.length === 0;
  byId("past-list").replaceChildren(...entries.map(entry => {
    const item = element("li");
    const button = element("button");
    button.type = "button";
    button.append(
      element("span", entry.sql.trim().split("\n").slice(0, 3).join("\n"), "sql"),
      element("small", [cityTime.format(new Date(entry.at)), counted(entry.rows, "row"), duration(entry.milliseconds), entry.asOf && `as of ${entry.asOf}`].filter(Boolean).join(" · ")),
    );
    button.addEventListener("click", () => {
      write({ ...entry, show: state.view.show });
      restore();
      editor.focus();
    });
    item.append(button);
    return item;
  }));
}

byId("forget").addEventListener("click", () => {
  forget();
  drawPast();
});

// ---- sharing and saving

byId("share").addEventListener("click", async event => {
  keep({ sql: editor.text, asOf: asOf() });
  const button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "It is in the address bar";
  }

  setTimeout(() => button.textContent = "Copy link", 2000);
});

for (const button of document.querySelectorAll("[data-format]")) {
  button.addEventListener("click", async () => {
    const label = button.textContent;
    button.disabled = true;
    button.textContent = "…";
    clearFault();
    try {
      await save({ sql: editor.text, asOf: asOf() || null, format: button.dataset.format });
    } catch (error) {
      fault(error instanceof Refusal ? error : new Refusal({
        message: `the file broke off. It may have more than ${count(mostRows)} rows, the most of an export over HTTP (query.rows).`,
        fix: "narrow the query, or use “sensorium query … --format csv”, which has no limit.",
      }));
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  });
}

// ---- tables

async function loadTables() {
  try {
    state.tables = await catalog();
  } catch {
    byId("no-tables").textContent = "The city's tables cannot be read now. Reload the page to try again.";
    byId("no-tables").hidden = false;
    return;
  }

  editor.tables = state.tables;
  drawTree();
  if (!editor.text) {
    editor.text = example();
  }
}

function drawTree() {
  const sought = byId("sought").value.trim();
  const isFound = tree.draw(state.tables, sought);
  byId("no-tables").textContent = sought ? `No table and no column has “${sought}”.` : "The lake has no tables yet: they come with the first rows.";
  byId("no-tables").hidden = isFound;
}

/** Something to begin with: the newest rows of a table. */
function example() {
  const table = state.tables.find(({ name, rows }) => name.startsWith("processed.") && !name.includes("__") && rows > 0) ?? state.tables[0];
  if (!table) {
    return "";
  }

  const time = table.columns.find(({ type }) => type.startsWith("TIMESTAMP"));
  const number = table.columns.find(({ type }) => isNumber(type));
  return `-- ${table.comment ?? `The newest rows of ${table.name}`}\nSELECT *\nFROM ${tableName(table.name)}\n`
    + `${time ?? number ? `ORDER BY ${named((time ?? number).name)} DESC\n` : ""}LIMIT 100`;
}

byId("sought").addEventListener("input", drawTree);
byId("side-open").addEventListener("click", event => {
  const isOpen = event.currentTarget.getAttribute("aria-expanded") !== "true";
  event.currentTarget.setAttribute("aria-expanded", isOpen ? "true" : "false");
});

addEventListener("hashchange", restore);
drawPast();
restore();
loadTables();
