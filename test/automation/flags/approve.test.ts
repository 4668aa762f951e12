import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { readLedger } from "../../../adapters/ledger/index.ts";
import { readRegistry } from "../../../adapters/policy/index.ts";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { approveFlag } from "../../../automation/flags/approve.ts";
import { lintProject } from "../../../automation/flags/lint.ts";
import { checkFlags } from "../../../core/flags/index.ts";
import { keyPair } from "../../support/attest-keys.ts";

const [ada, eve] = [keyPair(), keyPair()];
const now = Date.parse("2026-06-01T12:00:00Z");
const entry = { key: "risky", owner: "team", scope: "tenant", expires: "2026-09-30", risk: "high" };
let dir: string;
const write = (change: object = {}): void =>
  writeFileSync(
    join(dir, "flags/registry.yaml"),
    stringify({
      flags: [
        { ...entry, ...change },
        { ...entry, key: "other" },
      ],
    }),
  );
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-flag-approve-"));
  for (const folder of ["flags", "freeze"]) mkdirSync(join(dir, folder));
  write();
  const people = [
    { id: "ada", roles: ["cab", "security"], publicKey: ada.publicPem },
    { id: "team", roles: ["cab"], publicKey: eve.publicPem },
  ];
  writeFileSync(join(dir, "freeze/approvers.yaml"), stringify({ approvers: people }));
  writeFileSync(join(dir, "ada.pem"), ada.privatePem);
  writeFileSync(join(dir, "team.pem"), eve.privatePem);
  writeFileSync(join(dir, "nobody.pem"), keyPair().privatePem);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const options = { ticket: "CAB-1", requestedBy: "bob", keyFile: "ada.pem" };
const approve = (change: object = {}, key = "risky") => {
  const context = { cwd: dir, stateDir: join(dir, ".maestro"), now: () => now } as Partial<CommandContext>;
  return approveFlag(context as CommandContext, key, { ...options, ...change });
};
const faults = async (at = now, key = "risky"): Promise<string[]> => {
  const context = { stack: "prod", service: null, environment: null };
  return checkFlags([{ key, where: "x", on: true }], await readRegistry(dir, at), at, context)
    .filter(({ code }) => code === "unapproved-risk")
    .map(({ text }) => text);
};

describe("a signed approval of a flag of high risk", () => {
  it("lets exactly this entry be turned on, and stands in the ledger", async () => {
    expect(await faults()).toEqual(["flag risky is of high risk and has no signed approval, used by x"]);
    const given = await approve();
    expect(given).toMatchObject({ approver: "ada", role: "cab", expiresAt: "2026-10-01T00:00:00Z" });
    expect(await faults()).toEqual([]);
    expect(await faults(now, "other")).toHaveLength(1);
    expect(readLedger(join(dir, ".maestro")).entries).toMatchObject([
      { kind: "flag.approved", body: { key: "risky", ticket: "CAB-1", requestedBy: "bob" } },
    ]);
  });

  it.each([
    ["scope", { scope: "global" }],
    ["expiry", { expires: "2026-10-30" }],
    ["expiry", { extensions: [{ expires: "2026-10-30", reason: "r", approver: "p" }] }],
    ["entry", { on: true }],
    ["entry", { rollout: { percent: 1 } }],
    ["entry", { owner: "another" }],
  ])("does not count for another %s: %j", async (what, change) => {
    await approve();
    write(change);
    expect(await faults()).toEqual([
      `flag risky is of high risk and was approved by ada with another ${what}, used by x`,
    ]);
  });

  it("does not count once it has expired, when a byte of it changed, or when its key is no longer registered", async () => {
    const { file } = await approve();
    write({ expires: "2028-01-01" });
    await approve();
    expect(await faults(now + 366 * 86_400_000)).toHaveLength(1);
    write();
    rmSync(join(dir, "flags/approvals"), { recursive: true });
    await approve();
    const [name] = readdirSync(join(dir, "flags/approvals"));
    const path = join(dir, "flags/approvals", name!);
    const text = readFileSync(path, "utf8");
    const envelope = JSON.parse(text) as { payload: string };
    const forged = Buffer.from(envelope.payload, "base64").toString().replace("CAB-1", "CAB-2");
    writeFileSync(path, JSON.stringify({ ...envelope, payload: Buffer.from(forged).toString("base64") }));
    expect(await faults()).toEqual([expect.stringContaining("the signature of")]);
    writeFileSync(path, text);
    expect(await faults()).toEqual([]);
    writeFileSync(join(dir, "freeze/approvers.yaml"), "approvers: []\n");
    expect(await faults()).toHaveLength(1);
    expect(file).toMatch(/^flags\/approvals\/[0-9a-f]{16}\.json$/);
  });

  it.each([
    ["a flag that is not there", {}, "riskier", "flag-unknown"],
    ["no ticket", { ticket: "" }, "risky", "option-missing"],
    ["a key that is nobody's", { keyFile: "nobody.pem" }, "risky", "approver-unknown"],
    ["the flag's own owner", { keyFile: "team.pem" }, "risky", "approver-unknown"],
    ["who asked", { requestedBy: "ADA" }, "risky", "approver-unknown"],
    ["a role that the approver does not have", { role: "boss" }, "risky", "approver-unknown"],
    ["a key that is not there", { keyFile: "x.pem" }, "risky", "file-missing"],
  ])("is refused with %s, and nothing is written", async (_, change, key, code) => {
    await expect(approve(change, key)).rejects.toMatchObject({ code });
    expect(readdirSync(join(dir, "flags"))).toEqual(["registry.yaml"]);
  });

  it("is asked for by lint, where stack config turns the flag on", async () => {
    writeFileSync(join(dir, "Pulumi.prod.yaml"), "config:\n  maestro-conductor:flags: {risky: true}\n");
    const codes = async () =>
      (await lintProject(dir, {}, now)).findings
        .filter(({ code, key }) => code === "unapproved-risk" && key === "risky")
        .map(({ level, position }) => [level, position.file]);
    expect(await codes()).toEqual([
      ["error", "Pulumi.prod.yaml"],
      ["warning", "flags/registry.yaml"],
    ]);
    await approve();
    expect(await codes()).toEqual([]);
  });

  it("cannot be spared by lowering the risk in the same change, where the project is in git", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: dir, stdio: "pipe" });
    git("init", "-q");
    git("add", "flags", "freeze");
    git("commit", "-qm", "x");
    write({ risk: "low" });
    expect(await faults()).toHaveLength(1);
    git("commit", "-qam", "reviewed");
    expect(await faults()).toEqual([]);
  });
});
