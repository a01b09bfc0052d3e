// Ten thousand cars that move.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { CITY, launch, quit, shown, until, watch } from "./browser.mjs";
import { startFixture } from "./fixture.mjs";
import { median, scriptTime } from "./script-time.mjs";

const CARS = 10000;
const FRAME_MS = 100;

after(quit);

test("Ten thousand cars are shown and move, and no animation frame of the page's own takes a tenth of a second", { timeout: 300000 }, async () => {
  const fixture = await startFixture({ city: CITY, assets: process.env.SENSORIUM_TEST_ASSETS ?? null, vehicles: CARS, start: Date.now() });
  const page = await (await launch()).newPage({ viewport: { width: 1440, height: 900 } });
  const errors = watch(page);
  try {
    await page.addInitScript(() => localStorage.setItem("sensorium-tour", "yes"));
    await page.goto(`${fixture.url}?map=10.2,57.69,11.96&layers=cars`);
    fixture.run();
    await until(async () => await shown(page, "Cars") === CARS, "not all of them are shown");
    const picture = () => page.screenshot({ clip: { x: 300, y: 200, width: 500, height: 400 }, timeout: 60000 });
    const before = await picture();
    const windows = [];
    for (let i = 0; i < 5; i++) {
      windows.push(await scriptTime(page, 2));
    }

    assert.notDeepEqual(await picture(), before, "they stand still");
    assert.ok(windows.every(({ frames }) => frames.length > 0), "nothing is drawn");
    const worst = median(windows.map(({ frames }) => Math.max(...frames)));
    assert.ok(worst <= FRAME_MS, `the longest frame of the median window takes ${worst} ms`);
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
    await fixture.close();
  }
});
