/**
 * Runs the demo's scenarios many times, one after the other, each as a person's own command, half of them while other
 * processes keep every core busy. Writes reports/demo-repeat.json; exits with 1 when one run was not as it should be.
 *
 *   npm run demo:repeat -- [--good 20] [--bad 10] [--state-dir .maestro]
 */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Outcome, outcomeOf, rowsOf, type Series, seriesOf, tableOf } from "./demo-repeat/series.ts";
import { startSpinners } from "./demo-repeat/spinners.ts";

const usage = "npm run demo:repeat -- [--good N] [--bad N] [--state-dir DIR]";
/** The longest run is about a minute; on busy cores it may take several. */
const LIMIT_MS = 10 * 60_000;

const options = readOptions();
const maestro = resolve(import.meta.dirname, "..", "dist", "cli", "maestro.js");
const outcomes: Outcome[] = [];
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());

const series = seriesOf(options.good, options.bad);
const total = series.reduce((sum, { runs }) => sum + runs, 0);
const startedAt = new Date().toISOString();
for (const one of series) {
  const spinners = one.busy ? startSpinners() : null;
  try {
    for (let i = 0; i < one.runs && !stopped.signal.aborted; i++) {
      const outcome = outcomeOf(one, await runDemo(one.scenario));
      // What was cut off says nothing.
      if (stopped.signal.aborted) break;
      outcomes.push(outcome);
      const what = outcome.asExpected
        ? (outcome.outcome ?? "")
        : `NOT as it should be: ${outcome.shortcomings.join("; ")}`;
      process.stdout.write(
        `${String(outcomes.length).padStart(3)}/${total}  ${one.scenario}${one.busy ? ", cores busy" : ""}: ${what}, ${outcome.seconds.toFixed(0)} s\n`,
      );
      save();
    }
  } finally {
    await spinners?.stop();
  }
}
await command(["destroy", "--stack", "demo", "--state-dir", options.stateDir]);
const wrong = outcomes.filter(({ asExpected }) => !asExpected).length;
process.stdout.write(
  `\n${tableOf(rowsOf(outcomes))}\n${outcomes.length - wrong} of ${total} as they should be${stopped.signal.aborted ? ", stopped early" : ""}; runs in ${join("reports", "demo-repeat.json")}\n`,
);
process.exitCode = wrong === 0 && outcomes.length === total ? 0 : 1;

async function runDemo(scenario: Series["scenario"]): ReturnType<typeof command> {
  return await command(["demo", "--scenario", scenario, "--plan", "short", "--state-dir", options.stateDir]);
}

/** Runs maestro in a process of its own and waits for its end; what it says to people is left out. */
async function command(
  args: readonly string[],
): Promise<{ exitCode: number | null; stdout: string; seconds: number; loadAverage: number }> {
  const began = performance.now();
  const loadAverage = loadavg()[0]!;
  // In a group of its own, so that Ctrl-C here lets it end in order and not both at once.
  const child = spawn(process.execPath, [maestro, ...args, "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const limit = setTimeout(() => child.kill("SIGTERM"), LIMIT_MS);
  const onStop = (): void => void child.kill("SIGTERM");
  stopped.signal.addEventListener("abort", onStop);
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  const exitCode = await new Promise<number | null>((done, failed) => {
    child.on("error", failed);
    child.on("close", done);
  });
  clearTimeout(limit);
  stopped.signal.removeEventListener("abort", onStop);
  return { exitCode, stdout, seconds: (performance.now() - began) / 1000, loadAverage };
}

/** After each run: what has been measured is kept when this ends early. */
function save(): void {
  mkdirSync("reports", { recursive: true });
  const rows = rowsOf(outcomes);
  const document = {
    schemaVersion: "1.0",
    startedAt,
    cores: availableParallelism(),
    planned: total,
    rows,
    runs: outcomes,
  };
  writeFileSync(join("reports", "demo-repeat.json"), `${JSON.stringify(document, null, 2)}\n`);
}

function readOptions(): { good: number; bad: number; stateDir: string } {
  try {
    const text = { type: "string" } as const;
    const { values } = parseArgs({ options: { good: text, bad: text, "state-dir": text }, strict: true });
    return {
      good: count("--good", values.good ?? "20"),
      bad: count("--bad", values.bad ?? "10"),
      stateDir: resolve(values["state-dir"] ?? ".maestro"),
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n  next: ${usage}\n`);
    process.exit(2);
  }
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= 1000) return value;
  throw new Error(`${name} wants a whole number of 0..1000, not "${text}"`);
}
