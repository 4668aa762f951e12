import { openLedger } from "../../../adapters/ledger/index.ts";
import { type ExitCode, InputError, MaestroError } from "../../../core/errors/index.ts";
import { personOf } from "../../cutover/run.ts";
import { freezeResumeSchema } from "../../documents/freeze-audit.ts";
import { type HeldView, heldNow } from "../../freeze/held.ts";
import type { Command, CommandContext, CommandResult } from "../command.ts";

type Row = HeldView & {
  readonly outcome: "waiting" | "ran" | "refused" | "failed" | "dropped" | "by-hand";
  readonly exitCode: number | null;
};

/**
 * The deploys that a freeze refused: offers them, and with --run runs those that the gate lets pass. Each is run by its
 * own command, so that the gate decides again. Exit 3 while something waits.
 */
export const command: Command = {
  example: "maestro freeze resume --run",
  declare: (leaf) => {
    leaf
      .argument("[ids...]", "only these; all when left out")
      .option("--run", "run those that the gate lets pass now")
      .option("--drop", "take them out of the queue without running them");
  },
  run: async (context, args, options) => {
    if (options.run === true && options.drop === true)
      throw new InputError("usage", "--run and --drop exclude each other", {
        field: "--drop",
        next: "give one of them",
      });
    const held = await heldNow(context);
    const unknown = args.find((id) => !held.some((deploy) => String(deploy.id) === id));
    if (unknown !== undefined)
      throw new InputError("held-unknown", `no deploy ${unknown} is held`, {
        field: "ids",
        next: "maestro freeze resume",
      });
    if (options.drop === true && args.length === 0)
      throw new InputError("usage", "--drop wants the ids of what is dropped", {
        field: "ids",
        next: "maestro freeze resume --drop ID",
      });
    const chosen = held.filter(({ id }) => args.length === 0 || args.includes(String(id)));
    const rows: Row[] = [];
    for (const deploy of chosen)
      rows.push(
        options.drop === true
          ? drop(context, deploy)
          : options.run === true
            ? await runHeld(context, deploy)
            : { ...deploy, outcome: "waiting", exitCode: null },
      );
    return result(rows);
  },
};

function result(rows: readonly Row[]): CommandResult {
  const text = rows.map((row) => {
    const what = row.cutover === null ? "up" : `cutover of ${row.cutover.service} to ${row.cutover.to}`;
    const changed = row.configChanged ? "; the config has changed since" : "";
    const free = row.freeAt === null ? "" : `, free at ${row.freeAt}`;
    return `${row.id}  ${row.outcome.padEnd(8)} ${what} on ${row.stack}, refused ${row.at}${changed}; gate ${row.gate}${free}\n    ${row.text.replaceAll("\n", "\n    ")}`;
  });
  const ready = rows.some(({ outcome, gate }) => outcome === "waiting" && gate === "open");
  const next = ready ? ["maestro freeze resume --run runs what the gate lets pass"] : [];
  return {
    exitCode: exitCodeOf(rows),
    document: freezeResumeSchema.parse({ held: rows }),
    text: [...(rows.length === 0 ? ["nothing is held"] : text), ...next].join("\n"),
  };
}

function exitCodeOf(rows: readonly Row[]): ExitCode {
  if (rows.some(({ outcome }) => outcome === "failed")) return 4;
  if (rows.some(({ outcome }) => outcome === "refused")) return 1;
  return rows.some(({ outcome }) => outcome === "waiting" || outcome === "by-hand") ? 3 : 0;
}

function drop(context: CommandContext, deploy: HeldView): Row {
  const ledger = openLedger(context.stateDir, context.now);
  try {
    const body = { held: deploy.id, stack: deploy.stack };
    ledger.append({ actor: personOf(), runId: null, kind: "held.dropped", body });
  } finally {
    ledger.close();
  }
  return { ...deploy, outcome: "dropped", exitCode: null };
}

async function runHeld(context: CommandContext, deploy: HeldView): Promise<Row> {
  if (deploy.gate !== "open") return { ...deploy, outcome: "waiting", exitCode: null };
  const { stack, cutover } = deploy;
  if (cutover !== null && !["default", "short"].includes(cutover.plan)) {
    const text = `its plan came from a file: maestro cutover start --service ${cutover.service} --to ${cutover.to} --stack ${stack} --plan-file FILE`;
    return { ...deploy, text, outcome: "by-hand", exitCode: null };
  }
  context.say(`running ${deploy.what} on ${stack}, held since ${deploy.at}`);
  try {
    const own = { ...context, stack };
    const { exitCode, text } =
      cutover === null
        ? await (await import("./up.ts")).command.run(own, [], {})
        : await (await import("./cutover-start.ts")).command.run(own, [], {
            service: cutover.service,
            to: cutover.to,
            plan: cutover.plan,
            ...(cutover.mapping === null ? {} : { mapping: cutover.mapping }),
          });
    return { ...deploy, text, outcome: exitCode === 0 ? "ran" : "refused", exitCode };
  } catch (error) {
    // One that does not come about stops no other; it stays in the queue.
    if (!(error instanceof MaestroError)) throw error;
    const { exitCode } = error;
    return { ...deploy, text: error.message, outcome: exitCode === 1 ? "refused" : "failed", exitCode };
  }
}
