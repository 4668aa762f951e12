import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLedger } from "../../../adapters/ledger/index.ts";
import { judgeContracts } from "../../../adapters/policy/index.ts";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { deprecate } from "../../../automation/contracts/deprecate.ts";
import { signOff } from "../../../automation/contracts/sign-off.ts";
import { keyPair } from "../../support/attest-keys.ts";

const ada = keyPair();
const eve = keyPair();
const now = Date.parse("2026-11-25T12:00:00Z");
let folder: string;
let context: CommandContext;

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const contract = (version: number, field: string): string =>
  `entity: order\nversion: ${version}\ncompatibility: backward\nowner: team-orders\nconsumers: [team-billing]\nfields:\n  - { name: id, type: int64, required: true }\n  - { name: ${field}, type: string, required: true }\n`;
const indented = (pem: string): string => pem.trimEnd().replaceAll("\n", "\n      ");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plan-"));
  context = {
    cwd: folder,
    env: {},
    now: () => now,
    stateDir: join(folder, ".maestro"),
    stack: undefined,
    json: true,
    say: () => undefined,
    emit: () => undefined,
    progress: () => undefined,
    signal: new AbortController().signal,
  };
  write("contracts/prev/order.yaml", contract(1, "item"));
  write("contracts/next/order.yaml", contract(2, "code"));
  write("notify.yaml", "sinks: [{ name: readers, kind: file, dir: told, on: [deprecation] }]\n");
  write(
    "migrations/order_v2.yaml",
    "mapping:\n  id: order_v2\n  entity: order\n  from: { version: 1, fields: { id: { type: bigint }, item: { type: text } } }\n  to: { version: 2, fields: { id: { type: bigint }, code: { type: text } } }\n  key: [id]\n  steps: [{ rename: { from: item, to: code } }]\n",
  );
  write(
    "freeze/approvers.yaml",
    `approvers:\n  - id: ada\n    roles: [team-orders]\n    publicKey: |\n      ${indented(ada.publicPem)}\n  - id: eve\n    roles: [cab]\n    publicKey: |\n      ${indented(eve.publicPem)}\n`,
  );
  write("ada.pem", ada.privatePem);
  write("eve.pem", eve.privatePem);
});
afterEach(() => rmSync(folder, { recursive: true }));

const terms = { entity: "order", until: "2027-01-31", reason: "one code", mapping: "order_v2", replace: false };
const sign = { entity: "order", as: "ada", requestedBy: "bob", ticket: "D-1", keyFile: "ada.pem", validDays: 30 };
const problems = async () => (await judgeContracts(folder, { stack: "prod", config: {} }, now)).problems;

describe("the path of a breaking change", () => {
  it("is announced to the consumers, signed by the owner, and then lets the release through", async () => {
    expect(await problems()).toHaveLength(1);
    const announced = await deprecate(context, terms);
    expect(announced).toMatchObject({ file: "contracts/deprecations/order-1-to-2.json", told: ["readers"] });
    expect(announced.notice.text).toMatch(/fits prev; next: code is missing/);
    const [notice] = readdirSync(join(folder, "told"));
    expect(readFileSync(join(folder, "told", notice!, "message.md"), "utf8")).toContain("team-billing");
    expect((await problems())[0]!.missing).toEqual(["the signature of team-orders"]);
    await signOff(context, sign);
    expect(await problems()).toEqual([]);
    expect(readLedger(context.stateDir).entries.map(({ kind }) => kind)).toEqual([
      "contract.deprecated",
      "contract.signed-off",
    ]);
  });

  it.each([
    ["too short a notice", { until: "2026-12-01" }, "14 days' notice"],
    ["no day", { until: "soon" }, "--until"],
    ["no mapping", { mapping: null }, "--mapping"],
    ["another entity", { entity: "orders" }, "name one of order"],
  ])("is not begun with %s, and nothing is written", async (_what, part, text) => {
    const error = await deprecate(context, { ...terms, ...part }).catch((caught: Error & { next: string }) => caught);
    expect(`${(error as Error).message} ${(error as { next: string }).next}`).toContain(text);
    expect(() => readdirSync(join(folder, "contracts/deprecations"))).toThrow("ENOENT");
    expect(readLedger(context.stateDir).entries).toEqual([]);
  });

  it("needs nothing where nothing breaks, and is not written over by mistake", async () => {
    await deprecate(context, terms);
    await expect(deprecate(context, terms)).rejects.toThrow("is there already");
    await deprecate(context, { ...terms, replace: true });
    write("contracts/next/order.yaml", contract(2, "item"));
    await expect(deprecate(context, terms)).rejects.toThrow("breaks nothing");
  });

  it.each([
    ["who is not of the owner", { as: "eve", keyFile: "eve.pem" }, "owned by team-orders"],
    ["somebody else's key", { keyFile: "eve.pem" }, "the key is eve's"],
    ["who asked for it", { requestedBy: "Ada" }, "nobody approves what is theirs or what they asked for"],
  ])("is not signed by %s", async (_what, part, text) => {
    await deprecate(context, terms);
    await expect(signOff(context, { ...sign, ...part })).rejects.toThrow(text);
    expect(() => readdirSync(join(folder, "contracts/approvals"))).toThrow("ENOENT");
  });

  it("is not begun while a file cannot be read: its contract has not ended", async () => {
    write("contracts/next/order.yaml", "entity: order\n");
    await expect(deprecate(context, { ...terms, mapping: null })).rejects.toThrow("version is missing");
  });

  it("is not signed before it is announced", async () => {
    await expect(signOff(context, sign)).rejects.toThrow("has not been announced");
  });
});
