#!/usr/bin/env node
// From the command to the first row: benchmarks/up/first-row.mjs [ROUNDS]
//
// Starts the city in a new data folder, five times unless said otherwise, and follows its event stream until a row of a table or a fix of a
// device comes. Prints the milliseconds, in order.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PORT = 8612;
const RETRY_MS = 20;
const ROW = /event: rows\ndata|event: fixes\ndata: (?![^\n]*"fixes":\[\]\})[^\n]*\n/;

const program = join(dirname(fileURLToPath(import.meta.url)), "../../sensorium");
const rounds = Number(process.argv[2] ?? 5);
spawnSync(program, ["--version"], { stdio: ["ignore", "ignore", "inherit"] });

/** Follows the city's events until the first row, however long its door is not there yet. */
function firstRow() {
  return new Promise(resolve => {
    const follow = () => {
      const request = get(`http://127.0.0.1:${PORT}/events`, answer => {
        let said = "";
        answer.on("error", () => {});
        answer.on("data", chunk => {
          said += chunk;
          if (ROW.test(said)) {
            request.destroy();
            resolve();
          }
        });
      });
      request.on("error", () => setTimeout(follow, RETRY_MS));
    };
    follow();
  });
}

const times = [];
for (let round = 0; round < rounds; round++) {
  const data = mkdtempSync(join(tmpdir(), "sensorium-first-row-"));
  const began = performance.now();
  const city = spawn(program, ["up", "--data", data, "--set", `web.port=${PORT}`, "--set", "web.adminPort=0"], { stdio: "ignore" });
  const ended = new Promise(resolve => city.once("exit", resolve));
  await firstRow();
  times.push(Math.round(performance.now() - began));
  city.kill("SIGTERM");
  await ended;
  rmSync(data, { recursive: true, force: true });
}

console.log(`command to first row, ms: ${times.sort((a, b) => a - b).join(" ")}`);
