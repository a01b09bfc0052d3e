// The page as people use it: what they see stays theirs, what stands still says so, and every way in works with keys alone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { CITY, heard, launch, open, quit, shown, until, watch } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const EVIL = "<script>alert(1)</script>";

after(quit);

/** Runs a test on a page, and fails it on whatever the page complains of. */
function onPage(name, options, body, expected = /^$/) {
  test(name, { timeout: 240000 }, async () => {
    const opened = await open(options);
    try {
      await body(opened);
      assert.deepEqual(opened.errors.filter(error => !expected.test(error)), []);
    } finally {
      await opened.end();
    }
  });
}

const view = page => page.evaluate(() => ({
  address: location.search, pressed: document.documentElement.dataset.theme, description: document.querySelector(".surface").getAttribute("aria-description"),
  card: document.querySelector(".thing").hidden ? null : document.querySelector(".thing h3").textContent,
}));

onPage("It shows cars, sensors, tiles, alerts and the ledger, and complains of nothing", {}, async ({ page, pass }) => {
  await pass(3000);
  assert.ok(await shown(page, "Cars") > 50);
  assert.ok(await shown(page, "Temperature") > 20);
  assert.match(await page.locator("[data-panel=temperature] .value").innerText(), /^\d\d(\.\d)?\s*°C/);
  assert.equal(await page.locator(".episode[data-state=open]").count(), 3);
  assert.equal(await page.locator("#flow [data-fate]").count(), 7);
  assert.equal(await page.locator("#link-text").innerText(), "live");
  assert.equal(await page.locator("#clock").innerText(), "12:00:03");
});

onPage("A refresh and a shared link show the same view", {}, async ({ page, pass, fixture }) => {
  await pass(2000);
  await page.getByLabel("Temperature").first().uncheck();
  await page.locator(".surface").focus();
  for (const key of ["+", "+", "ArrowRight", "ArrowDown", "n", "Enter"]) {
    await page.keyboard.press(key);
    await pass(250);
  }

  await page.getByLabel("Span shown").selectOption("6h");
  await page.getByRole("button", { name: "Dark theme" }).click();
  await pass(2000);
  const before = await view(page);
  assert.match(before.address, /map=13\.7/);
  assert.match(before.address, /span=6h/);
  assert.match(before.address, /select=cars:vehicle_/);
  assert.equal(before.pressed, "dark");
  await page.reload();
  await heard(page, fixture);
  await pass(2000);
  const after = await view(page);
  assert.equal(after.address, before.address);
  assert.equal(after.pressed, "dark");
  assert.equal(after.card, before.card);
  assert.equal(await shown(page, "Temperature"), 0);
  assert.ok(await shown(page, "Cars") > 5);
});

onPage("A lost connection says since when, comes back, and loses nothing of the view", {}, async ({ page, pass, fixture }) => {
  await pass(2000);
  await page.locator(".surface").focus();
  await page.keyboard.press("+");
  await pass(500);
  const before = await view(page);
  fixture.city.answers = false;
  fixture.cut();
  await page.clock.runFor(5000);
  assert.match(await page.locator("#banner").innerText(), /No word from the city for \d\ss\. What you see is that old/);
  assert.equal(await page.locator("#link-text").innerText(), "connection lost");
  assert.ok(Math.abs(await shown(page, "Cars") - Number(before.description.match(/([\d,]+) Cars/)[1])) < 5, "cars are gone");
  fixture.city.now += 5000;
  fixture.city.answers = true;
  await until(async () => {
    await page.clock.runFor(500);
    return fixture.clients.size === 1;
  }, "the page does not come back");
  await pass(2000);
  assert.ok(await page.locator("#banner").isHidden());
  const after = await view(page);
  assert.equal(after.address, before.address);
  assert.ok(await shown(page, "Cars") > 20);
}, /ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION/);

onPage("A city that is silent is not taken for a live one", {}, async ({ page, pass, fixture }) => {
  await pass(1000);
  const pulse = { at: fixture.city.now + 20000, balanced: true, streams: [{ stream: "s", total: 9, rate: 0, refused: 0, duplicate: 0, newest: fixture.city.now }], pipelines: [], parts: [] };
  fixture.send("pulse", pulse);
  await until(async () => (await page.locator("#clock").getAttribute("datetime")) === new Date(pulse.at).toISOString(), "no pulse came");
  await page.clock.runFor(500);
  assert.match(await page.locator("#banner").innerText(), /No new event for 2\d\ss/);
  fixture.send("pulse", { ...pulse, at: pulse.at + 500, streams: [{ ...pulse.streams[0], newest: pulse.at }], parts: [{ part: "lake", healthy: false, note: "the disk is full" }] });
  await until(async () => {
    await page.clock.runFor(300);
    return /lake: the disk is full/.test(await page.locator("#banner").innerText());
  }, "a part that is not well is not named");
});

onPage("Whatever a device is called, its name is text", { keys: { car: i => i % 2 ? `${EVIL}${i}` : `"><img src=x onerror=alert(2)>${i}`, sensor: i => `${EVIL}s${i}` }, vehicles: 40, sensors: 30 }, async ({ page, pass, fixture }) => {
  await pass(1500);
  fixture.send("alerts", { reset: true, episodes: [{ episode: EVIL, alert: EVIL, severity: EVIL, topic: "t", key: { device_id: EVIL }, details: { [EVIL]: EVIL }, raisedAt: new Date(fixture.city.now).toISOString(), clearedAt: null, acknowledged: { by: EVIL, note: EVIL }, muted: null }] });
  fixture.send("rows", { table: "processed.vehicles_by_cell", total: 7, skipped: 0, rows: [[null, EVIL, 1, 2]] });
  fixture.send("panel", { panel: "failures", columns: [{ name: EVIL, type: "varchar" }], rows: [[EVIL]] });
  await page.locator(".map-table-button").click();
  await pass(2000);
  await page.locator(".episode summary").first().click();
  assert.match(await page.locator(".map-table").innerText(), /<script>alert\(1\)<\/script>/);
  assert.match(await page.locator("#episodes").innerText(), /<script>alert/i);
  assert.match(await page.locator("[data-panel=failures]").innerText(), /<script>alert/);
  assert.equal(await page.locator("body script:not([type='application/json'])").count(), 0);
  assert.equal(await page.locator("body img").count(), 0);
});

onPage("All of it can be reached and used with the keyboard alone", {}, async ({ page, pass, fixture }) => {
  await pass(1500);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim());
  const tabTo = async (test, most = 60) => {
    for (let i = 0; i < most; i++) {
      await page.keyboard.press("Tab");
      if (test(await focused())) {
        return;
      }
    }

    assert.fail(`Tab does not reach ${test}`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the map");
  const skip = await page.locator(".skips a").first().boundingBox();
  assert.ok(skip.y >= 0, "the skip link is not to be seen");
  await tabTo(name => /^Map of the city/.test(name));
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none");
  await page.keyboard.press("n");
  await pass(500);
  assert.ok(await page.locator(".tip").isVisible());
  await page.keyboard.press("Enter");
  await pass(500);
  assert.ok(await page.locator(".thing").isVisible());
  await page.keyboard.press("Escape");
  await pass(500);
  assert.ok(await page.locator(".thing").isHidden());
  await tabTo(name => /Overheating/.test(name));
  await page.keyboard.press("Enter");
  await pass(300);
  await tabTo(name => name === "Acknowledge");
  await page.keyboard.press("Enter");
  await page.keyboard.type("on my way");
  await page.keyboard.press("Enter");
  await until(() => fixture.requests.length === 1, "nothing was sent");
  assert.equal(fixture.requests[0].path, "/alerts/e1/acknowledge");
  assert.deepEqual(fixture.requests[0].body, { note: "on my way" });
  assert.match(fixture.requests[0].token, /^[0-9a-f]{64}$/);
  await pass(1000);
  assert.match(await page.locator(".episode[data-episode=e1]").innerText(), /seen by operator/);
  await tabTo(name => /^rejected /.test(name), 120);
  await page.keyboard.press("Enter");
  await until(async () => /fails CHECK/.test(await page.locator("dialog").innerText()), "the causes are not named");
  await page.keyboard.press("Escape");
  await tabTo(name => name === "Pause", 60);
  await page.keyboard.press("Space");
  await pass(500);
  assert.equal(await page.locator("#link-text").innerText(), "paused");
  await tabTo(name => name === "The moment shown", 10);
  await page.keyboard.press("ArrowLeft");
  await pass(500);
  assert.ok(Date.parse(new URL(page.url()).searchParams.get("at")) < fixture.city.now - 3000, page.url());
});

onPage("Time goes back: tiles, alerts and map show the moment, and play from there", { vehicles: 60 }, async ({ page, pass, fixture }) => {
  await pass(1000);
  const live = await page.locator("[data-panel=temperature] .number").innerText();
  await page.evaluate(() => {
    const slider = document.querySelector(".timebar input[type=range]");
    slider.value = 250;
    slider.dispatchEvent(new Event("input"));
    slider.dispatchEvent(new Event("change"));
  });
  const settle = async () => {
    for (let i = 0; i < 3; i++) {
      await pass(500);
      await new Promise(resolve => setTimeout(resolve, 40)); // for what it asks the city
    }
  };
  await settle();
  assert.match(await page.locator("#banner").innerText(), /Paused: the city as it was at 11:15:/);
  await until(async () => {
    await page.clock.runFor(100);
    return await page.locator("[data-panel=temperature] .number").innerText() !== live;
  }, "the tile does not go back");
  assert.match(await page.locator("#alerts-note").innerText(), /none open/);
  await page.locator(".map-table-button").click();
  await settle();
  const row = async () => (await page.locator(".map-table tbody tr", { hasText: fixture.carKey(5) }).first().innerText()).split("\t");
  const [, , , latitude, longitude, age] = await row();
  const at = Date.parse(new URL(page.url()).searchParams.get("at"));
  const [there, thereLongitude] = fixture.carAt(5, at - Number(age.match(/\d+/)?.[0] ?? 0) * 1000);
  assert.ok(Math.abs(Number(latitude) - there) < 0.0006 && Math.abs(Number(longitude) - thereLongitude) < 0.001, `${latitude},${longitude} is not ${there},${thereLongitude}`);
  await page.locator("#pause").click();
  await page.getByLabel("Speed of the replay").selectOption("60");
  await settle();
  assert.match(await page.locator("#banner").innerText(), /Replay from the log: 11:1\d:\d\d, .* 60 times as fast/);
  assert.notDeepEqual(await row(), [latitude, longitude]);
  await page.locator(".live-button").click();
  await pass(1000);
  assert.equal(await page.locator("#link-text").innerText(), "live");
  assert.ok(!page.url().includes("at="));
});

onPage("An operator moves a threshold, and tile and band follow", {}, async ({ page, pass, fixture }) => {
  await pass(1000);
  await page.getByRole("button", { name: "Thresholds of Temperature", exact: true }).click();
  await page.getByLabel(/^High/).fill("20");
  await page.getByRole("button", { name: "Save" }).click();
  await until(() => fixture.requests.length === 1, "nothing was sent");
  assert.deepEqual([fixture.requests[0].method, fixture.requests[0].path, fixture.requests[0].body], ["PUT", "/thresholds/temperature", { low: 18.5, high: 20 }]);
  await until(async () => /▲ above 20/.test(await page.locator("[data-panel=temperature] .value").innerText()), "the tile does not follow");
});

onPage("Who only looks is offered nothing to change", { data: { role: "viewer" } }, async ({ page, pass }) => {
  await pass(1000);
  await page.locator(".episode summary").first().click();
  assert.equal(await page.getByRole("button", { name: /Acknowledge|Mute|Thresholds/ }).count(), 0);
});

onPage("Layers of thousands come as clusters from the city, and as points where one looks closely", {}, async ({ page, pass }) => {
  await page.getByLabel("Phones").check();
  const settle = async () => {
    await pass(1000);
    await new Promise(resolve => setTimeout(resolve, 100));
    await pass(1000);
  };
  await settle();
  assert.ok(await shown(page, "Phones") > 1000);
  await page.locator(".surface").focus();
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press("+");
  }

  await settle();
  await settle();
  const near = await shown(page, "Phones");
  assert.ok(near > 0 && near < 1000, `${near}`);
});

onPage("On a wall it shows the same without controls, and Escape leaves it", { query: "?wall=1", width: 1920, height: 1080 }, async ({ page, pass }) => {
  await pass(1000);
  assert.ok(await page.locator(".timebar").isHidden());
  assert.ok(await page.locator(".map").isVisible());
  assert.ok(await page.locator("[data-panel=temperature]").isVisible());
  const [high, wide] = await page.evaluate(() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth]);
  assert.ok(high <= 1080 && wide <= 1920, `${wide} × ${high}`);
  await page.keyboard.press("Escape");
  await pass(500);
  assert.ok(await page.locator(".timebar").isVisible());
});

onPage("A wall outlives its city, and loads itself anew where the release is another", { query: "?wall=1" }, async ({ page, pass, fixture }) => {
  await pass(1000);
  const restart = async () => {
    fixture.cut();
    await until(async () => {
      await page.clock.runFor(500);
      return fixture.clients.size === 1;
    }, "the page does not come back");
  };
  await page.evaluate(() => window.before = true);
  await restart();
  await pass(1000);
  assert.equal(await page.evaluate(() => window.before), true);
  fixture.city.version = "another";
  const loaded = page.waitForEvent("load");
  await restart();
  await loaded;
  await heard(page, fixture);
  assert.equal(await page.evaluate(() => window.before), undefined);
  assert.match(page.url(), /wall=1/);
  assert.ok(await page.locator(".timebar").isHidden());
}, /ERR_|net::/);

onPage("Pages take turns on a wall that asks for it", { query: "?wall=1&rotate=5" }, async ({ page, pass }) => {
  await pass(1000);
  await pass(5000, 500);
  await until(async () => page.url().includes("/pages/air?"), "the next page does not come");
  assert.match(page.url(), /wall=1&rotate=5/);
});

onPage("The tour is offered once, and can be skipped", { tour: true }, async ({ page, pass, fixture }) => {
  await pass(500);
  assert.match(await page.locator(".tour").innerText(), /1 of 5/);
  await page.getByRole("button", { name: "Next" }).click();
  assert.match(await page.locator(".tour").innerText(), /2 of 5/);
  await page.getByRole("button", { name: "Skip" }).click();
  await page.reload();
  await heard(page, fixture);
  await pass(500);
  assert.equal(await page.locator(".tour").count(), 0);
});

for (const [name, options, act] of [
  ["as it comes, light", { theme: "light" }, async () => {}],
  ["as it comes, dark", { theme: "dark" }, async () => {}],
  ["as a table, on a phone", { width: 390, height: 844 }, async page => page.locator(".map-table-button").click()],
  ["with its details open", { theme: "dark" }, async page => {
    await page.locator(".episode summary").first().click();
    await page.locator("#ledger-counts summary").click();
  }],
  ["in a dialog", {}, async page => page.getByRole("button", { name: "Thresholds of Humidity" }).click()],
  ["on a wall", { query: "?wall=1", width: 1920, height: 1080 }, async () => {}],
]) {
  onPage(`axe finds nothing wrong: ${name}`, options, async ({ page, pass }) => {
    await pass(1000);
    await act(page);
    await pass(500);
    await page.clock.resume();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => `${node.target} ${node.any?.[0]?.message ?? ""}`).join("; ")}`), []);
  });
}

onPage("Whoever wants no motion gets a picture a second", { reduced: true }, async ({ page, pass }) => {
  await page.evaluate(() => {
    window.frames_ = 0;
    const { requestAnimationFrame } = window;
    window.requestAnimationFrame = body => requestAnimationFrame(time => {
      window.frames_++;
      body(time);
    });
  });
  await pass(5000);
  assert.ok(await page.evaluate(() => window.frames_) <= 7);
});

test("Without its script it shows how the city stood", { timeout: 60000 }, async () => {
  const opened = await open({ script: false });
  try {
    const { page } = opened;
    assert.match(await page.locator(".banner").first().innerText(), /This is how the city stood at/);
    assert.match(await page.locator("#streams").innerText(), /temp_stream/);
    assert.equal(await page.locator("h1").innerText(), "Gothenburg");
  } finally {
    await opened.end();
  }
});

test("The page of a real city follows it, and complains of nothing", { timeout: 60000 }, async () => {
  const page = await (await launch()).newPage();
  const errors = watch(page);
  try {
    await page.addInitScript(() => localStorage.setItem("sensorium-tour", "yes"));
    await page.goto(CITY);
    await until(async () => await page.locator("#link-text").innerText() === "live", "the page does not follow");
    const before = await page.locator("#clock").getAttribute("datetime");
    await until(async () => await page.locator("#clock").getAttribute("datetime") > before, "the page stands still");
    assert.ok(await page.locator(".surface").isVisible());
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
  }
});
