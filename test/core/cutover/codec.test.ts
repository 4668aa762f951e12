import { describe, expect, test } from "vitest";
import { eventsOfRun, type RunFact, runIds, toDraft, toEvent } from "../../../core/cutover/index.ts";
import { appendEntry, EMPTY_HEAD, entryLine, headOf, type LedgerEntry, parseLine } from "../../../core/ledger/index.ts";
import { command, history, look, START, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

function ledgerOf(facts: readonly RunFact[], runId: string): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const fact of facts) {
    const last = entries.at(-1);
    const head = last === undefined ? EMPTY_HEAD : headOf(last);
    const line = entryLine(appendEntry(head, toDraft(fact, runId, "driver:1"), START + entries.length));
    entries.push(parseLine(line) as LedgerEntry);
  }
  return entries;
}
const facts = [...upTo(planOf(), "soak"), look("canary-10", "pass"), command("hold")];

describe("events in the ledger", () => {
  test("come back as they were written", () => {
    const entries = ledgerOf(facts, "run-1");
    expect(eventsOfRun(entries, "run-1")).toEqual(history(facts));
    expect(runIds(entries)).toEqual(["run-1"]);
  });

  test("of other runs and of no run are passed over", () => {
    const entries = ledgerOf(facts, "run-1");
    expect(eventsOfRun(entries, "run-2")).toEqual([]);
    expect(eventsOfRun([{ ...entries[0]!, kind: "freeze.decided" }], "run-1")).toEqual([]);
  });

  test("with a body that cannot be read are a person's to see", () => {
    const [entry] = ledgerOf(facts, "run-1");
    for (const body of [{}, { ...entry!.body, plan: { steps: [] } }, { ...entry!.body, more: 1 }])
      expect(() => toEvent({ ...entry!, body: body as never })).toThrow(
        expect.objectContaining({ code: "ledger-entry-invalid", exitCode: 3, line: 1, field: "run.started" }),
      );
  });
});
