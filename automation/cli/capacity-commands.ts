import type { CommandEntry } from "./command.ts";

/** What can be done with capacity: `maestro capacity …`. */
export const capacityCommands: readonly CommandEntry[] = [
  {
    words: ["capacity", "ingest"],
    summary: "fetch usage from Prometheus, CloudWatch or CSV into the committed usage file",
    load: async () => (await import("./commands/capacity-ingest.ts")).command,
  },
  {
    words: ["capacity", "forecast"],
    summary: "forecast usage with bands, peaks and days to a limit",
    load: async () => (await import("./commands/capacity-forecast.ts")).command,
  },
  {
    words: ["capacity", "backtest"],
    summary: "score the forecasts of each series at rolling origins of its history",
    load: async () => (await import("./commands/capacity-backtest.ts")).command,
  },
  {
    words: ["capacity", "explain"],
    summary: "say why a number is what it is, in sentences and plots",
    load: async () => (await import("./commands/capacity-explain.ts")).command,
  },
  {
    words: ["capacity", "inputs"],
    summary: "write a service's forecast as the capacity section of its stack's config",
    load: async () => (await import("./commands/capacity-inputs.ts")).command,
  },
  {
    words: ["capacity", "plan"],
    summary: "write the capacity and cost plan of a quarter as a document with plots",
    load: async () => (await import("./commands/capacity-plan.ts")).command,
  },
  {
    words: ["capacity", "approve"],
    summary: "sign that a service may cost more than its budget",
    load: async () => (await import("./commands/capacity-approve.ts")).command,
  },
];
