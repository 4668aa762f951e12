/**
 * Holds the rules of the contract diff against records: every break has a record that shows it, and where nothing
 * breaks, 1,000 generated records a direction are read.
 *
 *   npm run contracts:agree -- [--pairs 100000] [--seed 1] [--records 1000]
 */
import { parseArgs } from "node:util";
import { agreementOf } from "../test/support/contract-agreement.ts";
import { randomPair } from "../test/support/contract-pairs.ts";
import { randomOf } from "../test/support/contract-random.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    records: { type: "string", default: "1000" },
  },
});
const [pairs, seed, records] = [Number(values.pairs), Number(values.seed), Number(values.records)];
const hits = new Map<string, number>();
const totals = { breaking: 0, records: 0, disagreements: 0 };
const started = performance.now();
for (let i = 0; i < pairs; i++) {
  const own = (Math.imul(seed, 1_000_003) + i) >>> 0;
  const { prev, next } = randomPair(own);
  const found = agreementOf(prev, next, randomOf(own ^ 0x5bd1e995), records);
  for (const code of found.codes) hits.set(code, (hits.get(code) ?? 0) + 1);
  totals.breaking += found.breaking;
  totals.records += found.records;
  totals.disagreements += found.disagreements.length;
  for (const text of found.disagreements.slice(0, 3)) process.stdout.write(`pair ${own}: ${text}\n`);
}
for (const [code, count] of [...hits].sort()) process.stdout.write(`${String(count).padStart(8)}  ${code}\n`);
process.stdout.write(
  `${pairs} pairs, seed ${seed}: ${totals.disagreements} disagreements; ${totals.breaking} of ${2 * pairs} directions break; ${totals.records} records read; ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
);
if (totals.disagreements > 0) process.exitCode = 1;
