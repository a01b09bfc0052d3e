#!/usr/bin/env node
// From an accepted event to a browser's picture, and what those who look cost the city: benchmarks/page/latency.mjs [RATE] [SECONDS]
//
// A city of its own takes RATE events a second (50000): fixes of 2,000 cars once a second, the rest readings of 10,000 sensors. First nobody
// looks; then 19 clients that receive and parse the page's feed, and one real page in Chromium. A fix is accepted when its request was
// answered, and visible in the page's first picture after it came; the page draws a car on its way to there, about one interval behind.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { median, scriptTime } from "../../tests/browser/script-time.mjs";

const CARS = 2000;
const CLIENTS = 19;
const BATCHES = 20; // A second; each car is in one of them.
const WARM_MS = 5000;

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const [rate, seconds] = [Number(process.argv[2] ?? 50000), Number(process.argv[3] ?? 30)];
const data = mkdtempSync(join(tmpdir(), "sensorium-latency-"));
spawnSync(join(root, "sensorium"), ["--version"], { stdio: "inherit" });
spawnSync("dotnet", ["build", "-c", "Release", "-v", "q", join(root, "benchmarks/ingest")], { stdio: ["ignore", "ignore", "inherit"] });

const city = spawn(join(root, "sensorium"), ["up", join(root, "benchmarks/page/city"), "--data", data, "--set", "web.port=0", "--set", "web.adminPort=0"], { stdio: ["ignore", "ignore", "pipe"] });
const ended = new Promise(resolve => city.once("exit", resolve));
const address = await new Promise((resolve, reject) => {
  let said = "";
  city.stderr.on("data", chunk => {
    said += chunk;
    const found = said.match(/the page is at (http:\S+)/);
    found && / is up/.test(said) && resolve(found[1]);
  });
  ended.then(() => reject(new Error(said)));
});
try {
  await measure();
} finally {
  city.kill("SIGTERM");
  await ended;
  rmSync(data, { recursive: true, force: true });
}

async function measure() {
  const accepted = new Map();
  const load = startLoad(accepted, WARM_MS / 1000 + 2 * seconds + 25);
  await pause(WARM_MS);
  const alone = await costOf(seconds);
  const clients = Array.from({ length: CLIENTS }, follow);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watchFixes);
  await page.goto(address);
  await pause(WARM_MS);
  await page.evaluate(() => { window.fixesSeen = []; });
  const looked = await costOf(seconds);
  const seen = await page.evaluate(() => window.fixesSeen);
  const windows = [];
  for (let i = 0; i < 5; i++) {
    windows.push(await scriptTime(page, 2));
  }

  await browser.close();
  clients.forEach(client => client.request.destroy());
  console.log((await load.end()).trim());
  const known = seen.filter(([key, time]) => accepted.has(`${key} ${time}`));
  const waits = part => known.map(fix => Math.max(0, fix[part] - accepted.get(`${fix[0]} ${fix[1]}`))).sort((a, b) => a - b);
  const share = part => (100 * median(windows.map(window => window[part] / window.seconds / 1000))).toFixed(1);
  for (const [part, words] of [[3, "in the page"], [2, "visible, in a picture that is done"]]) {
    const times = waits(part);
    console.log(`accepted to ${words}: ${times.length} fixes, p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms, longest ${at(times, 1)} ms`);
  }

  console.log(`the city: ${alone.toFixed(1)} % of a core while nobody looks, ${looked.toFixed(1)} % with ${CLIENTS} clients and the page: ${(looked - alone).toFixed(1)} % for the ${CLIENTS + 1}`);
  console.log(`the page: script ${share("script")} % of a core, all of its main thread ${share("task")} %; each client parsed ${(clients[0].bytes / 1e6).toFixed(1)} MB in ${clients[0].events} events`);
}

function at(sorted, share) {
  return sorted.length ? Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) : NaN;
}

/** Percent of a core that the city takes. */
async function costOf(length) {
  const ticks = () => readFileSync(`/proc/${city.pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ").slice(11, 13).reduce((sum, part) => sum + Number(part), 0);
  const [from, began] = [ticks(), performance.now()];
  await pause(length * 1000);
  return (ticks() - from) / ((performance.now() - began) / 1000);
}

/** Sends all that is sent, by a process for the readings and from here for the cars. */
function startLoad(accepted, length) {
  const program = join(root, "benchmarks/ingest/bin/Release/net10.0/Sensorium.Benchmarks.Ingest.dll");
  const readings = spawn("dotnet", [program, address, String(rate - CARS), String(length)], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  readings.stdout.on("data", chunk => said += chunk);
  const over = new Promise(resolve => readings.once("exit", resolve));
  const cars = Array.from({ length: CARS }, (_, i) => ({ name: `car-${String(i).padStart(4, "0")}`, latitude: 57.66 + 0.09 * Math.random(), longitude: 11.87 + 0.19 * Math.random(), heading: 6.283 * Math.random() }));
  let batch = 0;
  const timer = setInterval(async () => {
    const now = Date.now();
    const body = cars.filter((_, i) => i % BATCHES === batch % BATCHES).map(car => {
      car.latitude += 0.0001 * Math.cos(car.heading);
      car.longitude += 0.0002 * Math.sin(car.heading);
      return JSON.stringify({ device: car.name, location: { latitude: car.latitude, longitude: car.longitude }, speed: 40, at: new Date(now).toISOString() });
    });
    const names = cars.filter((_, i) => i % BATCHES === batch % BATCHES).map(car => car.name);
    batch++;
    const answer = await fetch(new URL("streams/car_data", address), { method: "POST", headers: { "Content-Type": "application/x-ndjson" }, body: body.join("\n") });
    const answered = performance.timeOrigin + performance.now();
    await answer.arrayBuffer();
    if (answer.ok) {
      names.forEach(name => accepted.set(`${name} ${now}`, answered));
    }
  }, 1000 / BATCHES);
  return { end: async () => {
    clearInterval(timer);
    await over;
    return said;
  } };
}

/** One who receives and parses the page's feed, and draws nothing. */
function follow() {
  const client = { events: 0, bytes: 0, request: null };
  client.request = get(new URL("events", address), answer => {
    let rest = "";
    answer.setEncoding("utf8");
    answer.on("data", chunk => {
      client.bytes += chunk.length;
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith("data: ")) {
          JSON.parse(line.slice(6));
          client.events++;
        }
      }
    });
    answer.on("error", () => {});
  });
  client.request.on("error", () => {});
  return client;
}

/** In the page: notes each fix with the time of the first picture after it came. */
function watchFixes() {
  localStorage.setItem("sensorium-tour", "yes");
  window.fixesSeen = [];
  const Source = window.EventSource;
  const keys = [];
  window.EventSource = class extends Source {
    constructor(...given) {
      super(...given);
      this.addEventListener("fixes", event => {
        const { first, keys: more, fixes } = JSON.parse(event.data);
        const came = performance.timeOrigin + performance.now();
        more.forEach((key, i) => keys[first + i] = key);
        requestAnimationFrame(() => requestAnimationFrame(() => { // The second begins when the first one's picture is done.
          const at = performance.timeOrigin + performance.now();
          for (const [code, time] of fixes) {
            window.fixesSeen.push([keys[code], time, at, came]);
          }
        }));
      });
    }
  };
}
