// The rule of things that move: on a stopped, stepped clock two samples 100 ms apart never lie further apart than one and a half times the
// distance of the fixes around them, times 100 ms, by the time between those fixes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Motion } from "../../src/Sensorium.Web/Page/Assets/map/motion.js";
import { random } from "./fixture.mjs";

const STEP_MS = 100;
const LIMIT = 1.5;

/** Fixes of one thing, each with the time at which it arrives; they arrive in order, as over one connection. */
function fixesOf(next, { interval, jitter, late, lost, count = 80 }) {
  let [x, y, time, arrival] = [0, 0, 1e6, 0];
  let heading = next() * 6;
  const fixes = [];
  for (let i = 0; i < count; i++) {
    const apart = interval * (0.7 + 0.6 * next());
    time += apart;
    heading += next() - 0.5;
    const distance = next() < 0.15 ? 0 : next() * 20 * apart / 1000;
    [x, y] = [x + Math.sin(heading) * distance, y - Math.cos(heading) * distance];
    arrival = Math.max(arrival, time + 80 + jitter * next() + (next() < late ? 6000 * next() : 0));
    if (next() >= lost) {
      fixes.push({ x, y, time, arrival: Math.ceil(arrival / STEP_MS) * STEP_MS });
    }
  }

  return fixes;
}

/** Steps a clock over the fixes, and gives each sample: {now, x, y, presence}. */
function play(motion, fixes, tail = 20000) {
  const samples = [];
  let next = 0;
  for (let now = fixes[0].arrival; now < fixes.at(-1).arrival + tail; now += STEP_MS) {
    while (next < fixes.length && fixes[next].arrival <= now) {
      const fix = fixes[next++];
      motion.add(0, fix.x, fix.y, fix.time, now);
    }

    motion.advance(now);
    samples.push({ now, x: motion.x[0], y: motion.y[0], presence: motion.presence(0, now) });
  }

  return samples;
}

/** The greatest way that two samples may lie apart: by the fastest of the ways between fixes that they can lie on. */
function allowed(fixes, from, to) {
  const onWay = ({ x, y }, a, b) => {
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    return Math.abs(Math.hypot(x - a.x, y - a.y) + Math.hypot(b.x - x, b.y - y) - length) < 1e-6 * (1 + length);
  };
  const ways = fixes.slice(1).map((fix, i) => [fixes[i], fix]).filter(([a, b]) => a.arrival <= to.now && b.arrival > from.now - 30000);
  const on = ways.map(([a, b], i) => onWay(from, a, b) || onWay(to, a, b) ? i : -1).filter(i => i >= 0);
  assert.ok(on.length > 0, "a sample lies on no way between two fixes");
  const fastest = Math.max(...ways.slice(on[0], on.at(-1) + 1).map(([a, b]) => Math.hypot(b.x - a.x, b.y - a.y) / (b.time - a.time)));
  return LIMIT * fastest * STEP_MS;
}

function holds(samples, fixes) {
  for (let i = 1; i < samples.length; i++) {
    const [before, after] = [samples[i - 1], samples[i]];
    const way = Math.hypot(after.x - before.x, after.y - before.y);
    if (way > 0 && after.presence > 0) {
      assert.ok(way <= allowed(fixes, before, after) + 1e-6, `${way} within 100 ms at ${after.now}`);
    }
  }
}

for (const [name, shape] of Object.entries({
  "in order, a second apart": { interval: 1000, jitter: 0, late: 0, lost: 0 },
  "with a jitter of half a second": { interval: 1000, jitter: 500, late: 0, lost: 0 },
  "of which some come seconds late": { interval: 1000, jitter: 200, late: 0.15, lost: 0 },
  "of which a third is lost": { interval: 1000, jitter: 200, late: 0.05, lost: 0.33 },
  "ten seconds apart": { interval: 10000, jitter: 300, late: 0.1, lost: 0.1, count: 40 },
  "ten a second": { interval: 100, jitter: 150, late: 0.02, lost: 0.05 },
})) {
  test(`A thing never jumps, with fixes ${name}`, () => {
    for (let seed = 1; seed <= 40; seed++) {
      const fixes = fixesOf(random(seed), shape);
      try {
        holds(play(new Motion(), fixes), fixes);
      } catch (error) {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
  });
}

test("A thing is shown about one interval late, and arrives at its newest fix", () => {
  const fixes = fixesOf(random(7), { interval: 1000, jitter: 60, late: 0, lost: 0 });
  const motion = new Motion();
  const samples = play(motion, fixes);
  assert.equal(motion.x[0], fixes.at(-1).x);
  assert.equal(motion.y[0], fixes.at(-1).y);
  for (const fix of fixes.slice(3)) {
    const seen = samples.find(({ x, y }) => Math.hypot(x - fix.x, y - fix.y) < 0.4 * 20);
    assert.ok(seen.now - fix.time < 2600, `a fix is seen ${seen.now - fix.time} ms after it was taken`);
  }
});

test("A thing whose next fix is late stands still, and catches up without hurrying", () => {
  const motion = new Motion();
  const fixes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(i => ({ x: 10 * i, y: 0, time: 1000 * i, arrival: 1000 * i + (i >= 4 ? 3000 : 0) }));
  fixes.forEach((fix, i) => i > 4 && (fix.arrival = Math.max(fix.arrival - 2900, fixes[4].arrival)));
  const samples = play(motion, fixes);
  const standing = samples.filter(({ now, x }) => now > 4300 && now < 7000 && x === 30);
  assert.ok(standing.length > 20, "it does not stand still");
  const fastest = Math.max(...samples.slice(1).map((sample, i) => sample.x - samples[i].x));
  assert.ok(fastest <= 1.25 * 10 * STEP_MS / 1000 + 1e-9, `it hurries: ${fastest}`);
  assert.equal(motion.x[0], 120);
});

test("A thing that is far behind is not to be seen while it is set down anew", () => {
  const motion = new Motion();
  const fixes = [{ x: 0, y: 0, time: 0, arrival: 0 }, { x: 10, y: 0, time: 1000, arrival: 1000 }, { x: 5000, y: 0, time: 300000, arrival: 300000 }];
  const samples = play(motion, fixes);
  const jump = samples.findIndex(({ x }) => x === 5000);
  assert.equal(samples[jump].presence, 0);
  assert.equal(samples.at(-1).presence, 1);
});

test("Fixes that are older than the last one are left out", () => {
  const motion = new Motion();
  assert.equal(motion.add(0, 1, 1, 1000, 1000), true);
  assert.equal(motion.add(0, 9, 9, 900, 1010), false);
  assert.equal(motion.add(0, 9, 9, 1000, 1020), false);
  motion.advance(5000);
  assert.equal(motion.x[0], 1);
});

test("A device whose clock is five minutes wrong moves like any other", () => {
  const right = fixesOf(random(3), { interval: 1000, jitter: 100, late: 0, lost: 0 });
  const wrong = right.map(fix => ({ ...fix, time: fix.time - 300000 }));
  const [a, b] = [play(new Motion(), right), play(new Motion(), wrong)];
  a.forEach(({ x }, i) => assert.ok(Math.abs(x - b[i].x) < 1e-6));
});

test("Ten thousand things are moved within a few milliseconds", () => {
  const motion = new Motion();
  for (let second = 0; second < 5; second++) {
    for (let i = 0; i < 10000; i++) {
      motion.add(i, i + second, second, 1000 * second, 1000 * second + i % 1000);
    }
  }

  const times = [];
  for (let now = 5000; now < 5300; now += 10) {
    const start = performance.now();
    motion.advance(now);
    times.push(performance.now() - start);
  }

  const median = times.sort((a, b) => a - b)[times.length >> 1];
  assert.ok(median < 16, `${median} ms`);
});
