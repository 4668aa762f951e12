import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Color, GroupCounters, Target } from "../../core/target/index.ts";
import {
  acceptedIds,
  countWrites,
  parseAnswers,
  type Summary,
  storedOrders,
  switchSeen,
} from "../../examples/load/index.ts";

export interface TrafficTotals {
  readonly requests: number;
  readonly failed: number;
  /** Failures that no version is to blame for: resets, timeouts, the router's own errors. */
  readonly failedBySwitch: number;
  readonly byColor: Readonly<Record<string, number>>;
  /** `client`: the load's client counted; `router`: no load of ours ran, the router's counters did. */
  readonly seenBy: "client" | "router" | "nobody";
  readonly rate?: Summary["rate"];
  readonly p50?: number | null;
  readonly p95?: number | null;
  readonly p99?: number | null;
}

export interface WriteTotals {
  readonly accepted: number;
  readonly stored: number;
  readonly duplicated: number;
  readonly lost: number;
}

/** The load that runs against the stack, when there is one: written by whoever starts it. */
export interface LoadManifest {
  readonly dir: string;
  readonly run: string;
}

export function loadManifestFile(stateDir: string): string {
  return join(stateDir, "load", "current.json");
}

export function findLoad(stateDir: string): LoadManifest | null {
  const file = loadManifestFile(stateDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as LoadManifest) : null;
}

/** When the client had its first answer of `to` after which none came from `from`; null when that is not seen. */
export function switchedAt(load: LoadManifest, from: Color, to: Color, since: number): number | null {
  const file = join(load.dir, "answers.ndjson");
  const seen = switchSeen(parseAnswers(readFileSync(file, "utf8"), file), { from, to, since });
  return seen.kind === "switched" ? seen.at : null;
}

export function totalsOfLoad(load: LoadManifest): TrafficTotals {
  const summary = JSON.parse(readFileSync(join(load.dir, "summary.json"), "utf8")) as Summary;
  const { requests, failed, failedBySwitch, byColor, rate, p50, p95, p99 } = summary;
  return { requests, failed, failedBySwitch, byColor, seenBy: "client", rate, p50, p95, p99 };
}

export async function writesOfLoad(load: LoadManifest, databaseUrl: string): Promise<WriteTotals> {
  const file = join(load.dir, "answers.ndjson");
  const accepted = acceptedIds(parseAnswers(readFileSync(file, "utf8"), file));
  const {
    accepted: count,
    stored,
    duplicated,
    lost,
  } = countWrites(accepted, await storedOrders(databaseUrl, load.run));
  return { accepted: count, stored, duplicated, lost };
}

/** Totals from the router's own counters since `before` was read. */
export function totalsOfRouter(before: readonly GroupCounters[], after: readonly GroupCounters[]): TrafficTotals {
  const byColor: Record<string, number> = {};
  let [requests, failed] = [0, 0];
  for (const counters of after) {
    const earlier = before.find((c) => c.group === counters.group && c.color === counters.color);
    const grown = counters.requests - (earlier?.requests ?? 0);
    requests += grown;
    failed += counters.errors - (earlier?.errors ?? 0);
    byColor[counters.color] = (byColor[counters.color] ?? 0) + grown;
  }
  return { requests, failed, failedBySwitch: 0, byColor, seenBy: "router" };
}

export async function countersOrNone(target: Target): Promise<readonly GroupCounters[]> {
  return await target.counters(AbortSignal.timeout(2_000)).catch(() => []);
}
