// The live page: keeps the city's state from the server's events, and draws it. Text from devices only ever becomes text.

const ROWS = 8;
const HISTORY = 120;
const LOST_AFTER_MS = 2500;
const SILENT_AFTER_MS = 15000;
const HIDDEN_OF_ALERTS = ["episode", "topic"]; // For programs; people read the rest.
const FATES = ["stored", "filtered", "rejected", "late", "duplicate", "inFlight"];

const timezone = document.body.dataset.timezone;
const integers = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const decimals = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const degrees = new Intl.NumberFormat("en-US", { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const timeOfDay = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const byId = id => document.getElementById(id);

const state = {
  pulse: null,
  pulsedAt: performance.now(), // of this browser: when the last word came
  clockOffset: 0, // server's clock minus the browser's
  rates: new Map(), // stream → rates of the last minute
  tables: new Map(), // name → {columns, alerts, rows, total, skipped, fresh}
  paused: false,
};

let dirty = false;
const now = () => Date.now() + state.clockOffset;

// ---- the server's events

let events;

function connect() {
  events = new EventSource("/events");
  events.addEventListener("hello", event => hello(JSON.parse(event.data)));
  events.addEventListener("pulse", event => pulse(JSON.parse(event.data)));
  events.addEventListener("rows", event => rows(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    // After an answer that is no stream the browser gives up; we do not.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(connect, 2000);
    }
  });
}

function hello({ tables, rates }) {
  state.rates = new Map(Object.entries(rates));
  const known = state.tables;
  state.tables = new Map(tables.map(table => {
    const before = known.get(table.name);
    const goesOn = before && before.total === table.from;
    return [table.name, {
      ...table,
      rows: goesOn ? before.rows : [],
      total: table.from,
      skipped: goesOn ? before.skipped : 0,
      fresh: 0,
      changed: true,
    }];
  }));
  draw();
}

function pulse(next) {
  if (state.pulse) {
    for (const stream of next.streams) {
      const rates = state.rates.get(stream.stream) ?? [];
      rates.push(stream.rate);
      state.rates.set(stream.stream, rates.slice(-HISTORY));
    }
  }

  state.pulse = next;
  state.pulsedAt = performance.now();
  state.clockOffset = next.at - Date.now();
  draw();
}

function rows({ table: name, total, skipped, rows: fresh }) {
  const table = state.tables.get(name);
  if (!table) {
    return;
  }

  table.rows = fresh.reverse().concat(table.rows).slice(0, ROWS);
  table.total = total;
  table.skipped += skipped;
  table.fresh += fresh.length;
  table.changed = true;
  draw();
}

// ---- drawing

function draw() {
  if (!dirty && !state.paused) {
    dirty = true;
    requestAnimationFrame(() => {
      dirty = false;
      if (!state.paused) {
        drawPulse();
        drawTables();
      }
    });
  }
}

function drawPulse() {
  const city = state.pulse;
  if (!city) {
    return;
  }

  const sum = member => city.streams.reduce((total, stream) => total + stream[member], 0);
  tile("rate", rateText(sum("rate")));
  tile("total", integers.format(sum("total")));
  tile("streams", integers.format(city.streams.length));
  tile("ledger", city.balanced ? "✓ balanced" : "✗ off");
  document.querySelector("[data-tile=ledger]").parentElement.dataset.tileState = city.balanced ? "good" : "bad";
  drawSpark();
  city.streams.forEach(drawStream);
  city.pipelines.forEach(drawPipeline);
  byId("ledger").hidden = city.pipelines.length === 0;
  byId("no-pipelines").hidden = city.pipelines.length > 0;
  drawParts(city.parts);
}

function drawStream(stream) {
  const row = rowOf(byId("streams"), "stream", stream.stream);
  set(row, "stream", stream.stream);
  set(row, "rate", rateText(stream.rate));
  set(row, "total", integers.format(stream.total));
  set(row, "duplicate", integers.format(stream.duplicate));
  set(row, "refused", integers.format(stream.refused));
  row.querySelector("polyline").setAttribute("points", curve(state.rates.get(stream.stream) ?? [], 24));
}

function drawPipeline(entry) {
  const row = rowOf(byId("pipelines"), "pipeline", `${entry.name}\n${entry.stream}`);
  for (const member of ["name", "stream"]) {
    set(row, member, entry[member]);
  }

  for (const member of ["read", "waiting", ...FATES]) {
    set(row, member, integers.format(entry[member]));
  }

  let start = 0;
  for (const fate of FATES) {
    const width = entry.read ? 100 * entry[fate] / entry.read : 0;
    const bar = row.querySelector(`rect.fate-${fate}`);
    bar.setAttribute("x", start);
    bar.setAttribute("width", width);
    start += width;
  }
}

function drawSpark() {
  const all = [...state.rates.values()];
  const length = Math.max(0, ...all.map(rates => rates.length));
  const total = Array.from({ length }, (_, i) => all.reduce((sum, rates) => sum + (rates[rates.length - length + i] ?? 0), 0));
  const points = curve(total, 32);
  const spark = document.querySelector(".spark");
  spark.querySelector("polyline").setAttribute("points", points);
  spark.querySelector("polygon").setAttribute("points", total.length > 1 ? `${HISTORY - total.length},32 ${points} ${HISTORY - 1},32` : "");
}

/** The newest value stands at the right edge; the base is zero. */
function curve(values, height) {
  const top = Math.max(1, ...values) * 1.1;
  return values.map((value, i) => `${HISTORY - values.length + i},${(height - 1 - (height - 2) * value / top).toFixed(1)}`).join(" ");
}

function drawParts(parts) {
  byId("parts").replaceChildren(...parts.map(part => {
    const item = element("li");
    item.dataset.healthy = part.healthy ? "yes" : "no";
    const mark = element("span", part.healthy ? "✓" : "✗", "mark");
    mark.setAttribute("aria-hidden", "true");
    item.append(mark, " ", element("strong", part.part), " ", element("span", part.note));
    return item;
  }));
}

function drawTables() {
  const places = { alerts: byId("alerts"), tables: byId("tables") };
  for (const place of Object.values(places)) {
    for (const card of [...place.querySelectorAll(".card")]) {
      if (!state.tables.has(card.dataset.table)) {
        card.remove();
      }
    }
  }

  for (const [name, table] of state.tables) {
    const place = table.alerts ? places.alerts : places.tables;
    const cards = place.querySelector(".cards");
    let card = [...cards.children].find(known => known.dataset.table === name);
    if (!card) {
      card = newCard(name);
      cards.append(card);
    }

    if (table.changed) {
      drawCard(card, table);
      table.changed = false;
      table.fresh = 0;
    }
  }

  for (const [kind, place] of Object.entries(places)) {
    place.hidden = ![...state.tables.values()].some(table => table.alerts === (kind === "alerts"));
  }
}

function newCard(name) {
  const card = element("article", undefined, "card");
  card.dataset.table = name;
  const head = element("header");
  head.append(element("h3", name), element("p", "", "note"));
  const scroll = element("div", undefined, "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", `newest rows of ${name}`);
  const table = element("table");
  table.append(element("thead"), element("tbody"));
  scroll.append(table);
  card.append(head, scroll, element("p", "No row yet.", "empty"));
  return card;
}

function drawCard(card, table) {
  const note = `${integers.format(table.total)} rows${table.skipped ? `, ${integers.format(table.skipped)} too fast to show` : ""}`;
  card.querySelector(".note").textContent = note;
  card.querySelector(".empty").hidden = table.rows.length > 0;
  card.querySelector("table").hidden = table.rows.length === 0;
  const shown = table.columns.map((column, at) => ({ column, at })).filter(({ column }) => !table.alerts || !HIDDEN_OF_ALERTS.includes(column.name));
  const head = element("tr");
  head.append(...shown.map(({ column }) => {
    const cell = element("th", column.name.replaceAll("_", " "), isNumber(column) ? "number" : undefined);
    cell.scope = "col";
    if (column.unit) {
      cell.append(" ", element("small", column.unit));
    }

    return cell;
  }));
  card.querySelector("thead").replaceChildren(head);
  card.querySelector("tbody").replaceChildren(...table.rows.map((values, i) => {
    const row = element("tr", undefined, i < table.fresh ? "fresh" : undefined);
    row.append(...shown.map(({ column, at }) => cellOf(column, values[at])));
    return row;
  }));
}

function cellOf(column, value) {
  const cell = element("td", undefined, isNumber(column) ? "number" : undefined);
  if (value === null || value === undefined) {
    cell.textContent = "–";
    cell.classList.add("quiet");
  } else if (column.type === "timestamp") {
    const time = new Date(value);
    cell.title = value;
    cell.textContent = Number.isNaN(time.getTime()) ? value : Math.abs(now() - time) < 64800000 ? timeOfDay.format(time) : dayAndTime.format(time);
  } else if (column.type === "point") {
    cell.textContent = value.map(part => typeof part === "number" ? degrees.format(part) : part).join(", ");
  } else if (typeof value === "number") {
    cell.textContent = (column.type !== "double" ? integers : /^(lat|lon)/i.test(column.name) ? degrees : decimals).format(value);
  } else {
    cell.textContent = String(value);
    cell.title = cell.textContent;
  }

  return cell;
}

const isNumber = column => ["integer", "bigint", "double", "interval"].includes(column.type);

// ---- what passes with time: ages, the clock, and the word that something stands still

function tick() {
  const silent = performance.now() - state.pulsedAt;
  const newest = state.pulse?.streams.reduce((best, stream) => !best || (stream.newest ?? 0) > (best.newest ?? 0) ? stream : best, null);
  say(silent, newest?.newest);
  if (state.paused || !state.pulse) {
    return;
  }

  byId("clock").textContent = timeOfDay.format(now());
  for (const stream of state.pulse.streams) {
    set(rowOf(byId("streams"), "stream", stream.stream), "newest", ageText(stream.newest));
  }

  tile("newest", ageText(newest?.newest));
  tile("newest-stream", newest?.newest ? newest.stream : "");
}

function say(silentMs, newest) {
  const broken = state.pulse?.parts.find(part => !part.healthy);
  if (silentMs > LOST_AFTER_MS) {
    show("lost", "connection lost", `No word from the city for ${duration(silentMs)}. What you see is that old. Trying again…`);
  } else if (state.paused) {
    show("paused", "paused", `Paused at ${timeOfDay.format(state.pausedAt)}. The city goes on; the page does not.`);
  } else if (!state.pulse) {
    show(null, "connecting");
  } else if (!state.pulse.balanced) {
    show("lost", "ledger off", "The ledger does not balance: records are unaccounted for. That is a fault of Sensorium; please report it.");
  } else if (broken) {
    show("stale", "not well", `${broken.part}: ${broken.note}`);
  } else if (newest && now() - newest > SILENT_AFTER_MS) {
    show("stale", "silent", `No new event for ${duration(now() - newest)}. The connection is well; whoever sends is silent.`);
  } else {
    show(null, "live");
  }
}

function show(kind, link, text = "") {
  const banner = byId("banner");
  if (banner.textContent !== text) {
    banner.textContent = text;
  }

  banner.hidden = kind === null;
  banner.dataset.kind = kind ?? "";
  document.body.classList.toggle("old", kind === "lost");
  byId("link").dataset.state = kind ?? (link === "live" ? "live" : "waiting");
  byId("link-text").textContent = link;
}

function duration(ms) {
  const seconds = ms / 1000;
  return seconds < 90 ? `${Math.round(seconds)} s`
    : seconds < 5400 ? `${Math.round(seconds / 60)} min`
    : seconds < 129600 ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86400)} d`;
}

function ageText(at) {
  return !at ? "never" : now() - at < 1500 ? "now" : `${duration(now() - at)} ago`;
}

// ---- small things

const rateText = rate => (rate > 0 && rate < 9.95 ? tenths : integers).format(rate);

function tile(name, text) {
  const place = document.querySelector(`[data-tile=${name}]`);
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

function set(row, field, text) {
  const place = row.querySelector(`[data-field=${field}]`);
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

function rowOf(body, kind, key) {
  let row = [...body.children].find(known => known.dataset[kind] === key);
  if (!row) {
    row = byId(`${kind}-row`).content.firstElementChild.cloneNode(true);
    row.dataset[kind] = key;
    body.append(row);
  }

  return row;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }

  if (className) {
    made.className = className;
  }

  return made;
}

byId("pause").addEventListener("click", () => {
  state.paused = !state.paused;
  state.pausedAt = now();
  byId("pause").setAttribute("aria-pressed", state.paused);
  byId("pause").textContent = state.paused ? "Play" : "Pause";
  tick();
  draw();
});

connect();
setInterval(tick, 250);
