import type { CommandEntry } from "./command.ts";

/** What can be done with experiments: `maestro experiment …`. */
export const experimentCommands: readonly CommandEntry[] = [
  {
    words: ["experiment", "approve"],
    summary: "sign the legal and privacy review of an experiment",
    load: async () => (await import("./commands/experiment-approve.ts")).command,
  },
  {
    words: ["experiment", "start"],
    summary: "start an experiment: its arms are assigned from now on",
    load: async () => (await import("./commands/experiment-start.ts")).command,
  },
  {
    words: ["experiment", "run"],
    summary: "watch an experiment until it has to end, end it and clean up",
    load: async () => (await import("./commands/experiment-run.ts")).command,
  },
  {
    words: ["experiment", "status"],
    summary: "show how an experiment stands",
    load: async () => (await import("./commands/experiment-status.ts")).command,
  },
  {
    words: ["experiment", "end"],
    summary: "end an experiment now, with a reason",
    load: async () => (await import("./commands/experiment-end.ts")).command,
  },
  {
    words: ["experiment", "report"],
    summary: "rule on an experiment from a file of events and sign its manifest; nothing is ended",
    load: async () => (await import("./commands/experiment-report.ts")).command,
  },
  {
    words: ["experiment", "verify"],
    summary: "hold an experiment's manifest against its signature",
    load: async () => (await import("./commands/experiment-verify.ts")).command,
  },
  {
    words: ["experiment", "simulate"],
    summary: "regenerate the table of false stops and of regressions found",
    load: async () => (await import("./commands/experiment-simulate.ts")).command,
  },
];
