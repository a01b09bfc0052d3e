// A city whose every number follows from a seed and a clock that only the test moves, behind the page of a real one: the page itself and its
// assets come from a running Sensorium, with its headers; events, panels, layers and alerts come from here. So a picture of the page is the
// same each time, and ten thousand cars need no city that has them.
//
//   node tests/browser/fixture.mjs CITY-URL [--vehicles N] [--assets DIR] [--port N]     serves it with a clock that runs, to look at
import { createServer, request as ask } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const NET = join(ROOT, "node_modules/geojson-path-finder/test/large-network.json");
const SPANS = { "15m": 900000, "1h": 3600000, "6h": 21600000, "24h": 86400000, "7d": 604800000 };
const CLASS = {
  motorway: "motorway", motorway_link: "motorway", trunk: "trunk", trunk_link: "trunk", primary: "primary", primary_link: "primary",
  secondary: "secondary", secondary_link: "secondary", tertiary: "tertiary", tertiary_link: "tertiary",
  residential: "residential", unclassified: "residential", living_street: "residential", service: "other", road: "other",
};
const LIB = {
  "lib/uPlot.esm.js": "uplot/dist/uPlot.esm.js", "lib/uPlot.min.css": "uplot/dist/uPlot.min.css",
  "lib/inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  "lib/inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
};
const TYPES = { ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

/** Noon of a day in May, in Gothenburg. */
export const NOON = Date.parse("2026-05-04T10:00:00Z");

/** Numbers from 0 to 1 that follow from a seed. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
  };
}

let streets;

/** The drivable ways of the map that the build brings: {class, name, points: [[latitude, longitude], …]}. */
function ways() {
  streets ??= JSON.parse(readFileSync(NET, "utf8")).features
    .filter(({ geometry, properties }) => geometry.type === "LineString" && properties?.highway in CLASS)
    .map(({ geometry, properties }) => ({
      class: CLASS[properties.highway], name: properties.name, points: geometry.coordinates.map(([longitude, latitude]) => [latitude, longitude]),
    }));
  return streets;
}

function streetNet() {
  let [south, west, north, east] = [90, 180, -90, -180];
  const net = ways().map(({ class: kind, name, points }) => {
    const line = [];
    let [lastLatitude, lastLongitude] = [0, 0];
    for (const [latitude, longitude] of points) {
      [south, west, north, east] = [Math.min(south, latitude), Math.min(west, longitude), Math.max(north, latitude), Math.max(east, longitude)];
      const [x, y] = [Math.round(latitude * 1e5), Math.round(longitude * 1e5)];
      line.push(x - lastLatitude, y - lastLongitude);
      [lastLatitude, lastLongitude] = [x, y];
    }

    return { class: kind, ...name ? { name } : {}, line };
  });
  return gzipSync(JSON.stringify({ bounds: [south, west, north, east], ways: net }));
}

const METRES = Math.PI * 6371008.8 / 180;
const distance = ([a, b], [c, d]) => Math.hypot(c - a, (d - b) * Math.cos(a * Math.PI / 180)) * METRES;

/** Routes of some kilometres along the streets, each walked to its end and back. */
function routesOf(count, next) {
  const roads = ways().filter(way => way.class !== "other" && way.points.length > 1);
  const at = new Map();
  const key = point => `${point[0].toFixed(6)},${point[1].toFixed(6)}`;
  for (const road of roads) {
    for (const end of [road.points[0], road.points.at(-1)]) {
      at.set(key(end), [...at.get(key(end)) ?? [], road]);
    }
  }

  return Array.from({ length: count }, () => {
    let road = roads[Math.floor(next() * roads.length)];
    let points = next() < 0.5 ? [...road.points] : [...road.points].reverse();
    let length = 0;
    for (let i = 0; i < 60 && length < 4000; i++) {
      const choices = (at.get(key(points.at(-1))) ?? []).filter(candidate => candidate !== road);
      if (choices.length === 0) {
        break;
      }

      road = choices[Math.floor(next() * choices.length)];
      const onward = key(road.points[0]) === key(points.at(-1)) ? road.points : [...road.points].reverse();
      points = points.concat(onward.slice(1));
      length = points.length > 400 ? Infinity : length + onward.length * 20;
    }

    const sums = [0];
    for (let i = 1; i < points.length; i++) {
      sums.push(sums[i - 1] + distance(points[i - 1], points[i]));
    }

    return { points, sums, length: sums.at(-1), speed: 6 + next() * 14, phase: next() * 1e4 };
  });
}

/** Where a car is at a time, and how fast, in km/h: both follow from the time alone. */
function carAt(route, time) {
  const seconds = (time - NOON) / 1000;
  const wave = Math.sin(seconds / 23 + route.phase);
  const way = Math.max(0, 2e5 + route.phase + route.speed * (seconds + 17 * wave));
  const round = 2 * route.length;
  const along = route.length === 0 ? 0 : Math.abs((way % round + round) % round - route.length);
  let low = 0;
  let high = route.sums.length - 1;
  while (low + 1 < high) {
    const middle = low + high >> 1;
    route.sums[middle] <= along ? low = middle : high = middle;
  }

  const part = (along - route.sums[low]) / Math.max(1e-9, route.sums[high] - route.sums[low]);
  const [a, b] = [route.points[low], route.points[high]];
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, Math.abs(route.speed * (1 + 17 / 23 * Math.cos(seconds / 23 + route.phase))) * 3.6];
}

export async function startFixture({ city, assets = null, vehicles = 400, seed = 1, sensors = 220, phones = 4200, start = NOON, interval = 1000, data = {}, port = 0, keys = {} }) {
  const next = random(seed);
  const routes = routesOf(vehicles, next);
  const places = Array.from({ length: sensors }, () => {
    const way = ways()[Math.floor(next() * ways().length)];
    return [...way.points[Math.floor(next() * way.points.length)], next(), next()];
  });
  const crowd = Array.from({ length: phones }, () => {
    const way = ways()[Math.floor(next() * ways().length)];
    return [...way.points[0], next()];
  });
  const net = streetNet();
  const carKey = i => keys.car?.(i) ?? `vehicle_${String(i).padStart(4, "0")}`;
  const sensorKey = i => keys.sensor?.(i) ?? `temp_${String(i).padStart(3, "0")}`;
  const temperature = (i, time) => 18.6 + 7.4 * places[i][2] ** 1.5 + 0.8 * Math.sin(time / 9e5 + 6 * places[i][3]);
  const clients = new Set();
  const requests = [];
  const thresholds = { temperature: { low: 18.5, high: 24.8, unit: "Celsius" }, humidity: { low: 20, high: 69, unit: "Percent" } };
  const city_ = { now: start, answers: true, version: null };
  let sentTo = start;

  const definitions = {
    page: "city", title: "Gothenburg", city: "Gothenburg", timezone: "Europe/Stockholm", attribution: "© OpenStreetMap contributors, ODbL",
    simulated: true, role: "operator", pages: [{ name: "city", title: "City" }, { name: "air", title: "Indoor air" }],
    map: { center: [57.7035, 11.9625], zoom: 12.7, streets: true },
    layers: [
      { name: "cars", title: "Cars", kind: "moving", unit: "km/h", threshold: null, count: vehicles },
      { name: "temperature", title: "Temperature", kind: "sensors", unit: "Celsius", threshold: "temperature", count: sensors },
      { name: "phones", title: "Phones", kind: "sensors", unit: "Percent", threshold: null, count: phones },
    ],
    panels: [
      { name: "temperature", title: "Temperature", kind: "tile", unit: "Celsius", threshold: "temperature", layer: "temperature", at: [1, 1, 3, 1], sql: "SELECT window_start, avg(mean) AS mean FROM temperature_by_minute GROUP BY window_start" },
      { name: "humidity", title: "Humidity", kind: "tile", unit: "Percent", threshold: "humidity", layer: null, at: [4, 1, 3, 1], sql: "SELECT window_start, avg(mean) AS mean FROM humidity_by_minute GROUP BY window_start" },
      { name: "energy", title: "Energy", kind: "tile", unit: "kWh", threshold: null, layer: null, at: [7, 1, 3, 1], sql: "SELECT window_start, sum(total) AS total FROM energy_by_minute GROUP BY window_start" },
      { name: "speed", title: "Mean speed", kind: "tile", unit: "km/h", threshold: null, layer: "cars", at: [10, 1, 3, 1], sql: "SELECT window_start, avg(mean_speed) AS mean FROM vehicle_speed_by_minute GROUP BY window_start" },
      { name: "temperatures", title: "Temperature by hall", kind: "series", unit: "Celsius", threshold: "temperature", layer: "temperature", at: [1, 2, 6, 2], sql: "SELECT window_start, device_id, mean FROM temperature_by_minute" },
      { name: "traffic", title: "Cars by minute", kind: "series", unit: null, threshold: null, layer: null, at: [7, 2, 6, 2], sql: "SELECT window_start, fixes FROM vehicles_by_cell" },
      { name: "zones", title: "Speed by zone", kind: "bars", unit: "km/h", threshold: null, layer: null, at: [1, 4, 6, 2], sql: "SELECT zone, mean_speed FROM vehicle_speed_by_minute" },
      { name: "failures", title: "Failures reported", kind: "table", unit: null, threshold: null, layer: "cars", at: [7, 4, 6, 2], sql: "SELECT event_time, device_id, type FROM failures" },
    ],
    thresholds, ...data,
  };

  const minutes = (at, span) => {
    const step = Math.max(60000, span / 240);
    const times = [];
    for (let time = Math.floor((at - span) / step) * step + step; time <= at; time += step) {
      times.push(time);
    }

    return times;
  };
  const wave = (time, period, phase) => Math.sin(2 * Math.PI * time / period + phase);
  const noise = (time, salt) => random(Math.floor(time / 1000) * 31 + salt)() - 0.5;
  const columns = (...names) => names.map(([name, type, unit]) => ({ name, type, unit: unit ?? null }));
  const timed = (at, span, value) => ({
    columns: columns(["window_start", "timestamp"], ["mean", "double"]), truncated: false,
    // From 11:18 to 11:26 the city was silent: the gap is to be seen.
    rows: minutes(at, span).filter(time => time < NOON - 2520000 || time > NOON - 2040000).map(time => [new Date(time).toISOString(), value(time)]),
  });
  const zones = ["Centrum", "Lindholmen", "Örgryte", "Gamlestaden", "Mölndal", "Angered", "Frölunda", "Askim", "Backa", "Linnéstaden"];
  const panels = (at, span) => ({
    temperature: timed(at, span, time => 21.4 + 1.3 * wave(time, 86400000, 1) + 0.5 * noise(time, 1)),
    humidity: timed(at, span, time => 68 + 4 * wave(time, 5400000, 2) + 1.5 * noise(time, 2)),
    energy: timed(at, span, time => 812 + 140 * wave(time, 86400000, 4) + 40 * noise(time, 3)),
    speed: timed(at, span, time => 38 + 6 * wave(time, 3600000, 5) + 2 * noise(time, 4)),
    temperatures: {
      columns: columns(["window_start", "timestamp"], ["device_id", "varchar"], ["mean", "double", "Celsius"]), truncated: false,
      rows: [0, 1, 2].flatMap(i => minutes(at, span).filter(time => time < NOON - 2520000 || time > NOON - 2040000)
        .map(time => [new Date(time).toISOString(), sensorKey(i), 19.5 + 2.6 * i + 1.1 * wave(time, 2700000, i) + 0.3 * noise(time, 10 + i)])),
    },
    traffic: timed(at, span, time => Math.round(vehicles * (0.8 + 0.15 * wave(time, 4000000, 1)) + 12 * noise(time, 6))),
    zones: { columns: columns(["zone", "varchar"], ["mean_speed", "double", "km/h"]), truncated: false, rows: zones.map((zone, i) => [zone, 24 + 30 * random(i + 5)() + 2 * wave(at, 600000, i)]) },
    failures: {
      columns: columns(["event_time", "timestamp"], ["device_id", "varchar"], ["type", "varchar"], ["speed", "double", "km/h"]), truncated: false,
      rows: Array.from({ length: 14 }, (_, i) => [new Date(Math.floor(at / 60000) * 60000 - i * 187000).toISOString(), carKey((i * 37) % vehicles), ["engine", "tyre", "battery", "brake"][i % 4], i % 5 * 11.3]),
    },
  });

  const episode = (number, alert, severity, key, details, raised, cleared = null, more = {}) => ({
    episode: `e${number}`, alert, severity, topic: "city_alerts", key, details, raisedAt: new Date(raised).toISOString(),
    clearedAt: cleared === null ? null : new Date(cleared).toISOString(), acknowledged: null, muted: null, ...more,
  });
  const episodes = [
    episode(1, "overheating", "high", { device_id: sensorKey(7) }, { value: 46.2, threshold: 45 }, start - 412000),
    episode(2, "speeding", "medium", { device_id: carKey(12) }, { speed: 92.4 }, start - 95000),
    episode(3, "silent", "low", { device_id: sensorKey(9) }, {}, start - 1800000, null, { acknowledged: { by: "anna", at: new Date(start - 900000).toISOString(), note: "battery is on its way" } }),
    episode(4, "overheating", "high", { device_id: sensorKey(3) }, { value: 45.6 }, start - 5400000, start - 4700000),
  ];

  const pipelines = [
    ["processed.temperature_by_minute", "temperature", 1, [0, 0.012, 0.0021, 0.0007, 0.0004]],
    ["processed.humidity_by_minute", "humidity", 1, [0, 0.02, 0.0017, 0.0009, 0.0004]],
    ["processed.energy_by_minute", "energy", 1, [0, 0.004, 0.0012, 0.0005, 0.0004]],
    ["processed.vehicle_speed_by_minute", "vehicles", 0.9, [0.001, 0.006, 0.0061, 0.0018, 0.0008]],
    ["processed.vehicles_by_cell", "vehicles", 0.9, [0, 0, 0.0061, 0.0018, 0.0008]],
    ["processed.phones_by_cell", "phones", 0.19, [0, 0, 0.011, 0.0006, 0.0004]],
    ["processed.failures", "failures_reported", 0.002, [0.11, 0, 0.02, 0.01, 0]],
  ];
  const pulse = () => {
    const seconds = (city_.now - NOON) / 1000 + 86400;
    const names = [["temp_stream", 401], ["humidity_stream", 401], ["energy_stream", 401], ["vehicle_data", vehicles], ["phone_data", 76], ["failures_data", 0.4], ["weather_data", 0.7]];
    return {
      at: city_.now, balanced: true,
      streams: names.map(([stream, rate], i) => ({ stream, total: Math.round(rate * seconds), rate: Math.round(10 * rate * (1 + 0.03 * wave(city_.now, 20000, i))) / 10, refused: i === 1 ? 3 : 0, duplicate: i === 0 ? 214 : 0, newest: city_.now - 120 - 40 * i })),
      pipelines: pipelines.map(([name, stream, share, [duplicate, filtered, rejected, late, inFlight]], i) => {
        const read = Math.round(401 * share * seconds);
        const parts = { duplicate: Math.round(read * duplicate), filtered: Math.round(read * filtered), rejected: Math.round(read * rejected), late: Math.round(read * late), inFlight: Math.round(401 * share * 40 + read * inFlight * 0) };
        return {
          name, stream, read, stored: read - Object.values(parts).reduce((sum, part) => sum + part, 0), ...parts, waiting: 120 * (i % 2), balanced: true,
          watermark: city_.now - 11000 - 900 * i, lag: i === 5 ? 74000 : 320 + 210 * i, tables: [name, `${name}__late`, `${name}__rejected`],
        };
      }),
      parts: [{ part: "streams", healthy: true, note: "7 streams, 1.2 GB" }, { part: "pipelines", healthy: true, note: "7 run" }, { part: "lake", healthy: true, note: "last commit 4 s ago" }, { part: "devices", healthy: true, note: "2,003 devices send" }],
    };
  };
  const hello = () => ({
    tables: [{
      name: "processed.vehicles_by_cell", alerts: false, from: 0,
      columns: columns(["window_start", "timestamp"], ["cell", "varchar"], ["fixes", "bigint"], ["mean_speed", "double", "km/h"]),
    }],
    rates: Object.fromEntries(pulse().streams.map(({ stream, rate }, i) => [stream, Array.from({ length: 120 }, (_, at) => rate * (1 + 0.05 * wave(at, 40, i)))])),
  });

  const write = (client, name, body) => client.write(`event: ${name}\ndata: ${JSON.stringify(body)}\n\n`);
  const send = (name, body) => clients.forEach(client => write(client, name, body));
  const fix = (i, time) => {
    const [latitude, longitude, speed] = carAt(routes[i], time);
    return [i, time, Number(latitude.toFixed(6)), Number(longitude.toFixed(6)), Number(speed.toFixed(1))];
  };
  // Each car has its own moment within the interval, so fixes come all the time.
  const momentOf = i => Math.floor(i * 617 % interval);
  const lastFix = (i, now) => Math.floor((now - 150 - momentOf(i)) / interval) * interval + momentOf(i);
  const reading = (i, time) => [i, time, places[i][0], places[i][1], Number(temperature(i, time).toFixed(2))];
  const greet = client => {
    const now = city_.now;
    write(client, "hello", hello());
    write(client, "pulse", pulse());
    write(client, "layer", { layer: "phones", count: phones });
    write(client, "rows", { table: "processed.vehicles_by_cell", total: 6, skipped: 0, rows: Array.from({ length: 6 }, (_, i) => [new Date(now - 60000).toISOString(), `u628${i}b`, 40 + 7 * i, 31.4 + i]) });
    write(client, "fixes", { layer: "cars", reset: true, first: 0, keys: routes.map((_, i) => carKey(i)), fixes: routes.map((_, i) => fix(i, lastFix(i, now) - interval)) });
    write(client, "fixes", { layer: "cars", first: vehicles, keys: [], fixes: routes.map((_, i) => fix(i, lastFix(i, now))) });
    write(client, "fixes", { layer: "temperature", reset: true, first: 0, keys: places.map((_, i) => sensorKey(i)), fixes: places.map((_, i) => reading(i, now - 400 - i)) });
    write(client, "alerts", { reset: true, episodes });
  };

  /** Moves the clock, and sends what happens meanwhile, in steps as the city does. */
  function advance(milliseconds, step = 100) {
    const end = city_.now + milliseconds;
    while (city_.now < end) {
      const before = city_.now;
      city_.now = Math.min(end, before + step);
      const fixes = [];
      for (let i = 0; i < vehicles; i++) {
        for (let time = lastFix(i, before) + interval; time <= lastFix(i, city_.now); time += Math.max(interval, step)) {
          fixes.push(fix(i, time));
        }
      }

      if (clients.size > 0) {
        if (fixes.length > 0) {
          send("fixes", { layer: "cars", first: vehicles, keys: [], fixes });
        }

        if (Math.floor(city_.now / 500) > Math.floor(sentTo / 500)) {
          send("pulse", pulse());
        }

        if (Math.floor(city_.now / 5000) > Math.floor(sentTo / 5000)) {
          send("fixes", { layer: "temperature", first: sensors, keys: [], fixes: places.map((_, i) => reading(i, city_.now - 300)) });
        }
      }

      sentTo = city_.now;
    }
  }

  const json = (response, body) => response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));

  async function answer(request, response) {
    const address = new URL(request.url, "http://fixture");
    const path = decodeURIComponent(address.pathname);
    const [, first, second, third, fourth] = path.split("/");
    if (!city_.answers) {
      response.destroy();
    } else if (path === "/events") {
      response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      clients.add(response);
      response.on("close", () => clients.delete(response));
      greet(response);
    } else if (path === "/map/streets") {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": "gzip" }).end(net);
    } else if (first === "panels") {
      const at = Date.parse(address.searchParams.get("at") ?? "") || city_.now;
      json(response, { at: new Date(at).toISOString(), span: address.searchParams.get("span"), panels: panels(at, SPANS[address.searchParams.get("span")]) });
    } else if (first === "layers" && fourth === "view") {
      json(response, viewOf(third, address.searchParams));
    } else if (first === "layers") {
      json(response, history(third, Date.parse(address.searchParams.get("from")), Date.parse(address.searchParams.get("to"))));
    } else if (path === "/ledger") {
      json(response, { balanced: true, streams: [], pipelines: pulse().pipelines.map(entry => ({ ...entry, causes: [{ fate: "rejected", file: "pipelines/streams.sql", line: 6, text: "value fails CHECK (value BETWEEN -90 AND 60)", count: entry.rejected }] })) });
    } else if (request.method !== "GET") {
      let body = "";
      for await (const chunk of request) {
        body += chunk;
      }

      requests.push({ method: request.method, path, token: request.headers["sensorium-token"] ?? null, body: body ? JSON.parse(body) : null });
      if (first === "thresholds") {
        Object.assign(thresholds[second], JSON.parse(body));
        send("thresholds", { [second]: thresholds[second] });
      } else if (third === "acknowledge") {
        const found = episodes.find(({ episode: id }) => id === second);
        found.acknowledged = { by: "operator", at: new Date(city_.now).toISOString(), note: JSON.parse(body).note };
        send("alerts", { reset: false, episodes: [found] });
      } else if (path === "/query") {
        response.writeHead(200, { "Content-Type": "application/x-ndjson" });
        response.end(`${JSON.stringify({ columns: columns(["reason", "varchar"], ["_position", "bigint"]) })}\n["value fails CHECK (value BETWEEN -90 AND 60)",4711]\n{"end":{"rows":1,"truncated":false,"files":1,"bytes":512,"milliseconds":9}}\n`);
        return;
      }

      response.writeHead(204).end();
    } else if (first === "assets" && assets) {
      const name = path.split("/").slice(3).join("/");
      const file = name in LIB ? join(ROOT, "node_modules", LIB[name]) : join(assets, name);
      existsSync(file) ? response.writeHead(200, { "Content-Type": TYPES[extname(file)], "Cache-Control": "no-store" }).end(readFileSync(file)) : response.writeHead(404).end();
    } else {
      proxy(request, response, first === "pages" || path === "/" ? html => withData(html, first === "pages" ? second : "city") : null);
    }
  }

  /** The city's own answer, the page with this data in place of its own. */
  function proxy(request, response, change) {
    const headers = { ...request.headers, host: new URL(city).host };
    if (headers.origin === `http://${request.headers.host}`) {
      headers.origin = new URL(city).origin; // The page's own origin here is the city's own there.
    }

    if (change) {
      delete headers["accept-encoding"];
    }

    const path = change ? "/" : request.url;
    const passed = ask(new URL(path, city), { method: request.method, headers }, from => {
      const { "content-length": _, "transfer-encoding": __, ...kept } = from.headers;
      if (!change || from.statusCode !== 200) {
        response.writeHead(from.statusCode, from.headers);
        from.pipe(response);
        return;
      }

      const chunks = [];
      from.on("data", chunk => chunks.push(chunk));
      from.on("end", () => response.writeHead(200, kept).end(change(Buffer.concat(chunks).toString())));
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  }

  function withData(html, page) {
    const own = JSON.stringify({ ...definitions, page, panels: page === "air" ? definitions.panels.slice(0, 2) : definitions.panels }).replaceAll("<", "\\u003c");
    return html.replace(/(<script type="application\/json" id="page-data">)[^]*?(<\/script>)/, (_, open, close) => open + own + close)
      .replace(/ data-timezone="[^"]*"/, ' data-timezone="Europe/Stockholm"')
      .replace(/ data-version="([^"]*)"/, (whole, own) => ` data-version="${city_.version ?? own}"`);
  }

  function viewOf(layer, query) {
    const [south, west, north, east] = query.get("bbox").split(",").map(Number);
    const inView = crowd.map((phone, i) => [`phone_${i}`, phone[0], phone[1], Math.round(100 * phone[2]), city_.now - 3000])
      .filter(([, latitude, longitude]) => latitude >= south && latitude <= north && longitude >= west && longitude <= east);
    if (inView.length <= 1000) {
      return { count: phones, points: inView };
    }

    const cell = 360 / (512 * 2 ** Number(query.get("zoom"))) * 64;
    const cells = new Map();
    for (const [, latitude, longitude, value, time] of inView) {
      const id = `${Math.floor(longitude / cell)},${Math.floor(latitude / cell * 2)}`;
      const known = cells.get(id) ?? [0, 0, 0, 0, 0];
      cells.set(id, [known[0] + latitude, known[1] + longitude, known[2] + 1, known[3] + value, Math.max(known[4], time)]);
    }

    return { count: phones, clusters: [...cells.values()].map(([latitude, longitude, count, sum, time]) => [latitude / count, longitude / count, count, sum / count, time]) };
  }

  function history(layer, from, to) {
    const [keys_, fixes] = [[], []];
    if (layer === "cars") {
      keys_.push(...routes.map((_, i) => carKey(i)));
      const step = Math.max(interval, Math.ceil((to - from) * vehicles / 100000 / interval) * interval);
      routes.forEach((_, i) => {
        for (let time = Math.ceil((from - momentOf(i)) / step) * step + momentOf(i); time < to; time += step) {
          fixes.push(fix(i, time));
        }
      });
    } else if (layer === "temperature") {
      keys_.push(...places.map((_, i) => sensorKey(i)));
      for (let time = Math.ceil(from / 5000) * 5000; time < to; time += 5000) {
        places.forEach((_, i) => fixes.push(reading(i, time)));
      }
    }

    return { keys: keys_, fixes, truncated: false, until: to };
  }

  const server = createServer((request, response) => answer(request, response).catch(error => {
    console.error(error);
    response.destroy();
  }));
  await new Promise(resolve => server.listen(port, "127.0.0.1", resolve));
  let running = 0;
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    requests, thresholds, advance, send, city: city_, carKey, sensorKey, clients,
    carAt: (i, time) => carAt(routes[i], time),
    /** Lets the clock run with that of the machine. */
    run() {
      let last = performance.now();
      running = setInterval(() => {
        const now = performance.now();
        advance(now - last);
        last = now;
      }, 100);
    },
    pause: () => clearInterval(running),
    /** Ends all connections, as a restart does; while `answers` is false nobody gets one. */
    cut() {
      clients.forEach(client => client.destroy());
      clients.clear();
    },
    async close() {
      clearInterval(running);
      clients.forEach(client => client.destroy());
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [city, ...options] = process.argv.slice(2);
  const option = name => options[options.indexOf(`--${name}`) + 1];
  const has = name => options.includes(`--${name}`);
  const fixture = await startFixture({
    city, assets: has("assets") ? option("assets") : null, vehicles: has("vehicles") ? Number(option("vehicles")) : 400, start: Date.now(), port: has("port") ? Number(option("port")) : 0,
  });
  fixture.run();
  console.log(fixture.url);
}
