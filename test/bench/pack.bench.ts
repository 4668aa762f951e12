/**
 * What the combined policy pack adds to an `up` of an ordinary small change (canary weight 0 ↔ 1): pairs of ups of the
 * demo's stack with and without the pack, which of the two first changing with each pair. Printed: each pair's
 * difference and their median.
 *
 *   node test/bench/pack.bench.ts [--pairs 10] [--json]
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { median } from "../../core/stats/index.ts";
import { DemoStack, loadLine, ms } from "./demo-stack.ts";

const LIMIT_MS = 800;

const { values } = parseArgs({
  options: { pairs: { type: "string", default: "10" }, json: { type: "boolean", default: false } },
});
const before = loadavg()[0]!;
const stack = await DemoStack.open();
let weight = 0;
const change = async (withPack: boolean): Promise<number> => {
  weight = 1 - weight;
  stack.setRelease({ canaryWeight: weight });
  return await stack.up(withPack);
};

try {
  // Compile caches are filled by the first of each kind.
  await change(true);
  await change(false);
  const pairs: { readonly plain: number; readonly packed: number; readonly added: number }[] = [];
  for (let pair = 0; pair < Number(values.pairs); pair++) {
    const seen = { plain: 0, packed: 0 };
    for (const side of pair % 2 === 0 ? (["plain", "packed"] as const) : (["packed", "plain"] as const))
      seen[side] = await change(side === "packed");
    const row = { ...seen, added: seen.packed - seen.plain };
    pairs.push(row);
    if (!values.json)
      console.log(`pair ${pair + 1}: up ${ms(row.plain)}, with the pack ${ms(row.packed)}, added ${ms(row.added)}`);
  }
  const sorted = (name: "plain" | "packed" | "added"): Float64Array =>
    Float64Array.from(pairs.map((row) => row[name])).sort();
  const result = {
    pairs,
    medianUpMs: median(sorted("plain")),
    medianAddedMs: median(sorted("added")),
    limitMs: LIMIT_MS,
  };
  if (values.json) console.log(JSON.stringify({ ...result, loadAverage: { before, after: loadavg()[0]! } }));
  else
    console.log(
      `the pack adds ${ms(result.medianAddedMs)} to an up of ${ms(result.medianUpMs)} (medians of ${pairs.length} pairs); limit ${LIMIT_MS} ms\n${loadLine(before)}`,
    );
} finally {
  await stack.close();
}
