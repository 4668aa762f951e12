import {
  type Contract,
  custodyProblem,
  diffContracts,
  mistakenFor,
  readProblem,
  recordMisfit,
} from "../../core/contracts/index.ts";
import type { Random } from "./contract-random.ts";
import { randomRecord } from "./contract-records.ts";

export interface Agreement {
  /** What rules and records say differently, in words. */
  readonly disagreements: readonly string[];
  readonly codes: readonly string[];
  readonly breaking: number;
  readonly records: number;
}

const classes = { short: "P7D" };

/**
 * Holds the rules against records, in both directions: each break has a record that shows it, and where nothing breaks
 * no generated record fails.
 */
export function agreementOf(prev: Contract, next: Contract, random: Random, records: number): Agreement {
  const disagreements: string[] = [];
  const codes = new Set<string>();
  let [breaking, drawn] = [0, 0];
  for (const mode of ["backward", "forward"] as const) {
    const [writer, reader] = mode === "backward" ? [prev, next] : [next, prev];
    const diff = diffContracts(prev, next, { mode, classes });
    for (const { code, severity, witness, path } of diff.findings) {
      codes.add(code);
      if (severity !== "breaking") continue;
      const wrong = witness === null ? "no witness" : recordMisfit(writer.fields, witness.record)?.text;
      if (wrong !== undefined) disagreements.push(`${mode} ${code} ${path}: ${wrong}`);
    }
    if (diff.breaking) breaking++;
    if (diff.breaking !== diff.findings.some(({ severity }) => severity === "breaking"))
      disagreements.push(`${mode}: verdict and findings differ`);
    if (diff.breaking) continue;
    for (let i = 0; i < records; i++) {
      drawn++;
      const record = randomRecord(writer.fields, random);
      const misfit = recordMisfit(writer.fields, record);
      if (misfit !== null) throw new Error(`generator: ${misfit.path.join(".")} ${misfit.text}`);
      const problem =
        readProblem(writer.fields, reader.fields, record) ??
        custodyProblem(writer, reader, record, mode === "backward" ? "reader" : "writer", classes);
      const mistaken = i === 0 && mistakenFor(writer, reader, record) !== null;
      if (problem === null && !mistaken) continue;
      const text = problem === null ? "mistaken for another" : `${problem.path.join(".")} ${problem.text}`;
      disagreements.push(`${mode} compatible, but ${JSON.stringify(record)}: ${text}`);
      break;
    }
  }
  return { disagreements, codes: [...codes], breaking, records: drawn };
}
