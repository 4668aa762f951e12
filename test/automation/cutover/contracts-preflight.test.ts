import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLedger } from "../../../adapters/ledger/index.ts";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { recordBreakage } from "../../../automation/contracts/breakage.ts";
import { deprecate } from "../../../automation/contracts/deprecate.ts";
import { signOff } from "../../../automation/contracts/sign-off.ts";
import { type ContractsRefused, contractsPreflight } from "../../../automation/cutover/contracts-preflight.ts";
import { previewFacts } from "../../../automation/cutover/preview-facts.ts";
import type { Session } from "../../../automation/cutover/session.ts";
import { keyPair } from "../../support/attest-keys.ts";

const now = Date.parse("2026-11-25T12:00:00Z");
let dir: string;
let context: CommandContext;
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), text);
};
const contract = (version: number, field: string): string =>
  `entity: order\nversion: ${version}\ncompatibility: backward\nowner: team-orders\nfields:\n  - { name: id, type: int64, required: true }\n  - { name: ${field}, type: string, required: true }\n`;
const mapping = (id: string): string =>
  `mapping:\n  id: ${id}\n  entity: order\n  from: { version: 1, fields: { id: { type: bigint }, item: { type: text } } }\n  to: { version: 2, fields: { id: { type: bigint }, code: { type: text } } }\n  key: [id]\n  steps: [{ rename: { from: item, to: code } }]\n`;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "preflight-"));
  const silent = { say: () => undefined, emit: () => undefined, progress: () => undefined };
  const stateDir = join(dir, ".maestro");
  const signal = new AbortController().signal;
  context = { cwd: dir, env: {}, now: () => now, stateDir, stack: "prod", json: true, signal, ...silent };
  write("contracts/prev/order.yaml", contract(1, "item"));
  write("contracts/next/order.yaml", contract(2, "code"));
  write("freeze.yaml", "freeze: []\n");
  write("notify.yaml", "sinks: [{ name: ops, kind: file, dir: told, on: [alert] }]\n");
});
afterEach(() => rmSync(dir, { recursive: true }));

const session = () => ({ project: { dir, stack: "prod" }, context }) as unknown as Session;
const preflight = (given: { id: string; reversible: boolean; shadowRead: number } | null = null) =>
  contractsPreflight(session(), { service: "orders" }, given);
const answer = async () =>
  (await previewFacts(dir, "prod", now)).rules.find(({ rule }) => rule === "contracts-in-release");

async function plan(): Promise<void> {
  const { privatePem, publicPem } = keyPair();
  write("migrations/order_v2.yaml", mapping("order_v2"));
  write("ada.pem", privatePem);
  write(
    "freeze/approvers.yaml",
    `approvers:\n  - id: ada\n    roles: [team-orders]\n    publicKey: |\n      ${publicPem.trimEnd().replaceAll("\n", "\n      ")}\n`,
  );
  await deprecate(context, { entity: "order", until: "2027-01-31", reason: "r", mapping: "order_v2", replace: false });
  await signOff(context, {
    entity: "order",
    as: "ada",
    requestedBy: "bob",
    ticket: "T",
    keyFile: "ada.pem",
    validDays: 9,
  });
}

describe("a cutover's preflight", () => {
  it("refuses a break with the record that shows it; the attempt is in the ledger and alerts", async () => {
    const refused = (await preflight().catch((error: unknown) => error)) as ContractsRefused;
    expect(refused).toMatchObject({ code: "contracts-refused", exitCode: 1 });
    expect(refused.message).toMatch(/fits prev; next: code is missing/);
    expect((await answer())?.answer).toBe("refuses");
    const attempt = { projectDir: dir, stack: "prod", verb: "cutover", actor: "person:bob" };
    await recordBreakage(context, attempt, refused.problems);
    const [entry] = readLedger(context.stateDir).entries;
    expect(entry).toMatchObject({
      kind: "contract.breakage-attempted",
      body: { stack: "prod", contracts: [{ entity: "order", from: 1, to: 2 }] },
    });
    expect(readdirSync(join(dir, "told"))).toHaveLength(1);
  });

  it("takes the mapping that the contracts need, and refuses another", async () => {
    await plan();
    expect(await preflight()).toEqual({ id: "order_v2", reversible: true, shadowRead: 20 });
    expect(await preflight({ id: "order_v2", reversible: true, shadowRead: 5 })).toMatchObject({ shadowRead: 5 });
    await expect(preflight({ id: "other", reversible: true, shadowRead: 5 })).rejects.toMatchObject({
      code: "contract-mapping",
    });
    expect(await answer()).toMatchObject({ answer: "allows", text: "planned, with order_v2" });
  });

  it("asks for nothing where nothing breaks, and refuses what it cannot read", async () => {
    write("contracts/next/order.yaml", contract(1, "item"));
    expect(await preflight()).toBeNull();
    write("contracts/next/order.yaml", "entity: order\n");
    await expect(preflight()).rejects.toThrow("contracts/next/order.yaml:1:1 version is missing");
  });
});
