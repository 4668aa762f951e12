import { capacityCommands } from "./capacity-commands.ts";
import type { CommandEntry } from "./command.ts";
import { contractsCommands } from "./contracts-commands.ts";
import { experimentCommands } from "./experiment-commands.ts";
import { flagsCommands } from "./flags-commands.ts";
import { sloCommands } from "./slo-commands.ts";

/** Every command of `maestro`, in the order of its help. One module each, loaded when it is called. */
export const commands: readonly CommandEntry[] = [
  {
    words: ["cutover", "start"],
    summary: "start a cutover and drive it until it ends or holds",
    load: async () => (await import("./commands/cutover-start.ts")).command,
  },
  {
    words: ["cutover", "plan"],
    summary: "show every step of a cutover; nothing is run",
    load: async () => (await import("./commands/cutover-plan.ts")).command,
  },
  {
    words: ["cutover", "status"],
    summary: "show the last run of a stack",
    load: async () => (await import("./commands/cutover-status.ts")).command,
  },
  {
    words: ["cutover", "resume"],
    summary: "take an open run over and go on",
    load: async () => (await import("./commands/cutover-resume.ts")).command,
  },
  {
    words: ["cutover", "hold"],
    summary: "stop forward steps until a person says go",
    load: async () => (await import("./commands/cutover-hold.ts")).command,
  },
  {
    words: ["cutover", "promote"],
    summary: "go to the next step now",
    load: async () => (await import("./commands/cutover-promote.ts")).command,
  },
  {
    words: ["cutover", "backout"],
    summary: "return to the old color",
    load: async () => (await import("./commands/cutover-backout.ts")).command,
  },
  {
    words: ["cutover", "history"],
    summary: "list the runs of a stack",
    load: async () => (await import("./commands/cutover-history.ts")).command,
  },
  {
    words: ["cutover", "group", "start"],
    summary: "cut several services over in order, with a common backout",
    load: async () => (await import("./commands/cutover-group-start.ts")).command,
  },
  {
    words: ["cutover", "group", "resume"],
    summary: "go on with the group that is open",
    load: async () => (await import("./commands/cutover-group-resume.ts")).command,
  },
  {
    words: ["ledger", "verify"],
    summary: "check the ledger's chain, signatures and reports, and name what was changed",
    load: async () => (await import("./commands/ledger-verify.ts")).command,
  },
  {
    words: ["ledger", "show"],
    summary: "print entries of the ledger",
    load: async () => (await import("./commands/ledger-show.ts")).command,
  },
  {
    words: ["ledger", "timeline"],
    summary: "print what happened in a run, step by step",
    load: async () => (await import("./commands/ledger-timeline.ts")).command,
  },
  {
    words: ["outbox", "list"],
    summary: "list the notices and incidents that wait for delivery",
    load: async () => (await import("./commands/outbox-list.ts")).command,
  },
  {
    words: ["outbox", "flush"],
    summary: "try to deliver what waits now",
    load: async () => (await import("./commands/outbox-flush.ts")).command,
  },
  {
    words: ["up"],
    summary: "deploy the stack's config under the packs, after a gate on what packs cannot see",
    load: async () => (await import("./commands/up.ts")).command,
  },
  {
    words: ["preview"],
    summary: "show what up would do, and what the rules say",
    load: async () => (await import("./commands/preview.ts")).command,
  },
  {
    words: ["destroy"],
    summary: "take the stack down, after its gate",
    load: async () => (await import("./commands/destroy.ts")).command,
  },
  {
    words: ["refresh"],
    summary: "read the world into the state, after its gate",
    load: async () => (await import("./commands/refresh.ts")).command,
  },
  {
    words: ["import"],
    summary: "adopt an existing resource, after its gate",
    load: async () => (await import("./commands/import.ts")).command,
  },
  {
    words: ["freeze", "status"],
    summary: "say what is frozen now, until when, and what each stack's deploy would be told",
    load: async () => (await import("./commands/freeze-status.ts")).command,
  },
  {
    words: ["freeze", "next"],
    summary: "show the freeze windows that come next",
    load: async () => (await import("./commands/freeze-next.ts")).command,
  },
  {
    words: ["freeze", "calendar"],
    summary: "draw, list or export (iCalendar) the freeze windows of a span",
    load: async () => (await import("./commands/freeze-calendar.ts")).command,
  },
  {
    words: ["freeze", "simulate"],
    summary: "list who would be blocked at an instant, and why",
    load: async () => (await import("./commands/freeze-simulate.ts")).command,
  },
  {
    words: ["freeze", "comms"],
    summary: "fill the templates of comms/freeze with a window's facts",
    load: async () => (await import("./commands/freeze-comms.ts")).command,
  },
  {
    words: ["freeze", "request"],
    summary: "write down a change in a freeze for approvers to sign",
    load: async () => (await import("./commands/freeze-request.ts")).command,
  },
  {
    words: ["freeze", "approve"],
    summary: "sign a request for a change in a freeze",
    load: async () => (await import("./commands/freeze-approve.ts")).command,
  },
  {
    words: ["freeze", "revoke"],
    summary: "take an approval back, at once and for good",
    load: async () => (await import("./commands/freeze-revoke.ts")).command,
  },
  {
    words: ["freeze", "verify"],
    summary: "check every approval as the gates do",
    load: async () => (await import("./commands/freeze-verify.ts")).command,
  },
  {
    words: ["freeze", "resume"],
    summary: "offer the deploys that a freeze refused, and run those that the gate lets pass now",
    load: async () => (await import("./commands/freeze-resume.ts")).command,
  },
  {
    words: ["freeze", "audit"],
    summary: "hold the ledger, the engine's history and what was refused against each other, signed",
    load: async () => (await import("./commands/freeze-audit.ts")).command,
  },
  {
    words: ["freeze", "ruleset"],
    summary: "show the ruleset that makes the freeze check required, or check a repository's",
    load: async () => (await import("./commands/freeze-ruleset.ts")).command,
  },
  {
    words: ["demo"],
    summary: "run a scenario of the sample service: good, slow-green, failing-green, freeze, unregistered-flag, crash",
    load: async () => (await import("./commands/demo.ts")).command,
  },
  {
    words: ["doctor"],
    summary: "say which tools are there, from where, and what to do about the others",
    load: async () => (await import("./commands/doctor.ts")).command,
  },
  {
    words: ["tools", "list"],
    summary: "list the tools and where they are cached",
    load: async () => (await import("./commands/tools-list.ts")).command,
  },
  {
    words: ["tools", "install"],
    summary: "download or build tools into the cache",
    load: async () => (await import("./commands/tools-install.ts")).command,
  },
  {
    words: ["aca", "score"],
    summary: "judge a canary's samples against its baseline's",
    load: async () => (await import("./commands/aca-score.ts")).command,
  },
  {
    words: ["aca", "judge"],
    summary: "one statistical test on samples typed on the command line",
    load: async () => (await import("./commands/aca-judge.ts")).command,
  },
  {
    words: ["aca", "replay"],
    summary: "judge a recorded analysis again, offline",
    load: async () => (await import("./commands/aca-replay.ts")).command,
  },
  {
    words: ["aca", "simulate"],
    summary: "regenerate the table of the judge's error rates",
    load: async () => (await import("./commands/aca-simulate.ts")).command,
  },
  ...capacityCommands,
  ...experimentCommands,
  ...contractsCommands.map((entry) => ({ ...entry, words: ["contracts", ...entry.words] })),
  ...flagsCommands,
  ...sloCommands,
];
