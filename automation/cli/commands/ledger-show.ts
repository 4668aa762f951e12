import { readLedger } from "../../../adapters/ledger/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro ledger show --kind step.intent --last 10",
  declare: (c) =>
    c
      .option("--run <id>", "of one run only")
      .option("--kind <kind>", "of one kind only, such as step.intent")
      .option("--seq <n>", "this entry only")
      .option("--last <n>", "the last so many"),
  run: async (context, _args, options) => {
    const { path, entries, verification } = readLedger(context.stateDir);
    const seq = whole(options.seq, "--seq");
    const last = whole(options.last, "--last");
    const found = entries.filter(
      (e) =>
        (options.run === undefined || e.runId === options.run) &&
        (options.kind === undefined || e.kind === options.kind) &&
        (seq === null || e.seq === seq),
    );
    const shown = last === null ? found : found.slice(Math.max(0, found.length - last));
    const lines = shown.map(
      (e) => `${String(e.seq).padStart(5)}  ${e.at}  ${e.kind.padEnd(16)} ${e.actor}  ${short(e.body)}`,
    );
    const text = [
      ...lines,
      verification.verified ? `${shown.length} entries` : "THE CHAIN IS BROKEN: maestro ledger verify",
    ];
    return {
      exitCode: 0,
      document: { path, verified: verification.verified, entries: shown },
      text: text.join("\n"),
    };
  },
};

function whole(value: unknown, field: string): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InputError("option-invalid", `${field} wants a whole number, not ${String(value)}`, { field });
}

/** A plan alone would fill the screen: --json has it in full. */
function short(body: object): string {
  const text = JSON.stringify(body);
  return text.length <= 160 ? text : `${text.slice(0, 157)}...`;
}
