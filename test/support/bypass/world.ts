import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { sourceDigest } from "../../../adapters/policy/index.ts";
import { packageRoot } from "../../../adapters/toolchain/index.ts";
import { type ApprovalPredicate, type Signer, signApproval } from "../../../core/attest/index.ts";
import { approvedConfigDigest } from "../../../core/freeze/index.ts";
import { keyPair } from "../attest-keys.ts";
import { makePackProject, type PackProject, type Run, stack } from "../pack-project.ts";

/** The config that is deployed and committed. */
export const base = {
  target: "local",
  environment: "production",
  service: "orders",
  release: { activeColor: "blue", blue: { version: "v1.0.0" }, canaryWeight: 0, dualWrite: false, shadowRead: 0 },
};
/** A freeze that holds now and ends in no test's time. */
export const window = { name: "year-end", start: "2020-01-01T00:00:00Z", end: "2099-12-31T23:59:59Z" };
const exceptions = [
  "security",
  { id: "past", ticket: "CAB-10", stacks: [stack], expires: "2021-01-01T00:00:00Z", approvedBy: ["alice"] },
  { id: "billing", ticket: "CAB-11", stacks: ["billing"], expires: "2099-01-01T00:00:00Z", approvedBy: ["alice"] },
];
export const frozen = stringify({ freeze: [{ ...window, exceptions }] });
const deployed = [
  { name: "a", props: { env: { PORT: "1" } } },
  { name: "b", props: { env: { PORT: "1" } } },
];
/** What an attempt wants to deploy. */
export const changed = [{ name: "a", props: { env: { PORT: "2" } } }, deployed[1]!];

/**
 * A project in a git checkout with a remote, its stack deployed by `maestro up` on the real engine before the freeze was
 * committed, and the freeze holding since. Attempts are made in it.
 */
export class BypassWorld {
  readonly project: PackProject;
  readonly dir: string;
  /** Keys of the people of freeze/approvers.yaml, and of one who is not in it. */
  readonly keys = { alice: keyPair(), bob: keyPair("p256"), mallory: keyPair() };
  /** What freeze-enforce said, one document an attempt. */
  readonly checks: string;

  private constructor(project: PackProject) {
    this.project = project;
    this.dir = project.dir;
    this.checks = join(project.dir, ".maestro", "checks");
  }

  static async open(): Promise<BypassWorld> {
    const world = new BypassWorld(await makePackProject());
    await world.#begin();
    return world;
  }

  async #begin(): Promise<void> {
    const { project, dir, keys } = this;
    const built = join(packageRoot(), "dist", "stacks", "provider.cjs");
    await project.write("provider.cjs", `module.exports = require(${JSON.stringify(built)});\n`);
    await project.write(".gitignore", "node_modules\n.maestro\ndist\nprogram.cjs\nspec.json\n");
    const approvers = [
      { id: "alice", roles: ["cab"], publicKey: keys.alice.publicPem },
      { id: "bob", roles: ["cab"], publicKey: keys.bob.publicPem },
    ];
    await project.write("freeze/approvers.yaml", stringify({ approvers }));
    await project.write("freeze.yaml", "freeze: []\n");
    await project.config(base);
    await project.declare({ guard: true, fence: true, resources: deployed });
    await mkdir(this.checks, { recursive: true });
    await this.git("init", "-q", "-b", "main");
    await this.commit("open");
    await this.git("init", "-q", "--bare", join(dir, ".maestro", "origin.git"));
    await this.git("remote", "add", "origin", join(dir, ".maestro", "origin.git"));
    await this.git("push", "-q", "origin", "main");
    const up = await this.maestro(["up"]);
    if (up.code !== 0) throw new Error(`the first up failed: ${up.output}`);
    await project.write("freeze.yaml", frozen);
    await this.commit("freeze");
    await this.git("push", "-q", "origin", "main");
    await this.project.touched();
  }

  /** As it was before any attempt: working tree, branch, config, program. */
  async reset(): Promise<void> {
    const replaced = (await this.git("replace", "-l")).split("\n").filter(Boolean);
    if (replaced.length > 0) await this.git("replace", "-d", ...replaced);
    await this.git("checkout", "-q", "-f", "main");
    await this.git("fetch", "-q", "origin", "+main:refs/remotes/origin/main");
    await this.git("reset", "-q", "--hard", "origin/main");
    await this.git("clean", "-fdq");
    await this.project.declare({ guard: true, fence: true, resources: changed });
    await this.project.touched();
  }

  /** Raw pulumi. */
  pulumi(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
    return this.project.pulumi(args, env);
  }

  /** A raw `up` of what is changed, nobody asked: no pack, no preview. */
  up(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Run> {
    return this.pulumi(["up", "--yes", "--stack", stack, "--skip-preview", ...args], env);
  }

  /** The same with the packs. */
  upWithPack(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Run> {
    return this.up(["--policy-pack", "policypacks", ...args], env);
  }

  async maestro(
    args: readonly string[],
    env: Record<string, string> = {},
    cwd = this.dir,
  ): Promise<Run & { readonly stdout: string }> {
    const cli = join(packageRoot(), "dist", "cli", "maestro.js");
    const named = args.includes("--stack") || args[0] === "freeze" ? [] : ["--stack", stack];
    return await this.#node(cli, [...args, ...named, "--state-dir", join(this.dir, ".maestro")], env, cwd);
  }

  /** The pull-request check, as the workflow calls it; its document is kept for the audit. */
  async check(id: string, args: readonly string[]): Promise<Run> {
    const script = join(packageRoot(), "scripts", "freeze-enforce.js");
    const run = await this.#node(script, ["--config", "freeze.yaml", ...args, "--format", "json"], {});
    await writeFile(join(this.checks, `${id}.json`), run.stdout);
    return run;
  }

  async #node(
    script: string,
    args: readonly string[],
    env: Record<string, string>,
    cwd = this.dir,
  ): Promise<Run & { readonly stdout: string }> {
    const result = await execa(process.execPath, [script, ...args], {
      cwd,
      env: { ...this.project.environment, ...env },
      all: true,
      reject: false,
      stdin: "ignore",
      timeout: 120_000,
    });
    return { code: result.exitCode ?? -1, output: result.all ?? "", stdout: result.stdout };
  }

  async git(...args: string[]): Promise<string> {
    const who = ["-c", "user.name=dev", "-c", "user.email=dev@example.com", "-c", "commit.gpgsign=false"];
    const { stdout } = await execa("git", [...who, ...args], { cwd: this.dir });
    return stdout;
  }

  async commit(message: string, files = "-A"): Promise<void> {
    await this.git("add", files);
    await this.git("commit", "-q", "-m", message);
  }

  /** Puts an approval of this very change into the tree, but for what is said otherwise. */
  async approve(
    name: string,
    change: {
      readonly predicate?: Partial<ApprovalPredicate>;
      readonly signer?: Signer;
      readonly bound?: Readonly<Record<string, string>>;
      readonly config?: Readonly<Record<string, unknown>>;
    } = {},
  ): Promise<string> {
    const at = Date.now();
    const rfc = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z/, "Z");
    const predicate: ApprovalPredicate = {
      purpose: "freeze",
      target: stack,
      ticket: "CAB-20",
      approver: "alice",
      role: "cab",
      requestedBy: "carol",
      category: null,
      limits: null,
      issuedAt: rfc(at - 60_000),
      expiresAt: rfc(at + 3_600_000),
      nonce: "00112233445566778899aabbccddeeff",
      ...change.predicate,
    };
    const config = approvedConfigDigest(change.config ?? (await this.config()));
    const bound = { source: await sourceDigest(this.dir), config, ...change.bound };
    const text = JSON.stringify(signApproval(predicate, bound, change.signer ?? this.keys.alice.signer));
    await this.project.write(`freeze/approvals/${name}.json`, text);
    return text;
  }

  /** The config as a program sees it. */
  async config(): Promise<Record<string, unknown>> {
    return { ...base };
  }

  /** A program of that name first on PATH. */
  async fake(name: string, script: string): Promise<Record<string, string>> {
    const folder = join(this.dir, ".maestro", `fake-${name}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), script);
    await chmod(join(folder, name), 0o755);
    return { PATH: `${folder}${delimiter}${this.project.environment.PATH}` };
  }

  /** A file outside the checkout. */
  async outside(name: string, text: string): Promise<string> {
    const file = join(this.dir, ".maestro", "outside", name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  /** Notes that are not collected yet. */
  async notes(): Promise<number> {
    const folder = join(this.dir, ".maestro", "refusals");
    return existsSync(folder) ? (await readdir(folder)).length : 0;
  }

  async read(file: string): Promise<string> {
    return await readFile(join(this.dir, file), "utf8");
  }

  async remove(file: string): Promise<void> {
    await rm(join(this.dir, file), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.project.remove();
  }
}
