import type { CommandEntry } from "./command.ts";

/** What can be asked of SLOs: `maestro slo …`. */
export const sloCommands: readonly CommandEntry[] = [
  {
    words: ["slo", "status"],
    summary: "say how much error budget is left, how fast it burns, and what is not known",
    load: async () => (await import("./commands/slo-status.ts")).command,
  },
];
