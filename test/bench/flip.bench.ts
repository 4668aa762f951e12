/**
 * How long a flip takes: under the demo's load the active color of the demo's stack is flipped back and forth through
 * stack config and `up` with the policy pack. Measured as the load's client sees it, from the write of the config to
 * the first answer of the new color after which none comes from the old.
 *
 *   node test/bench/flip.bench.ts [--flips 20] [--rate 250] [--json]
 */
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { findLoad, switchedAt, totalsOfLoad } from "../../automation/cutover/traffic.ts";
import { startLoad } from "../../automation/demo/load.ts";
import { median } from "../../core/stats/index.ts";
import { DemoStack, loadLine, ms } from "./demo-stack.ts";

const LIMIT_MS = 3_000;

const { values } = parseArgs({
  options: {
    flips: { type: "string", default: "20" },
    rate: { type: "string", default: "250" },
    json: { type: "boolean", default: false },
  },
});
const before = loadavg()[0]!;
const stack = await DemoStack.open();
try {
  const running = await startLoad(stack.context, stack.session, Number(values.rate));
  const load = findLoad(stack.context.stateDir)!;
  const flips: { readonly to: string; readonly ms: number; readonly upMs: number }[] = [];
  try {
    await sleep(1_500);
    for (let n = 0; n < Number(values.flips); n++) {
      const [from, to] = n % 2 === 0 ? (["blue", "green"] as const) : (["green", "blue"] as const);
      const setConfigAt = Date.now();
      stack.setRelease({ activeColor: to });
      const upMs = await stack.up(true);
      // Requests that were under way at the switch are answered by then: they time out after 5 s at the latest.
      await sleep(1_000);
      const at = switchedAt(load, from, to, setConfigAt);
      if (at === null) throw new Error(`the load has not seen the flip to ${to}`);
      flips.push({ to, ms: at - setConfigAt, upMs });
      if (!values.json) console.log(`flip ${n + 1} to ${to}: ${ms(at - setConfigAt)}, whole up ${ms(upMs)}`);
    }
  } finally {
    await running.stop();
  }
  const { requests, failed, failedBySwitch } = totalsOfLoad(load);
  const sorted = Float64Array.from(flips.map((flip) => flip.ms)).sort();
  const result = {
    flips,
    medianMs: median(sorted),
    maxMs: sorted.at(-1)!,
    limitMs: LIMIT_MS,
    requests,
    failed,
    failedBySwitch,
  };
  if (values.json) console.log(JSON.stringify({ ...result, loadAverage: { before, after: loadavg()[0]! } }));
  else
    console.log(
      `a flip takes ${ms(result.medianMs)} (median of ${flips.length}; longest ${ms(result.maxMs)}); limit ${LIMIT_MS} ms\n` +
        `${requests} requests, ${failed} failed, ${failedBySwitch} by the switch\n${loadLine(before)}`,
    );
} finally {
  await stack.close();
}
