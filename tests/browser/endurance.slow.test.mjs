// A page that hangs on a wall: a day passes on a virtual clock, and nothing piles up.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { heard, open, quit } from "./browser.mjs";
import { median } from "./script-time.mjs";

const HOURS = 24;
const STEP_MS = 240000;
const BATCH_MS = 120000; // Fixes that lie further apart do not tell a way.
const DRAW_MS = 100;
const GROWTH = 1.05;
const SLACK_BYTES = 400000;

after(quit);

test("A day on the wall leaves no more in memory than the first hours", { timeout: 1500000 }, async t => {
  const { page, fixture, errors, end } = await open({ query: "?wall=1&span=6h", width: 1000, height: 640, vehicles: 60, sensors: 60 });
  try {
    const client = await page.context().newCDPSession(page);
    const [heaps, nodes] = [[], []];
    for (let minute = 1; minute <= HOURS * 60; minute += STEP_MS / 60000) {
      t.signal.throwIfAborted();
      await page.clock.fastForward(STEP_MS - DRAW_MS);
      fixture.advance(STEP_MS, BATCH_MS);
      if (minute % 8 === 1) {
        fixture.send("alerts", { reset: false, episodes: [{ episode: `day${minute}`, alert: "speeding", severity: "low", topic: "t", key: { device_id: fixture.carKey(minute % 60) }, details: { speed: 90 }, raisedAt: new Date(fixture.city.now - 60000).toISOString(), clearedAt: new Date(fixture.city.now).toISOString(), acknowledged: null, muted: null }] });
      }

      await heard(page, fixture);
      await page.clock.runFor(DRAW_MS);
      if (minute % 60 === 57) {
        await client.send("HeapProfiler.collectGarbage");
        heaps.push((await client.send("Runtime.getHeapUsage")).usedSize);
        nodes.push((await client.send("Memory.getDOMCounters")).nodes);
      }
    }

    assert.match(await page.locator("#clock").innerText(), /^(12:00:0\d|11:59:59)$/);
    const [early, late] = [heaps.slice(2, 7), heaps.slice(-5)].map(median);
    assert.ok(late <= early * GROWTH + SLACK_BYTES, `the heap grows from ${early} to ${late} bytes: ${heaps}`);
    assert.ok(median(nodes.slice(-5)) <= median(nodes.slice(2, 7)) * GROWTH + 100, `nodes grow: ${nodes}`);
    assert.deepEqual(errors, []);
  } finally {
    await end();
  }
});
