import { rfc3339 } from "../time/index.ts";
import { type CapacityInputs, inputsDigest, type SizedResource } from "./inputs.ts";
import type { SeriesOutcome } from "./series-forecast.ts";

export interface InputsRequest {
  readonly service: string;
  readonly millicoresEach: number;
  /** Epoch milliseconds. */
  readonly generatedAt: number;
  readonly inputDigest: `sha256:${string}`;
}

/** Which input a series gives, and what its values are multiplied by: `cpu` in cores or millicores, and so on. */
const FACTORS: Readonly<Record<string, Readonly<Record<string, readonly [SizedResource, number]>>>> = {
  cpu: { cores: ["cpuMillicores", 1000], millicores: ["cpuMillicores", 1] },
  memory: { bytes: ["memoryBytes", 1], mebibytes: ["memoryBytes", 2 ** 20], gibibytes: ["memoryBytes", 2 ** 30] },
  storage: { bytes: ["storageBytes", 1], gibibytes: ["storageBytes", 2 ** 30] },
  io: { "operations per second": ["ioPerSecond", 1] },
  messages: { "messages per second": ["messagesPerSecond", 1] },
};

/** Which input a series gives, and what its values are multiplied by; null for one that no stack is sized by. */
export function sizedBy({
  resource,
  unit,
}: Pick<SeriesOutcome, "resource" | "unit">): { readonly resource: SizedResource; readonly factor: number } | null {
  const known = FACTORS[resource]?.[unit];
  return known === undefined ? null : { resource: known[0], factor: known[1] };
}

/**
 * The capacity section for one service: each resource sized by what its window's maximum stays below; a refused series
 * by the stated rule (now, and half as much again), marked. Deterministic.
 *
 * @returns Null when no series of the service is of a known resource and unit.
 */
export function makeInputs(series: readonly SeriesOutcome[], request: InputsRequest): CapacityInputs | null {
  const resources: NonNullable<CapacityInputs["resources"]> = {};
  const used: SeriesOutcome[] = [];
  for (const one of series) {
    const sized = sizedBy(one);
    if (one.service !== request.service || sized === null) continue;
    const { resource: name, factor } = sized;
    const now = one.lastDay;
    if (one.refused !== null && now === null) continue;
    resources[name] = one.refused === null ? fromForecast(one, factor, now ?? 0) : fallback(one, factor, now!);
    used.push(one);
  }
  if (used.length === 0) return null;
  const cpu = resources.cpuMillicores;
  const replicas = (millicores: number): number => Math.max(1, Math.ceil(millicores / request.millicoresEach));
  const windows = used.flatMap(({ window }) => (window === null ? [] : [window]));
  const ends = used.flatMap(({ path }) => (path === null ? [] : [path.at.at(-1)!]));
  const WEEK = 7 * 86_400_000;
  const inputs: CapacityInputs = {
    ...(cpu && {
      replicas: {
        min: replicas(Math.min(cpu.now, cpu.chosen)),
        max: replicas(cpu.chosen),
        millicoresEach: request.millicoresEach,
      },
    }),
    resources,
    ...(windows.length > 0 && {
      dataStart: rfc3339(Math.min(...windows.map(({ start }) => start))),
      dataEnd: rfc3339(Math.max(...windows.map(({ end }) => end))),
    }),
    generatedAt: rfc3339(request.generatedAt),
    expiresAt: rfc3339(ends.length > 0 ? Math.min(...ends) : request.generatedAt + WEEK),
    inputDigest: request.inputDigest,
  };
  return { ...inputs, digest: inputsDigest(inputs) };
}

function fromForecast(one: SeriesOutcome, factor: number, now: number) {
  const { bands } = one.path!;
  const band = bands.find(({ level }) => level === 95) ?? bands.at(-1)!;
  const most = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);
  const mean = most(one.path!.mean);
  const peak = one.peak!.value;
  return {
    now: Math.round(now * factor),
    low: Math.floor(most(band.low) * factor),
    mean: Math.round(mean * factor),
    high: Math.ceil(Math.max(peak, most(band.high)) * factor),
    chosen: Math.ceil(peak * factor),
    model: one.model!,
    coverage95Percent: Math.round(100 * (one.backtest!.coverage["95"] ?? 0)),
    owaPercent: one.backtest!.owa === null ? null : Math.round(100 * one.backtest!.owa),
    fallback: false,
  };
}

function fallback(one: SeriesOutcome, factor: number, now: number) {
  const value = Math.round(now * factor);
  const more = Math.ceil(now * factor * 1.5);
  const model = `fallback: ${one.refused!.code}`;
  return {
    now: value,
    low: value,
    mean: value,
    high: more,
    chosen: more,
    model,
    coverage95Percent: 0,
    owaPercent: null,
    fallback: true,
  };
}
