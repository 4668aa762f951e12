import type { CommandEntry } from "./command.ts";

export const flagsCommands: readonly CommandEntry[] = [
  {
    words: ["flags", "lint"],
    summary: "hold the flag registry, code and stack config against each other",
    load: async () => (await import("./commands/flags-lint.ts")).command,
  },
  {
    words: ["flags", "kill"],
    summary: "throw a flag's kill-switch: to its safe side, at once, without a deploy",
    load: async () => (await import("./commands/flags-kill.ts")).command,
  },
  {
    words: ["flags", "lift"],
    summary: "take a kill-switch back",
    load: async () => (await import("./commands/flags-lift.ts")).command,
  },
  {
    words: ["flags", "drill"],
    summary: "prove on the running stack that kill-switches cut their paths and that these come back",
    load: async () => (await import("./commands/flags-drill.ts")).command,
  },
  {
    words: ["flags", "serve"],
    summary: "serve the flags to other languages (OpenFeature's remote evaluation protocol)",
    load: async () => (await import("./commands/flags-serve.ts")).command,
  },
  {
    words: ["flags", "snapshot"],
    summary: "show the registry as it stands, with kill-switches, for the evidence bundle",
    load: async () => (await import("./commands/flags-snapshot.ts")).command,
  },
  {
    words: ["flags", "export"],
    summary: "the registry as flagd's flag definitions",
    load: async () => (await import("./commands/flags-export.ts")).command,
  },
  {
    words: ["flags", "import"],
    summary: "flagd's flag definitions as a registry",
    load: async () => (await import("./commands/flags-import.ts")).command,
  },
  {
    words: ["flags", "audit"],
    summary: "who changed which flag, when and why, from git history and the ledger",
    load: async () => (await import("./commands/flags-audit.ts")).command,
  },
  {
    words: ["flags", "approve"],
    summary: "sign that a flag of high risk may be turned on as its entry stands",
    load: async () => (await import("./commands/flags-approve.ts")).command,
  },
];
