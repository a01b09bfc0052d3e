// What a page's main thread works, in time of the processor: another load on the machine does not change it.

/**
 * Watches a page for some seconds.
 * @returns {{frames: number[], script: number, task: number, seconds: number}} milliseconds of each animation frame's own script, of all script, and of all tasks
 */
export async function scriptTime(page, seconds) {
  const client = await page.context().newCDPSession(page);
  const events = [];
  client.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const complete = new Promise(resolve => client.once("Tracing.tracingComplete", resolve));
  await client.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "toplevel", "disabled-by-default-v8.cpu_profiler.none"] } });
  const start = performance.now();
  await new Promise(resolve => setTimeout(resolve, seconds * 1000));
  const took = (performance.now() - start) / 1000;
  await client.send("Tracing.end");
  await complete;
  await client.detach();
  const frames = events.filter(({ name }) => name === "FireAnimationFrame");
  const thread = frames[0] ?? events.find(({ name }) => name === "FunctionCall");
  const own = events.filter(({ pid, tid, ph }) => pid === thread?.pid && tid === thread?.tid && ph === "X");
  const sum = (...names) => outermost(own.filter(({ name }) => names.includes(name))).reduce((total, { tdur = 0 }) => total + tdur / 1000, 0);
  return {
    frames: frames.map(({ tdur = 0 }) => tdur / 1000),
    script: sum("FunctionCall", "EvaluateScript", "FireAnimationFrame", "TimerFire", "EventDispatch", "RunMicrotasks", "v8.callFunction"),
    task: sum("RunTask", "ThreadControllerImpl::RunTask"), seconds: took,
  };
}

/** Events that lie in no other one of them. */
function outermost(events) {
  let end = -Infinity;
  return events.sort((a, b) => a.ts - b.ts || b.dur - a.dur).filter(({ ts, dur = 0 }) => {
    const isOuter = ts >= end;
    end = Math.max(end, ts + dur);
    return isOuter;
  });
}

export const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
