#!/usr/bin/env node
// Runs the tests of the page in a real Chromium: tests/browser/run.mjs [--fast] [FILTER]
//
//   --fast    leaves out the files of slow tests
//   FILTER    only tests whose name contains it
//
// One city runs for all of them, without devices. The last line is "browser: N passed, N failed, N skipped". Needs the build (./test makes it).
// SENSORIUM_TEST_CITY names a city that runs already, CHROMIUM the browser.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

/** All together; what has not ended then has failed. */
const LIMIT_MS = 20 * 60000;

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, "../..");
const isFast = process.argv.includes("--fast");
const filter = process.argv.slice(2).find(argument => !argument.startsWith("--"));
const files = readdirSync(folder).filter(name => name.endsWith(".test.mjs") && !(isFast && name.endsWith(".slow.test.mjs"))).sort();
const counts = { passed: 0, failed: 0, skipped: 0 };
const say = () => console.log(`browser: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);

if (!existsSync(process.env.CHROMIUM ?? "/usr/bin/chromium")) {
  console.log("skipped: browser: there is no Chromium; the Debian package chromium brings one");
  counts.skipped++;
  say();
  process.exit(0);
}

if (filter && !files.some(name => `${name}\n${readFileSync(join(folder, name), "utf8")}`.includes(filter.split(" ")[0]))) {
  say();
  process.exit(0);
}

const data = mkdtempSync(join(tmpdir(), "sensorium-browser-"));
const city = process.env.SENSORIUM_TEST_CITY ? null : await startCity();
try {
  process.env.SENSORIUM_TEST_CITY ??= city.address;
  process.env.SENSORIUM_ADDRESS ??= process.env.SENSORIUM_TEST_CITY;
  const tests = run({
    files: files.map(name => join(folder, name)), concurrency: 1, signal: AbortSignal.timeout(LIMIT_MS),
    ...filter ? { testNamePatterns: [new RegExp(filter.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))] } : {},
  });
  // A file is reported as a test too; what stands in it is what is counted, but for a file that broke by itself.
  const isFile = ({ name }) => files.some(file => name.endsWith(file));
  tests.on("test:pass", event => {
    if (!isFile(event) && !/does not match/.test(event.skip ?? "")) {
      event.skip !== undefined ? counts.skipped++ : counts.passed++;
    }
  });
  tests.on("test:fail", event => counts.failed += isFile(event) && event.details?.error?.failureType === "subtestsFailed" ? 0 : 1);
  await new Promise(resolve => tests.compose(spec).on("end", resolve).pipe(process.stdout, { end: false }));
} finally {
  city?.process.kill("SIGTERM");
  await city?.ended;
  rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

say();
process.exitCode = counts.failed > 0 ? 1 : 0;

/** Gothenburg without its devices, on a free port. */
async function startCity() {
  const program = join(root, "src/Sensorium/bin/Release/net10.0/sensorium.dll");
  const started = spawn("dotnet", [program, "up", join(root, "cities/gothenburg"), "--data", data, "--env", "browser"], {
    env: { ...process.env, SENSORIUM_HOME: root, SENSORIUM__WEB__PORT: "0", SENSORIUM__WEB__ADMINPORT: "0" }, stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise(resolve => started.once("exit", resolve));
  let said = "";
  const address = await new Promise((resolve, reject) => {
    const hear = chunk => {
      said += chunk;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (found) {
        resolve(found[0]);
      }
    };
    started.stdout.on("data", hear);
    started.stderr.on("data", hear);
    ended.then(code => reject(new Error(`the city ended with ${code}: ${said}`)));
  });
  return { process: started, address, ended };
}
