#!/usr/bin/env node
// Takes the pictures of the page from a running city: docs/pictures/take.mjs [ADDRESS] [FOLDER] [SECONDS]
// ADDRESS is http://127.0.0.1:8501/ unless given, FOLDER this one, SECONDS how long each page is watched before its picture is taken.
// Needs Chromium (CHROMIUM names it, else /usr/bin/chromium). Fails where the page asks another host for anything, or reports an error.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [address = "http://127.0.0.1:8501/", folder = dirname(fileURLToPath(import.meta.url)), seconds = "20"] = process.argv.slice(2);
const pictures = [
  { name: "page", width: 1440, height: 900, theme: "light" },
  { name: "page-dark", width: 1440, height: 900, theme: "dark" },
  { name: "page-wall", width: 1920, height: 1080, theme: "dark", query: "?wall=1", scale: 0.75 },
  { name: "page-phone", width: 390, height: 844, theme: "dark", scale: 1.5 },
  { name: "page-panels", width: 1440, height: 900, theme: "light", element: "#panels" },
  { name: "page-ledger", width: 1440, height: 900, theme: "light", element: "#ledger" },
  { name: "page-banner", width: 1440, height: 900, theme: "light", lost: true, clip: { x: 0, y: 0, width: 1440, height: 480 } },
  { name: "console", width: 1440, height: 900, theme: "light", query: asked({
    sql: "-- Sensors by the minute, the warmest first\nSELECT window_start, device_id, readings, mean, low, high\nFROM temperature_by_minute\n"
      + "WHERE device_id LIKE 'temp%' AND mean > 20\nORDER BY window_start DESC, mean DESC\nLIMIT 1000",
  }) },
  { name: "console-dark", width: 1440, height: 900, theme: "dark", query: asked({
    sql: "-- How fast the city drives, by zone\nSELECT window_start, zone, mean_speed\nFROM vehicle_speed_by_minute\nORDER BY window_start",
    show: "chart", kind: "line", x: "window_start", y: "mean_speed", by: "zone",
  }) },
];

/** The console with a query that runs at once. */
function asked(view) {
  return `console#${new URLSearchParams({ ...view, ran: "1" })}`;
}

const problems = [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function take({ name, width, height, theme, query = "", scale = 1, element, clip, lost = false }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, deviceScaleFactor: scale });
  const page = await context.newPage();
  await page.addInitScript(() => localStorage.setItem("sensorium-tour", "yes"));
  await page.addInitScript(() => {
    window.EventSource = class extends EventSource {
      constructor(...given) {
        super(...given);
        window.feed = this;
      }
    };
  });
  page.on("request", request => request.url().startsWith(address) || /^(data|blob):/.test(request.url()) || problems.push(`${name}: the page asked for ${request.url()}`));
  page.on("pageerror", error => problems.push(`${name}: ${error.message}`));
  page.on("console", message => message.type() === "error" && !lost && problems.push(`${name}: ${message.text()}`));
  await page.goto(address + query);
  await page.waitForTimeout(Number(seconds) * 1000);
  if (lost) {
    // The city goes, for this page: an open stream outlives being offline.
    await context.setOffline(true);
    await page.evaluate(() => {
      window.feed.close();
      window.feed.dispatchEvent(new Event("error"));
    });
    await page.waitForTimeout(10000);
  }

  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > width) {
    problems.push(`${name}: the page is ${wide} wide where ${width} are there`);
  }

  const file = join(folder, `${name}.png`);
  await (element ? page.locator(element).screenshot({ path: file, animations: "disabled" }) : page.screenshot({ path: file, clip, animations: "disabled" }));
  await context.close();
}

for (const picture of pictures) {
  await take(picture);
}

await browser.close();
problems.forEach(problem => console.error(problem));
process.exitCode = problems.length > 0 ? 1 : 0;
