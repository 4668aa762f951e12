import type { CommandEntry } from "./command.ts";

/** Every command of `maestro`, in the order of its help. One module each, loaded when it is called. */
export const commands: readonly CommandEntry[] = [
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
];
