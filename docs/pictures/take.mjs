#!/usr/bin/env node
// Takes the pictures of the page from a running city: docs/pictures/take.mjs [ADDRESS] [FOLDER] [SECONDS]
// ADDRESS is http://127.0.0.1:8501/ unless given, FOLDER this one, SECONDS how long each page is watched before its picture is taken.
// Needs Chromium (CHROMIUM names it, else the program "chromium"). Fails where the page asks another host for anything, or reports an error.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [address = "http://127.0.0.1:8501/", folder = dirname(fileURLToPath(import.meta.url)), seconds = "65"] = process.argv.slice(2);
const pictures = [
  { name: "page", width: 1440, height: 900, scheme: "light" },
  { name: "page-dark", width: 1440, height: 900, scheme: "dark" },
  { name: "page-phone", width: 390, height: 844, scheme: "light" },
];

const profile = mkdtempSync(join(tmpdir(), "sensorium-page-"));
const browser = spawn(process.env.CHROMIUM ?? "chromium", [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`, "--remote-debugging-pipe",
], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });

// Messages of the DevTools protocol are JSON, a zero byte after each.
const waiting = new Map();
const problems = [];
const [toBrowser, fromBrowser] = [browser.stdio[3], browser.stdio[4]];
let number = 0;
let rest = "";
fromBrowser.setEncoding("utf8").on("data", chunk => {
  const messages = (rest + chunk).split("\0");
  rest = messages.pop();
  messages.map(text => JSON.parse(text)).forEach(receive);
});

function receive({ id, result, error, method, params }) {
  if (id !== undefined) {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    error ? reject(new Error(error.message)) : resolve(result);
  } else if (method === "Network.requestWillBeSent" && !params.request.url.startsWith(address) && !params.request.url.startsWith("data:")) {
    problems.push(`the page asked for ${params.request.url}`);
  } else if (method === "Runtime.exceptionThrown") {
    problems.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
  } else if (method === "Log.entryAdded" && params.entry.level === "error") {
    problems.push(`${params.entry.text} ${params.entry.url ?? ""}`);
  }
}

const ask = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
  number++;
  waiting.set(number, { resolve, reject });
  toBrowser.write(JSON.stringify({ id: number, method, params, sessionId }) + "\0");
});

async function take({ name, width, height, scheme }) {
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const page = (method, params) => ask(method, params, sessionId);
  for (const domain of ["Page", "Network", "Runtime", "Log"]) {
    await page(`${domain}.enable`);
  }

  const sized = size => page("Emulation.setDeviceMetricsOverride", { width, height: size, deviceScaleFactor: width < 500 ? 2 : 1, mobile: width < 500 });
  await sized(height);
  await page("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  await page("Page.navigate", { url: address });
  await new Promise(resolve => setTimeout(resolve, Number(seconds) * 1000));
  const measure = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]";
  const [wide, high] = (await page("Runtime.evaluate", { expression: measure, returnByValue: true })).result.value;
  if (wide > width) {
    problems.push(`${name}: the page is ${wide} wide where ${width} are there`);
  }

  await sized(Math.max(height, high));
  const { data } = await page("Page.captureScreenshot", { format: "png" });
  writeFileSync(join(folder, `${name}.png`), Buffer.from(data, "base64"));
}

try {
  await Promise.all(pictures.map(take));
} finally {
  await ask("Browser.close").catch(() => browser.kill());
  await new Promise(resolve => browser.exitCode === null ? browser.once("exit", resolve) : resolve());
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

problems.forEach(problem => console.error(problem));
process.exitCode = problems.length > 0 ? 1 : 0;
