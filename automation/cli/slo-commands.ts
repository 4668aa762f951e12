import type { CommandEntry } from "./command.ts";

/** What can be asked of SLOs: `maestro slo …`. */
export const sloCommands: readonly CommandEntry[] = [
  {
    words: ["slo", "status"],
    summary: "say how much error budget is left, how fast it burns, and what is not known",
    load: async () => (await import("./commands/slo-status.ts")).command,
  },
  {
    words: ["slo", "debt"],
    summary: "rank what overspends error budgets by age, and export it as issues and epics",
    load: async () => (await import("./commands/slo-debt.ts")).command,
  },
  {
    words: ["slo", "noise"],
    summary: "replay alert rules over history: precision, flapping, delay, and what would be better",
    load: async () => (await import("./commands/slo-noise.ts")).command,
  },
  {
    words: ["slo", "policy"],
    summary: "show the error-budget policy with its approvals, and what it says of a release now",
    load: async () => (await import("./commands/slo-policy.ts")).command,
  },
  {
    words: ["slo", "approve"],
    summary: "sign an exception from the error-budget policy, an override, or the policy itself",
    load: async () => (await import("./commands/slo-approve.ts")).command,
  },
];
