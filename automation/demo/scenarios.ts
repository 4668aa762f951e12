import type { RunDocument } from "../../core/cutover/index.ts";

export const scenarioNames = ["good", "slow-green", "failing-green", "freeze", "unregistered-flag", "crash"] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly to: string;
  /** A freeze window over the present moment. */
  readonly frozen: boolean;
  readonly flags: Readonly<Record<string, boolean>>;
  /** Where the driver is killed, one after the other; each time it is resumed. */
  readonly killAt: readonly string[];
  readonly expected: RunDocument["outcome"];
}

const flags = { "orders.fastCheckout": true };

const base = { to: "v2.0.0", frozen: false, flags, killAt: [], expected: "finished" } as const;

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  good: { ...base, name: "good", title: "a good release goes from blue to green" },
  "slow-green": {
    ...base,
    name: "slow-green",
    title: "a green that answers twice as slowly is backed out",
    to: "v2.0.0-slow",
    expected: "backedOut",
  },
  "failing-green": {
    ...base,
    name: "failing-green",
    title: "a green that fails 10 % of requests is backed out",
    to: "v2.0.0-failing",
    expected: "backedOut",
  },
  freeze: {
    ...base,
    name: "freeze",
    title: "a release in a change freeze is refused",
    frozen: true,
    expected: "refused",
  },
  "unregistered-flag": {
    ...base,
    name: "unregistered-flag",
    title: "a release with an unknown flag is refused",
    flags: { ...flags, "orders.turboMode": true },
    expected: "refused",
  },
  crash: {
    ...base,
    name: "crash",
    title: "a driver that is killed at three states is resumed to the end",
    killAt: ["deployIdle.after.up", "canary.before.outcome", "flip.after.intent"],
  },
};

/** What a scenario's run must show beside its outcome; empty when it is as it should be. */
export function shortcomings(scenario: Scenario, run: RunDocument): string[] {
  const traffic = run.traffic as { requests: number; failed: number; failedBySwitch: number } | null;
  const writes = run.writes as { accepted: number; stored: number; lost: number; duplicated: number } | null;
  const found: string[] = [];
  if (run.outcome !== scenario.expected) found.push(`the outcome is ${run.outcome}, not ${scenario.expected}`);
  if (scenario.expected === "finished" && traffic && traffic.failed > 0)
    found.push(`${traffic.failed} requests failed`);
  if (traffic && traffic.failedBySwitch > 0) found.push(`${traffic.failedBySwitch} requests failed by the switch`);
  if (writes && writes.lost > 0) found.push(`${writes.lost} orders are lost`);
  if (writes && writes.duplicated > 0) found.push(`${writes.duplicated} orders are there twice`);
  if (!run.ledger.verified) found.push("the ledger's chain is broken");
  const active = scenario.expected === "finished" ? run.to.color : run.from.color;
  if (run.activeColor !== active) found.push(`${run.activeColor} is active, not ${active}`);
  if (run.resumes !== scenario.killAt.length) found.push(`resumed ${run.resumes} times, not ${scenario.killAt.length}`);
  return found;
}
