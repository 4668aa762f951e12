import type { CommandEntry } from "./command.ts";

/** What can be done with data contracts: the commands of `ig-contracts`, and of `maestro contracts`. */
export const contractsCommands: readonly CommandEntry[] = [
  {
    words: ["lint"],
    summary: "hold data contracts against the rules",
    load: async () => (await import("./commands/contracts-lint.ts")).command,
  },
  {
    words: ["diff"],
    summary: "say what breaks between two versions, for whom, and by which record",
    load: async () => (await import("./commands/contracts-diff.ts")).command,
  },
  {
    words: ["import"],
    summary: "make a contract of a JSON Schema, Avro or ODCS document",
    load: async () => (await import("./commands/contracts-import.ts")).command,
  },
  {
    words: ["export"],
    summary: "write a contract as JSON Schema, Avro or ODCS",
    load: async () => (await import("./commands/contracts-export.ts")).command,
  },
  {
    words: ["types"],
    summary: "generate the TypeScript types of a contract's records",
    load: async () => (await import("./commands/contracts-types.ts")).command,
  },
  {
    words: ["history"],
    summary: "write the change history of contracts in Markdown",
    load: async () => (await import("./commands/contracts-history.ts")).command,
  },
  {
    words: ["registry"],
    summary: "write the page of all contracts: owners, consumers, fields and history",
    load: async () => (await import("./commands/contracts-registry.ts")).command,
  },
  {
    words: ["deprecate"],
    summary: "start the path of a breaking change: its date, its mapping, and the notice to the consumers",
    load: async () => (await import("./commands/contracts-deprecate.ts")).command,
  },
  {
    words: ["sign-off"],
    summary: "sign a breaking change for its owner",
    load: async () => (await import("./commands/contracts-sign-off.ts")).command,
  },
];
