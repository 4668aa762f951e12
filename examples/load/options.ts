import { parseArgs } from "node:util";
import { InputError } from "../../core/errors/index.ts";

export interface LoadOptions {
  /** http://host:port */
  readonly url: URL;
  /** Folder of answers.ndjson and summary.json. */
  readonly out: string;
  /** Requests a second. */
  readonly rate: number;
  /** null: until SIGTERM. */
  readonly seconds: number | null;
  readonly run: string;
  readonly seed: number;
  readonly timeoutMs: number;
}

export const usage =
  "load --url http://127.0.0.1:8080 --out DIR [--rate 250] [--seconds N] [--run NAME] [--seed 1] [--timeout 5000]";

/**
 * @param fallbackRun the run's name when none is given; client ids begin with it
 * @throws InputError `usage` naming the option
 */
export function readOptions(args: readonly string[], fallbackRun: string): LoadOptions {
  let values: Record<string, string | undefined>;
  const text = { type: "string" } as const;
  try {
    values = parseArgs({
      args: [...args],
      options: { url: text, out: text, rate: text, seconds: text, run: text, seed: text, timeout: text },
      strict: true,
    }).values;
  } catch (cause) {
    throw refuse((cause as Error).message);
  }
  const { url, out, seconds, run } = values;
  if (url === undefined || !URL.canParse(url) || new URL(url).protocol !== "http:")
    throw refuse("--url wants an http URL", "url");
  if (out === undefined || out === "") throw refuse("--out wants a folder", "out");
  const name = run ?? fallbackRun;
  if (!/^[\w.:-]{1,100}$/.test(name)) throw refuse("--run wants letters, digits, and . _ : -", "run");
  return {
    url: new URL(url),
    out,
    rate: numeric("rate", values.rate ?? "250", 0.1, 5_000),
    seconds: seconds === undefined ? null : numeric("seconds", seconds, 0.1, 86_400),
    run: name,
    seed: numeric("seed", values.seed ?? "1", 0, 2 ** 32 - 1),
    timeoutMs: numeric("timeout", values.timeout ?? "5000", 1, 600_000),
  };
}

function numeric(name: string, text: string, low: number, high: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= low && value <= high) return value;
  throw refuse(`--${name} wants a number of ${low}..${high}, not "${text}"`, name);
}

function refuse(message: string, field?: string): InputError {
  return new InputError("usage", message, { field, next: usage });
}
