import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { demoStack } from "../../adapters/engine/project.ts";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { PostgresServer } from "../../adapters/postgres/index.ts";
import { ensureTools, packageRoot } from "../../adapters/toolchain/index.ts";
import type { CommandContext } from "../../automation/cli/command.ts";
import { openSession, policyPacks, type Session } from "../../automation/cutover/session.ts";
import { writeDemoProject, writeDemoStackFile } from "../../automation/demo/project.ts";
import { namespace } from "../../stacks/inputs.ts";

/** Blue serves, green stands beside it without traffic. */
export const release = {
  activeColor: "blue" as "blue" | "green",
  blue: { version: "v1.0.0" },
  green: { version: "v2.0.0" },
  canaryWeight: 0,
  dualWrite: false,
  shadowRead: 0,
};

/** The demo's stack on the real engine, in a folder of its own. It wants a build (`npm run build`). */
export class DemoStack {
  readonly context: CommandContext;
  readonly session: Session;

  private constructor(context: CommandContext, session: Session) {
    this.context = context;
    this.session = session;
  }

  /** Deploys both colors. */
  static async open(): Promise<DemoStack> {
    const dir = mkdtempSync(join(tmpdir(), "maestro-bench-"));
    const context: CommandContext = {
      cwd: dir,
      env: { ...process.env },
      now: Date.now,
      stateDir: join(dir, ".maestro"),
      stack: demoStack,
      json: false,
      say: () => undefined,
      emit: () => undefined,
      progress: () => undefined,
      signal: new AbortController().signal,
    };
    await ensureTools(["pulumi", "pulumi-language-nodejs", "postgres"], { env: context.env });
    const project = writeDemoProject(packageRoot(), context.stateDir);
    writeDemoStackFile(project, { "orders.fastCheckout": true });
    const stack = new DemoStack(context, await openSession(context, true));
    try {
      stack.setRelease({});
      await stack.up(true);
      return stack;
    } catch (error) {
      await stack.close();
      throw error;
    }
  }

  /** Writes the release config as the driver does. */
  setRelease(over: Partial<typeof release>): void {
    const file = StackFile.read(this.session.project.dir, demoStack, namespace);
    file.write({ release: { ...release, ...over } });
  }

  /** @returns milliseconds of the whole call. */
  async up(withPack: boolean): Promise<number> {
    const began = performance.now();
    const report = await this.session.engine.up({
      ...(withPack ? { policyPacks: policyPacks(this.session) } : {}),
      message: "bench",
    });
    if (report.operations.create + report.operations.update + report.operations.replace === 0)
      throw new Error("the up changed nothing, so that its time says nothing");
    return performance.now() - began;
  }

  async close(): Promise<void> {
    await this.session.engine.destroy();
    await new PostgresServer({ stateDir: this.context.stateDir }).remove();
    rmSync(this.context.cwd, { recursive: true, force: true });
  }
}

/** `1.42 before, 1.51 after, on 2 cores`: on a machine that is busy with something else the figures say nothing. */
export function loadLine(before: number): string {
  return `load average ${before.toFixed(2)} before, ${loadavg()[0]!.toFixed(2)} after, on ${availableParallelism()} cores; figures count on an idle machine only`;
}

export function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
