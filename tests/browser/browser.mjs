// What the browser's tests share: one Chromium a file, pages that fail a test on any error, and a clock that stands until it is moved.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startFixture } from "./fixture.mjs";

export const FOLDER = dirname(fileURLToPath(import.meta.url));
export const ROOT = join(FOLDER, "../..");

/** The running city whose page is tested; run.mjs starts it. */
export const CITY = process.env.SENSORIUM_TEST_CITY;

/** A folder whose assets take the place of the city's, for who works on them. */
const ASSETS = process.env.SENSORIUM_TEST_ASSETS ?? null;

const NOISE = /GL Driver Message|Automatic fallback to software WebGL/; // What Chromium says of a machine without a graphics card.

/** Machines that run tests are busy; what is wrong fails at once all the same. */
const PATIENCE_MS = 90000;

let browser;

export async function launch() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--js-flags=--expose-gc", "--font-render-hinting=none"],
  });
  return browser;
}

export async function quit() {
  await browser?.close();
  browser = undefined;
}

/**
 * A page of a fixture whose clocks both stand at the fixture's.
 * @returns {{page, fixture, errors: string[], pass: (ms: number, step?: number) => Promise<void>, end: () => Promise<void>}}
 */
export async function open({ query = "", width = 1440, height = 900, theme = "light", tour = false, script = true, scale = 1, reduced = false, path = "", ...city } = {}) {
  const fixture = await startFixture({ city: CITY, assets: ASSETS, ...city });
  try {
    return await opened(fixture, { query, width, height, theme, tour, script, scale, reduced, path });
  } catch (error) {
    await quit(); // A server or a browser left open would keep the file's process alive for ever.
    await fixture.close();
    throw error;
  }
}

async function opened(fixture, { query, width, height, theme, tour, script, scale, reduced, path }) {
  const context = await (await launch()).newContext({
    viewport: { width, height }, colorScheme: theme, javaScriptEnabled: script, deviceScaleFactor: scale, reducedMotion: reduced ? "reduce" : "no-preference",
    locale: "en-GB", timezoneId: "America/New_York", // Times are the city's, wherever who looks is.
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors = watch(page);
  if (!tour) {
    await page.addInitScript(() => localStorage.setItem("sensorium-tour", "yes"));
  }

  if (script) {
    await page.clock.install({ time: fixture.city.now - 3600000 });
    await page.clock.pauseAt(fixture.city.now);
  }

  await page.goto(fixture.url + path + query);
  const pass = async (ms, step = 250) => {
    for (let left = ms; left > 0; left -= step) {
      fixture.advance(Math.min(step, left));
      await heard(page, fixture);
      await page.clock.runFor(Math.min(step, left));
    }
  };
  if (script) {
    await heard(page, fixture);
  }

  return { page, context, fixture, errors, pass, end: async () => {
    await context.close();
    await fixture.close();
  } };
}

/** Waits until the page has the newest pulse; the page's own clock may stand. */
export async function heard(page, fixture) {
  const newest = new Date(Math.floor(fixture.city.now / 500) * 500).toISOString();
  await until(async () => await page.evaluate(() => document.getElementById("clock")?.dateTime ?? "") >= newest, `the page did not hear of ${newest}`);
}

export async function until(test, complaint, seconds = PATIENCE_MS / 1000) {
  const end = Date.now() + seconds * 1000;
  while (!await test()) {
    assert.ok(Date.now() < end, complaint);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** All that a page complains of. */
export function watch(page) {
  const errors = [];
  page.on("console", message => {
    if (["error", "warning"].includes(message.type()) && !NOISE.test(message.text())) {
      errors.push(`${message.text()} ${message.location().url}`);
    }
  });
  page.on("pageerror", error => errors.push(error.stack));
  page.on("dialog", dialog => {
    errors.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  return errors;
}

/** How many marks of a layer are in view. */
export async function shown(page, layer) {
  const words = await page.locator(".surface").getAttribute("aria-description") ?? "";
  return Number(words.match(new RegExp(`([\\d,]+) ${layer}`))?.[1].replaceAll(",", "") ?? 0);
}
