import { InputError } from "../../core/errors/index.ts";
import type { ReadDefect } from "./store-v2.ts";

/** How one version of the sample service behaves. */
export interface Version {
  readonly name: string;
  /** v2 answers also say when the order was placed (`placedAt`). */
  readonly api: "v1" | "v2" | "v3";
  /** The data contract that it stores orders under; 2 keeps `item` in two fields, in a table of its own. */
  readonly contract: 1 | 2;
  /** What is wrong with its reading of the new table: seen by the shadow-read alone. */
  readonly readDefect: ReadDefect;
  /** After its work it waits this many times the work's own duration again: 1 doubles its latency. */
  readonly extraLatency: number;
  /** Of each ten orders requests, how many are answered with 500 before any work. */
  readonly failuresInTen: number;
  /** Whether it breaks under active traffic, see late-break.ts. */
  readonly breaksLate: boolean;
}

const v1: Version = {
  name: "v1.0.0",
  api: "v1",
  contract: 1,
  readDefect: "none",
  extraLatency: 0,
  failuresInTen: 0,
  breaksLate: false,
};
const v2: Version = { ...v1, name: "v2.0.0", api: "v2" };
const v3: Version = { ...v2, name: "v3.0.0", api: "v3", contract: 2 };

/** All there are, the good ones first. */
export const versions: readonly Version[] = [
  v1,
  v2,
  { ...v2, name: "v2.0.0-slow", extraLatency: 1 },
  { ...v2, name: "v2.0.0-failing", failuresInTen: 1 },
  { ...v2, name: "v2.0.0-tardy", extraLatency: 0.05 },
  { ...v2, name: "v2.0.0-latebreak", breaksLate: true },
  v3,
  { ...v3, name: "v3.0.0-misread", readDefect: "swapped" },
];

/** @throws InputError `version-unknown` */
export function versionNamed(name: string): Version {
  const version = versions.find((candidate) => candidate.name === name);
  if (version) return version;
  throw new InputError("version-unknown", `orders has no version ${name}`, {
    field: "VERSION",
    next: `choose one of ${versions.map((candidate) => candidate.name).join(", ")}`,
  });
}
