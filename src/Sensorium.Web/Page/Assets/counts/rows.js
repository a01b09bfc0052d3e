// The records behind a fate: how many of each cause, and some of them.
import { element } from "../dom.js";
import { consoleAddress, get, query } from "../feed/doors.js";
import { tableOf } from "../panels/table.js";
import * as text from "../text.js";

const ROWS = 50;
const TABLES = { stored: 0, late: 1, rejected: 2 }; // a pipeline's tables in its pulse
const WORDS = {
  stored: "In the tables.",
  inFlight: "Read, in windows that are still open or in rows that are not committed yet. They are in the tables after the next commits.",
  filtered: "Left out by a WHERE, or without a partner in a JOIN: no rows are kept of them here; the raw records are in the stream's log.",
  duplicate: "Copies of a record that is there already: no rows are kept of them.",
  late: "Older than the watermark when they came: kept in tables of their own.",
  rejected: "They did not fit the stream's declaration, or an expression failed: kept, with the reason.",
  waiting: "On disk, and not read yet.",
};

export function openRows(page, fate, title) {
  const close = element("button", { type: "button" }, "Close");
  const body = element("div", { className: "rows-body" }, element("p", { className: "note" }, WORDS[fate]));
  const dialog = element("dialog", { className: "dialog wide", "aria-labelledby": "rows-title" },
    element("header", {}, element("h2", { id: "rows-title" }, `Records: ${title}`), close), body);
  document.body.append(dialog);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  page.signal.addEventListener("abort", () => dialog.remove());
  dialog.showModal();
  body.append(...page.pulse.pipelines.filter(entry => entry[fate] > 0).map(entry => part(page, fate, entry)));
  addCauses(body, fate);
}

function part(page, fate, entry) {
  const table = entry.tables?.[TABLES[fate]];
  const place = element("section", { className: "rows-part" }, element("h3", {}, `${entry.name} `, element("small", {}, `from ${entry.stream}: ${text.count(entry[fate])}`)));
  if (table) {
    const show = element("button", { type: "button" }, "Show rows");
    const sql = `SELECT * FROM ${table.split(".").map(quoted).join(".")} LIMIT ${ROWS}`;
    const console_ = element("a", { href: consoleAddress(sql) }, "open in the console");
    place.append(element("p", { className: "row" }, show, console_));
    show.addEventListener("click", async () => {
      show.disabled = true;
      try {
        const { columns, rows } = await query(sql, ROWS);
        show.parentElement.after(element("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `Rows of ${table}` },
          rows.length > 0 ? tableOf(columns, rows, page.clock.now()) : element("p", { className: "empty" }, "No row is committed yet.")));
      } catch (error) {
        show.parentElement.after(element("p", { className: "problem" }, [error.message, error.fix].filter(Boolean).join(" ")));
      }
    });
  }

  return place;
}

/** The ledger's causes, each with its place in the SQL. */
async function addCauses(body, fate) {
  try {
    const { pipelines } = await get("/ledger");
    const causes = pipelines.flatMap(entry => (entry.causes ?? []).filter(cause => cause.fate === fate).map(({ count, file, line, text: words }) => [`${file}:${line}`, count, words]));
    if (causes.length > 0) {
      body.querySelector(".note").after(element("ul", { className: "causes" }, ...causes.sort((a, b) => b[1] - a[1]).map(([place, count, cause]) =>
        element("li", {}, element("strong", {}, text.count(count)), " ", cause, " ", element("small", {}, place)))));
    }
  } catch {
    // The picture's counts stand without it.
  }
}

const quoted = name => /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
