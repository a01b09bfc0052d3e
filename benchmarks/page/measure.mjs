#!/usr/bin/env node
// What the page costs a browser: benchmarks/page/measure.mjs CITY-URL
//
// Prints the bytes and requests of a first visit, the time to the first picture of the map, and what the page's main thread works with 2,000
// and with 10,000 cars that move (processor time, so another load on the machine does not count). CITY-URL is a running city, whose page and
// assets are taken; what it shows comes from tests/browser/fixture.mjs. SENSORIUM_TEST_ASSETS names a folder of assets to measure instead.
import { chromium } from "playwright-core";
import { startFixture } from "../../tests/browser/fixture.mjs";
import { median, scriptTime } from "../../tests/browser/script-time.mjs";

const [city] = process.argv.slice(2);
if (!city) {
  console.error("benchmarks/page/measure.mjs CITY-URL");
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function visit(vehicles, query, body) {
  const fixture = await startFixture({ city, assets: process.env.SENSORIUM_TEST_ASSETS ?? null, vehicles, start: Date.now() });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.addInitScript(() => localStorage.setItem("sensorium-tour", "yes"));
    fixture.run();
    return await body(page, () => page.goto(fixture.url + query), fixture);
  } finally {
    await page.close();
    await fixture.close();
  }
}

await visit(2000, "", async (page, go) => {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  const kinds = new Map();
  const bytes = new Map();
  client.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
  await go();
  await page.waitForFunction(() => /[1-9]/.test(document.querySelector(".surface")?.getAttribute("aria-description") ?? ""));
  const [paint, map] = await page.evaluate(() => [performance.getEntriesByName("first-contentful-paint")[0]?.startTime, performance.now()]);
  await new Promise(resolve => setTimeout(resolve, 2000));
  const sum = kind => [...bytes].filter(([id]) => !kind || kinds.get(id) === kind).reduce((total, [, length]) => total + length, 0);
  console.log(`first visit: ${bytes.size} requests, ${Math.round(sum() / 1000)} kB transferred (scripts ${Math.round(sum("Script") / 1000)}, styles ${Math.round(sum("Stylesheet") / 1000)}, fonts ${Math.round(sum("Font") / 1000)}, streets and data ${Math.round(sum("Fetch") / 1000)})`);
  console.log(`first paint after ${Math.round(paint)} ms, cars on the map after ${Math.round(map)} ms`);
});

for (const [vehicles, query, words] of [[2000, "", "the city's own view"], [2000, "?map=15.5,57.7035,11.9625", "streets near"], [10000, "?map=10.2,57.69,11.96&layers=cars", "all in view"]]) {
  await visit(vehicles, query, async (page, go) => {
    await go();
    await new Promise(resolve => setTimeout(resolve, 5000));
    const windows = [];
    for (let i = 0; i < 5; i++) {
      windows.push(await scriptTime(page, 4));
    }

    const share = part => `${(100 * median(windows.map(window => window[part] / window.seconds / 1000))).toFixed(1)} % of a core`;
    const frames = median(windows.map(({ frames }) => frames.length / 4));
    console.log(`${vehicles} cars, ${words}: script ${share("script")}, all of the main thread ${share("task")}, ${frames.toFixed(1)} pictures/s, longest animation frame ${median(windows.map(window => Math.max(0, ...window.frames))).toFixed(1)} ms (median of five)`);
  });
}

await browser.close();
