import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import {
  DEPRECATIONS,
  type Deprecation,
  deprecationId,
  deprecationNotice,
  deprecationSchema,
} from "../../core/contracts/index.ts";
import { InputError } from "../../core/errors/index.ts";
import type { Message } from "../../core/outbox/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { openOutbox } from "../cutover/announcer.ts";
import { personOf } from "../cutover/run.ts";
import { pendingChange } from "./change.ts";
import { readContractPolicy } from "./policy.ts";

export interface DeprecateRequest {
  readonly entity: string;
  readonly until: string;
  readonly reason: string;
  readonly mapping: string | null;
  /** Writes over an announcement that is there: its signature no longer counts then. */
  readonly replace: boolean;
}

export interface Deprecated {
  readonly terms: Deprecation;
  readonly file: string;
  readonly notice: { readonly title: string; readonly text: string };
  /** Sinks of notify.yaml that are told; what could not be delivered now waits in the outbox. */
  readonly told: readonly string[];
  /** What of the plan is still to be done, as what to type or write. */
  readonly remaining: readonly string[];
}

const DAY = 86_400_000;

/**
 * Starts the path of a breaking change: writes its terms, puts them in the ledger, and tells the consumers.
 * @throws InputError before anything is written
 */
export async function deprecate(context: CommandContext, request: DeprecateRequest): Promise<Deprecated> {
  const { cwd } = context;
  const policy = readContractPolicy(cwd);
  const { prev, next, diff } = pendingChange(cwd, request.entity, policy?.retention.classes ?? {});
  const today = new Date(context.now()).toISOString().slice(0, 10);
  const terms = termsOf(request, today, {
    from: prev.version,
    to: next?.version ?? null,
    consumers: prev.consumers ?? [],
  });
  const days = policy?.deprecation.noticeDays ?? 14;
  const earliest = new Date(Date.parse(today) + days * DAY).toISOString().slice(0, 10);
  if (terms.until < earliest)
    throw bad("--until", `consumers have ${days} days' notice, so until ${earliest} at least`, `--until ${earliest}`);
  if (next !== null && terms.mapping === null)
    throw bad(
      "--mapping",
      "records of the old version have to come over",
      "name migrations/<id>.yaml with --mapping <id>",
    );
  const file = `${DEPRECATIONS}/${deprecationId(terms)}.json`;
  const path = join(cwd, file);
  if (existsSync(path) && !request.replace)
    throw new InputError("already-deprecated", `${file} is there already`, { file, next: "add --replace" });
  const notice = deprecationNotice(terms, diff);
  const { outbox, config } = openOutbox(context, cwd);
  const sinks = config.sinks.filter(({ on }) => on.includes("deprecation")).map(({ name }) => name);
  const ledger = openLedger(context.stateDir, context.now, { purpose: "a deprecation" });
  let hash: string;
  try {
    const codes = diff.findings.filter(({ severity }) => severity === "breaking").map(({ code }) => code);
    const body = { ...terms, file, codes };
    ({ hash } = ledger.append({ actor: personOf(), runId: null, kind: "contract.deprecated", body }));
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, `${JSON.stringify(terms, null, 2)}\n`);
  } finally {
    ledger.close();
  }
  const message: Omit<Message, "sink"> = {
    id: `contract-deprecated:${hash}`,
    topic: "deprecation",
    ...notice,
    facts: { ...terms },
    attachments: [],
    at: context.now(),
  };
  outbox.queue(sinks.map((sink) => ({ ...message, sink })));
  await outbox.flush().catch(() => undefined);
  return { terms, file, notice, told: sinks, remaining: remainingOf(cwd, terms, prev.owner ?? next?.owner) };
}

function termsOf(
  { entity, until, reason, mapping }: DeprecateRequest,
  announcedOn: string,
  change: Pick<Deprecation, "from" | "to" | "consumers">,
): Deprecation {
  const terms = deprecationSchema.safeParse({ entity, ...change, announcedOn, until, reason, mapping });
  if (terms.success) return { ...terms.data, consumers: [...terms.data.consumers] };
  const [issue] = terms.error.issues;
  throw bad(`--${String(issue!.path[0])}`, issue!.message, "give a day as 2027-03-31, and a mapping's id as order_v2");
}

function remainingOf(cwd: string, { entity, mapping }: Deprecation, owner: string | undefined): string[] {
  const file = `migrations/${mapping}.yaml`;
  return [
    ...(mapping !== null && !existsSync(join(cwd, file)) ? [`write ${file}`] : []),
    ...(owner === undefined ? [`give ${entity} an owner`] : []),
    `ig-contracts sign-off ${entity} --as <id> --requested-by <id> --key-file <file>, by somebody with the role ${owner ?? "of the owner"}`,
  ];
}

function bad(field: string, message: string, next: string): InputError {
  return new InputError("bad-option", `${field}: ${message}`, { field, next });
}
