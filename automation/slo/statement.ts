import { join } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { budgetStatementFile } from "../../adapters/policy/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { makeStatement, type SloStatus } from "../../core/slo/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import type { DataRequest } from "./options.ts";

/** Writes slo/budget.json and notes it in the ledger. @throws InputError `bad-option` for a part of the SLOs */
export function writeStatement(
  context: CommandContext,
  statuses: readonly SloStatus[],
  { service, now }: DataRequest,
): { readonly file: string; readonly digest: string } {
  if (service !== null)
    throw new InputError("bad-option", "a budget statement is of all services", {
      field: "--service",
      next: "leave --service out, or --write",
    });
  const statement = makeStatement(statuses, now);
  const file = join(context.cwd, budgetStatementFile);
  const ledger = openLedger(context.stateDir, context.now, { purpose: "a budget statement" });
  try {
    const states = Object.fromEntries(statuses.map(({ slo, state }) => [slo.name, state]));
    ledger.append({ actor: personOf(), runId: null, kind: "slo.stated", body: { digest: statement.digest, states } });
    writeFileAtomic(file, `${JSON.stringify(statement, null, 2)}\n`);
  } finally {
    ledger.close();
  }
  return { file, digest: statement.digest };
}
