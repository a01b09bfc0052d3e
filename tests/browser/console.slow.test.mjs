// The SQL console in a real Chromium, against a running city: SENSORIUM_ADDRESS=http://127.0.0.1:8501 node --test tests/browser/console.slow.test.mjs
// Needs the npm packages playwright-core and axe-core, and Chromium (CHROMIUM names it, else /usr/bin/chromium).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { chromium } from "playwright-core";

const address = new URL("/console", process.env.SENSORIUM_ADDRESS ?? "http://127.0.0.1:8501").href;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const patience = 60_000;

let browser, page, faults;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
      "--disable-sync",
    ],
  });
});
after(() => browser?.close());

beforeEach(async () => await open());
afterEach(async () => {
  await page.context().close();
  assert.deepEqual(faults, [], "the page reports errors");
});

/** A page of its own; faults gets what it says of errors, and what it asks of others. */
async function open({ width = 1280, height = 800, scheme = "light" } = {}) {
  await page?.context().close();
  faults = [];
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, permissions: ["clipboard-read", "clipboard-write"] });
  page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.on("console", message => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", error => faults.push(error.message));
  page.on("request", request => !request.url().startsWith(new URL(address).origin) && !/^(blob|data):/.test(request.url()) && faults.push(`it asks ${request.url()}`));
}

async function visit(view = {}) {
  await page.goto("about:blank");
  await page.goto(`${address}#${new URLSearchParams(view)}`);
  await page.waitForSelector("[role=treeitem]", { state: "attached" });
}

const facts = () => page.textContent("#facts");
const answered = () => page.waitForFunction(() => / · .* ms$| s$/.test(document.getElementById("facts").textContent) || !document.getElementById("fault").hidden);

async function ask(sql, more = {}) {
  await visit({ sql, ran: "1", ...more });
  await answered();
}

/** Texts of a row of the grid, from 0. */
const row = at => page.$$eval(`#grid [aria-rowindex="${at + 2}"] [role=gridcell]`, cells => cells.map(cell => cell.textContent));

test("a query is typed, completed and run with the keyboard alone", async () => {
  await visit();
  await page.focus("#sql");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("SELECT t.read");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("select cou");
  await page.waitForSelector("#options:not([hidden])");
  await page.keyboard.press("Tab");
  assert.equal(await page.inputValue("#sql"), "select count(*)");
  await page.keyboard.type(" AS n from range(3)");
  await page.keyboard.press("Control+Enter");
  await answered();
  assert.deepEqual(await row(0), ["3"]);
  assert.match(await facts(), /^1 row · /);
});

test("completion knows the tables, and the columns of those that are read", async () => {
  await visit();
  const table = await page.$eval(".table:not(.aside)", table => ({ name: table.firstChild.dataset.insert, column: table.querySelector(".columns .item").dataset.insert }));
  await page.focus("#sql");
  await page.keyboard.press("Control+a");
  await page.keyboard.type(`SELECT 1 FROM ${table.name.slice(0, 4)}`);
  await page.waitForSelector("#options:not([hidden])");
  const offered = () => page.$$eval("#options .label", labels => labels.map(label => label.textContent));
  assert.ok((await offered()).includes(table.name));
  await page.keyboard.press("Control+a");
  await page.keyboard.type(`SELECT 1 FROM ${table.name} AS x\nWHERE x.`);
  await page.waitForSelector("#options:not([hidden])");
  assert.ok((await offered()).includes(table.column));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.match(await page.inputValue("#sql"), /WHERE x\.\w+$/);
  await page.keyboard.press("Control+z");
  assert.match(await page.inputValue("#sql"), /WHERE x\.$/);

  // In texts and comments, and after AS, nothing is offered.
  for (const text of ["SELECT 'cou", "-- cou", "SELECT 1 AS cou"]) {
    await page.keyboard.press("Control+a");
    await page.keyboard.type(text);
    assert.equal(await page.isHidden("#options"), true, text);
  }
});

test("the tree has tables with comments, columns with units, and puts names into the query", async () => {
  await visit();
  const tree = page.locator("#tree");
  await page.focus("#sql");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await tree.locator("[tabindex='0']").focus();
  const first = await page.$eval("#tree [tabindex='0']", item => item.dataset.insert);
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.$eval("#tree [tabindex='0']", item => item.getAttribute("aria-expanded")), "true");
  await page.keyboard.press("Enter");
  assert.equal(await page.inputValue("#sql"), first);
  await page.keyboard.press("Escape");
  await tree.locator("[tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.match(await page.inputValue("#sql"), new RegExp(`^${first} \\S+$`));
  const comments = await page.$$eval("#tree .comment", notes => notes.length);
  assert.ok(comments > 0, "no table has a comment");
  await page.fill("#sought", "no such table");
  assert.equal(await page.$$eval("#tree [role=treeitem]", items => items.length), 0);
  assert.match(await page.textContent("#no-tables"), /no such table/);
});

test("a hundred thousand rows are scrolled with few in the document", async () => {
  await ask("SELECT range AS n, 'device ' || range AS name, range * 0.5 AS half, TIMESTAMPTZ '2026-05-04 00:00:00Z' + to_seconds(range) AS at FROM range(100000)");
  assert.match(await facts(), /^100,000 rows/);
  const types = await page.$$eval("#grid [role=columnheader] small", all => all.map(small => small.textContent));
  assert.deepEqual(types, ["", "BIGINT", "VARCHAR", "DECIMAL(21,1)", "TIMESTAMPTZ"]);
  assert.equal(await page.getAttribute("#grid", "aria-rowcount"), "100001");
  const inDocument = () => page.$$eval("#grid .body .grid-row", rows => rows.length);
  assert.ok(await inDocument() < 100);
  await page.$eval("#grid", grid => grid.scrollTop = grid.scrollHeight);
  await page.waitForSelector("#grid [aria-rowindex='100001']");
  assert.deepEqual(await row(99_999), ["99999", "device 99999", "49999.5", "2026-05-05 03:46:39"]);
  assert.ok(await inDocument() < 100);
  await page.focus("#grid");
  await page.keyboard.press("Control+Home");
  await page.waitForSelector("#grid [aria-rowindex='2'] .active");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("ArrowRight");
  assert.match(await page.textContent("#cell"), /^name: device \d+$/);
  await page.keyboard.press("Control+c");
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^device \d+$/);
});

test("more rows than the tallest element can hold are reached to the last", async () => {
  await visit();
  const last = await page.evaluate(async () => {
    const { Grid } = await import(document.querySelector("script[type=module]").src.replace("console.js", "grid.js"));
    const root = document.createElement("div");
    root.className = "grid";
    root.style = "height: 300px; width: 400px; position: fixed; top: 0";
    root.tabIndex = 0;
    document.body.append(root);
    const grid = new Grid(root, () => { });
    grid.start([{ name: "n", type: "BIGINT" }]);
    grid.add(Array.from({ length: 2_000_000 }, (_, i) => [i]));
    const drawn = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await drawn();
    root.scrollTop = root.scrollHeight;
    await drawn();
    await drawn();
    const seen = [...root.querySelectorAll("[role=gridcell]")].filter(cell => cell.getBoundingClientRect().bottom <= root.getBoundingClientRect().bottom + 1);
    return Math.max(...seen.map(cell => Number(cell.textContent)));
  });
  assert.equal(last, 1_999_999);
});

test("a mistake is marked where it is, and can be gone to", async () => {
  await ask("SELECT 1,\n  nope\nFROM range(3)");
  assert.match(await page.textContent("#fault .message"), /line 2, column 3/);
  assert.equal(await page.textContent(".sheet .fault"), "nope");
  assert.equal(await page.$eval(".sheet .line[data-fault]", line => [...line.parentElement.children].indexOf(line)), 1);
  await page.click("#fault button");
  assert.equal(await page.$eval("#sql", input => input.selectionStart), 12);
  await page.keyboard.type("x");
  assert.equal(await page.$$eval(".sheet .fault", marks => marks.length), 0);
});

test("a query without end is cancelled", async () => {
  await visit({ sql: "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE sin(a.range * b.range) > 2", ran: "1" });
  await page.waitForSelector("#cancel:enabled");
  await page.click("#cancel");
  await page.waitForFunction(() => document.getElementById("facts").textContent.startsWith("cancelled after"));
  await page.waitForSelector("#cancel:disabled");
});

test("a refresh and a shared link give the same view", async () => {
  await ask("SELECT x, x * x AS y FROM range(10) AS r(x)", { show: "chart", kind: "bar", x: "x", y: "y" });
  await page.waitForSelector("#plot canvas");
  await page.click("#share");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, page.url());
  await page.reload();
  await answered();
  await page.waitForSelector("#plot canvas");
  assert.equal(await page.inputValue("#sql"), "SELECT x, x * x AS y FROM range(10) AS r(x)");
  assert.equal(await page.inputValue("#kind"), "bar");
  await page.selectOption("#kind", "line");
  await page.click("#rows-tab");
  await page.reload();
  await answered();
  assert.equal(await page.isVisible("#grid"), true);
  assert.deepEqual(await row(9), ["9", "81"]);
});

test("an older version is asked for, and stays in the address", async () => {
  await visit();
  const table = await page.$eval(".table:not(.aside) .item", item => item.dataset.insert);
  await ask(`SELECT count(*) AS n FROM ${table}`, { asOf: "0" });
  assert.deepEqual(await row(0), ["0"]);
  assert.equal(await page.inputValue("#as-of"), "version");
  await page.selectOption("#as-of", "time");
  await page.fill("#as-of-time", "2001-01-01T00:00:00");
  await page.press("#sql", "Control+Enter");
  await page.waitForSelector("#fault:not([hidden])");
  assert.match(page.url(), /asOf=2001-01-01T00%3A00%3A00Z/);
});

test("queries that ran are kept, a bounded number of them", async () => {
  await ask("SELECT 'first'");
  await page.fill("#sql", "SELECT 'second'");
  await page.press("#sql", "Control+Enter");
  await page.waitForFunction(() => document.querySelector("#grid [role=gridcell]")?.textContent === "second");
  await page.reload();
  await page.click("#past-tab");
  await page.waitForSelector("#past-list li:nth-child(2)");
  assert.deepEqual(await page.$$eval("#past-list .sql", all => all.map(sql => sql.textContent)), ["SELECT 'second'", "SELECT 'first'"]);
  await page.click("#past-list li:nth-child(2) button");
  assert.equal(await page.inputValue("#sql"), "SELECT 'first'");
  const kept = await page.evaluate(async () => {
    const { past, remember } = await import(document.querySelector("script[type=module]").src.replace("console.js", "past.js"));
    for (let i = 0; i < 250; i++) {
      remember({ sql: `SELECT ${i}`, at: new Date().toISOString(), rows: 0, milliseconds: 0 });
    }

    return past().length;
  });
  assert.equal(kept, 100);
});

test("answers are saved as CSV, JSON and Parquet", async () => {
  await ask("SELECT 1 AS a, 'x,y' AS b");
  for (const [format, content] of [["csv", /^a,b\n1,"x,y"\n$/], ["json", /"b":"x,y"/], ["parquet", /^PAR1/]]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[data-format=${format}]`)]);
    assert.equal(download.suggestedFilename(), `answer.${format}`);
    assert.match(await readFile(await download.path(), "latin1"), content);
  }
});

test("what a device sends is text and nothing else", async () => {
  await ask("SELECT '<img src=x onerror=alert(1)>' AS \"<b>name</b>\"");
  assert.deepEqual(await row(0), ["<img src=x onerror=alert(1)>"]);
  assert.equal(await page.$$eval("#grid img, #grid b", all => all.length), 0);
});

test("how long an answer took stays told where its connection closes late", async () => {
  await page.addInitScript(() => {
    const { fetch } = globalThis;
    globalThis.fetch = async (resource, options) => {
      const response = await fetch(resource, options);
      if (!String(resource).endsWith("/query")) {
        return response;
      }

      const late = new TransformStream({ flush: () => new Promise(done => setTimeout(done, 500)) });
      return new Response(response.body.pipeThrough(late), response);
    };
  });
  await visit({ sql: "SELECT 1 AS x", ran: "1" });
  await page.waitForSelector("#run[data-running]", { state: "attached" });
  await page.waitForSelector("#run:not([data-running])");
  assert.match(await facts(), /^1 row · .* m?s$/);
});

for (const scheme of ["light", "dark"]) {
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    test(`it is accessible and fits, ${scheme}, ${width} px wide`, async () => {
      await open({ width, height, scheme });
      for (const view of [{ show: "" }, { show: "chart" }]) {
        await ask("SELECT x, x * x AS y, 'a' AS name FROM range(100) AS r(x) -- comment", view);
        if (width < 500 && await page.getAttribute("#side-open", "aria-expanded") === "false") {
          await page.click("#side-open");
        }

        await page.click(".table .line .sign >> nth=0");
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the window");
      }

      await page.fill("#sql", "SELECT nope");
      await page.press("#sql", "Control+Enter");
      await page.waitForSelector("#fault:not([hidden])");
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`), []);
    });
  }
}
