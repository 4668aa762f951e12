import { RefusedError } from "../errors/index.ts";
import type { Finding } from "./finding.ts";

/** What a person reads: what is wrong, and what to do next. */
export function findingText(finding: Finding): string {
  return `${finding.text}.\n  Next: ${finding.next}.`;
}

/** @throws RefusedError `flags-refused` with the words of every finding that is an error. */
export function refuseOnFindings(findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.level === "error");
  if (errors.length === 0) return;
  throw new RefusedError("flags-refused", errors.map(findingText).join("\n"), {
    field: "flags",
    next: errors[0]!.next,
  });
}
