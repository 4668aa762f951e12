import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { readSampleFile } from "../../adapters/sources/index.ts";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import {
  type AcaConfig,
  acaSchema,
  type MetricConfig,
  type MetricSamples,
  type SampleOrigin,
} from "../../core/aca/index.ts";
import { InputError } from "../../core/errors/index.ts";

export interface ScoreInput {
  readonly config: AcaConfig;
  readonly baseline: MetricSamples;
  readonly canary: MetricSamples;
  readonly origins: readonly SampleOrigin[];
  readonly warnings: readonly string[];
}

/**
 * Reads aca.yaml and both sample files.
 * @throws InputError at the first thing that is wrong, with file, line and column.
 */
export async function readScoreInput(
  cwd: string,
  files: { readonly config: unknown; readonly baseline: unknown; readonly canary: unknown },
): Promise<ScoreInput> {
  requirePath(files.config, "--config");
  const [baselineFile, canaryFile] = [requirePath(files.baseline, "--baseline"), requirePath(files.canary, "--canary")];
  const config = await readAcaFile(cwd, files.config);
  const wanted = new Set(config.metrics.map(columnOf));
  const baseline = await readSide(cwd, baselineFile, wanted);
  const canary = await readSide(cwd, canaryFile, wanted);
  const missing = [...wanted].filter(
    (column) => !Object.hasOwn(baseline.samples, column) && !Object.hasOwn(canary.samples, column),
  );
  return {
    config,
    baseline: byMetric(config, baseline.samples),
    canary: byMetric(config, canary.samples),
    origins: config.metrics.flatMap((metric) => [
      { metric: metric.name, side: "baseline" as const, source: baselineFile, query: columnOf(metric) },
      { metric: metric.name, side: "canary" as const, source: canaryFile, query: columnOf(metric) },
    ]),
    warnings: [
      ...missing.map((column) => `neither file has a column ${JSON.stringify(column)}`),
      ...baseline.warnings.map((warning) => `${baselineFile}: ${warning}`),
      ...canary.warnings.map((warning) => `${canaryFile}: ${warning}`),
    ],
  };
}

/** @throws InputError with file, line and column. */
export async function readAcaFile(cwd: string, config: unknown): Promise<AcaConfig> {
  const file = requirePath(config, "--config");
  return parseYamlFile(await readText(cwd, file), file, acaSchema);
}

/** The column of a file that holds a metric: its source, else its name. */
export function columnOf(metric: Pick<MetricConfig, "name" | "source">): string {
  if (typeof metric.source === "string") return metric.source;
  return metric.source?.column ?? metric.name;
}

function byMetric(config: AcaConfig, columns: Readonly<Record<string, Float64Array>>): MetricSamples {
  const found = config.metrics
    .filter((metric) => Object.hasOwn(columns, columnOf(metric)))
    .map((metric): [string, Float64Array] => [metric.name, columns[columnOf(metric)]!]);
  return Object.fromEntries(found);
}

function requirePath(value: unknown, field: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new InputError("missing-option", `${field} is missing`, { field, next: `give ${field} a file` });
}

async function readSide(cwd: string, file: string, wanted: ReadonlySet<string>) {
  try {
    return await readSampleFile(resolveIn(cwd, file), wanted);
  } catch (error) {
    throw error instanceof InputError ? named(error, file) : error;
  }
}

/** The same error, naming the file as it was typed. */
function named(error: InputError, file: string): InputError {
  const { code, message, line, column, field, next, cause } = error;
  return new InputError(code, message, { file, line, column, field, next, cause });
}

async function readText(cwd: string, file: string): Promise<string> {
  try {
    return await readFile(resolveIn(cwd, file), "utf8");
  } catch (cause) {
    throw new InputError("file-missing", `cannot be read: ${(cause as Error).message}`, {
      file,
      cause,
      next: "check the path",
    });
  }
}

function resolveIn(cwd: string, file: string): string {
  return isAbsolute(file) ? file : join(cwd, file);
}
