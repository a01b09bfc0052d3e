// The page looks as it did: pictures from a seed and a clock that stands, compared with those in pictures/. tests/browser/renew-pictures takes
// them anew. They are half as large as the page, which is enough to see what is amiss.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { FOLDER, launch, open, quit, ROOT } from "./browser.mjs";

const RENEW = process.env.SENSORIUM_RENEW_PICTURES === "1";
const CHANNEL = 40; // Of 255: what letters may differ from one machine to the next.
const SHARE = 0.012; // of the pixels

after(quit);

for (const [width, height] of [[1440, 900], [768, 1024], [390, 844]]) {
  for (const theme of ["light", "dark"]) {
    test(`At ${width} pixels in ${theme} it looks as it did`, { timeout: 240000 }, async () => {
      const { page, pass, errors, end } = await open({ width, height, theme, scale: 0.5 });
      try {
        await page.evaluate(() => document.fonts.ready);
        await pass(4000, 500);
        const taken = await page.screenshot({ animations: "disabled" });
        const file = join(FOLDER, "pictures", `${width}-${theme}.png`);
        if (RENEW) {
          mkdirSync(join(FOLDER, "pictures"), { recursive: true });
          writeFileSync(file, taken);
        }

        assert.ok(existsSync(file), `there is no ${file}; tests/browser/renew-pictures takes it`);
        const share = await difference(taken, readFileSync(file));
        if (share > SHARE) {
          mkdirSync(join(ROOT, "TestResults"), { recursive: true });
          writeFileSync(join(ROOT, "TestResults", `${width}-${theme}.png`), taken);
        }

        assert.ok(share <= SHARE, `${(100 * share).toFixed(2)} % of the pixels differ; what was seen is in TestResults/${width}-${theme}.png`);
        assert.deepEqual(errors, []);
      } finally {
        await end();
      }
    });
  }
}

/** The share of pixels that differ; 1 where the sizes do. The browser itself reads the pictures. */
async function difference(a, b) {
  const page = await (await launch()).newPage();
  try {
    return await page.evaluate(async ([sources, channel]) => {
      const [first, second] = await Promise.all(sources.map(async source => {
        const image = new Image();
        image.src = `data:image/png;base64,${source}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      }));
      if (first.width !== second.width || first.height !== second.height) {
        return 1;
      }

      let different = 0;
      for (let i = 0; i < first.data.length; i += 4) {
        different += [0, 1, 2].some(part => Math.abs(first.data[i + part] - second.data[i + part]) > channel) ? 1 : 0;
      }

      return different / (first.data.length / 4);
    }, [[a, b].map(bytes => bytes.toString("base64")), CHANNEL]);
  } finally {
    await page.close();
  }
}
