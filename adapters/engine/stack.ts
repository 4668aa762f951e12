import {
  ConcurrentUpdateError,
  type EngineEvent,
  LocalWorkspace,
  type OutputMap,
  Stack,
  StackNotFoundError,
} from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { InputError, OutsideError, RefusedError } from "../../core/errors/index.ts";
import { killableCommand } from "./killable-command.ts";

export type { OutputMap };

export interface StackOptions {
  /** The folder of Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  /** PATH, backend, passphrase: see `adapters/engine/environment.ts`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly create?: boolean;
}

export interface OperationOptions {
  readonly policyPacks?: readonly string[];
  /** Aborted, the operation ends within `cancelGraceMs`, killed if need be. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
  readonly message?: string;
  /** Preview only: the config file to look at instead of the stack's own. */
  readonly configFile?: string;
}

export interface PolicyFinding {
  readonly pack: string;
  readonly rule: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

export interface Operations {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly same: number;
}

export interface OperationReport {
  readonly operations: Operations;
  readonly policies: readonly PolicyFinding[];
  readonly durationMs: number;
}

/** What an `up`, preview or destroy said before it failed. */
export class OperationFailed extends OutsideError {
  readonly report: OperationReport;
  readonly diagnostics: readonly string[];
  constructor(code: string, message: string, report: OperationReport, diagnostics: readonly string[], cause: unknown) {
    super(code, message, {
      cause,
      next: "read the engine's messages above, mend the cause, and run the command again",
    });
    this.report = report;
    this.diagnostics = diagnostics;
  }
}

/** A policy pack, the guard or the fence refused the operation. */
export class OperationRefused extends RefusedError {
  readonly report: OperationReport;
  constructor(code: string, message: string, report: OperationReport, next: string | undefined) {
    super(code, message, { next });
    this.report = report;
  }
}

/** One Pulumi stack through the Automation API, with its events folded into a report. */
export class EngineStack {
  readonly #stack: Stack;
  readonly #environment: Record<string, string>;
  private constructor(stack: Stack, environment: Readonly<Record<string, string>>) {
    this.#stack = stack;
    this.#environment = { ...environment };
  }

  static async open(options: StackOptions): Promise<EngineStack> {
    // The SDK asks `pulumi version` in this process's own environment before it hears of the workspace's.
    process.env.PATH = options.environment.PATH ?? process.env.PATH;
    const workspace = await LocalWorkspace.create({
      workDir: options.projectDir,
      pulumiCommand: await killableCommand(),
      envVars: { ...options.environment },
    });
    try {
      return new EngineStack(
        options.create
          ? await Stack.createOrSelect(options.stack, workspace)
          : await Stack.select(options.stack, workspace),
        options.environment,
      );
    } catch (error) {
      if (error instanceof StackNotFoundError)
        throw new InputError("stack-unknown", `there is no stack ${options.stack} in this backend`, {
          field: "--stack",
          next: "pulumi stack ls",
          cause: error,
        });
      throw outside(error);
    }
  }

  /** The SDK reads the outputs after every `up`: they are handed on, because each call of the engine costs a process. */
  async up(options: OperationOptions = {}): Promise<OperationReport & { readonly outputs: OutputMap }> {
    let outputs: OutputMap = {};
    const report = await this.#operate(async (onEvent) => {
      ({ outputs } = await this.#stack.up({ ...sdkOptions(options), onEvent }));
    }, options);
    return { ...report, outputs };
  }

  preview(options: OperationOptions = {}): Promise<OperationReport> {
    return this.#operate((onEvent) => this.#stack.preview({ ...sdkOptions(options), onEvent }), options);
  }

  /** Lifts protection, then deletes everything. Call it behind its gate only. */
  async destroy(): Promise<OperationReport> {
    await execa("pulumi", ["state", "unprotect", "--all", "--yes", "--stack", this.#stack.name, "--non-interactive"], {
      cwd: this.#stack.workspace.workDir,
      env: this.#environment,
    }).catch((error: unknown) => {
      throw outside(error);
    });
    return await this.#operate((onEvent) => this.#stack.destroy({ onEvent }), {});
  }

  refresh(): Promise<OperationReport> {
    return this.#operate((onEvent) => this.#stack.refresh({ onEvent }), {});
  }

  import(type: string, name: string, id: string): Promise<OperationReport> {
    return this.#operate(async () => {
      await this.#stack.import({ resources: [{ type, name, id }], protect: true, generateCode: false });
    }, {});
  }

  async outputs(): Promise<OutputMap> {
    return await this.#stack.outputs().catch((error: unknown) => {
      throw outside(error);
    });
  }

  /** The whole state, for probes; resources carry inputs and outputs. */
  async state(): Promise<{ readonly resources: readonly StateResource[]; readonly pendingOperations: boolean }> {
    const exported = await this.#stack.exportStack().catch((error: unknown) => {
      throw outside(error);
    });
    const { resources = [], pending_operations = [] } = (exported.deployment ?? {}) as {
      resources?: StateResource[];
      pending_operations?: unknown[];
    };
    return { resources, pendingOperations: (pending_operations ?? []).length > 0 };
  }

  /** All config of the stack as the program will see it: decrypted, with declared defaults. */
  async config(): Promise<Record<string, string>> {
    const values = await this.#stack.getAllConfig().catch((error: unknown) => {
      throw outside(error);
    });
    return Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]));
  }

  /** Releases the backend's lock. Call it only when its holder is proved dead. */
  async cancel(): Promise<void> {
    await this.#stack.cancel();
  }

  async #operate(
    run: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
    options: OperationOptions,
  ): Promise<OperationReport> {
    const fold = new EventFold();
    try {
      await run((event) => {
        fold.add(event);
        options.onEvent?.(event);
      });
      return fold.report();
    } catch (error) {
      throw fold.failure(error);
    }
  }
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly protect?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

function sdkOptions(options: OperationOptions): {
  policyPacks?: string[];
  signal?: AbortSignal;
  message?: string;
  configFile?: string;
} {
  return {
    ...(options.configFile ? { configFile: options.configFile } : {}),
    ...(options.policyPacks ? { policyPacks: [...options.policyPacks] } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.message ? { message: options.message } : {}),
  };
}

class EventFold {
  readonly #policies: PolicyFinding[] = [];
  readonly #errors: string[] = [];
  #changes: Record<string, number | undefined> = {};
  #durationMs = 0;

  add(event: EngineEvent): void {
    if (event.policyEvent) {
      const { policyPackName, policyName, enforcementLevel, resourceUrn, message } = event.policyEvent;
      const finding = {
        pack: policyPackName,
        rule: policyName,
        level: enforcementLevel,
        urn: resourceUrn ?? "",
        message: plain(message).trim(),
      };
      if (
        !this.#policies.some((p) => p.rule === finding.rule && p.message === finding.message && p.urn === finding.urn)
      )
        this.#policies.push(finding);
    }
    if (event.diagnosticEvent?.severity === "error") this.#errors.push(plain(event.diagnosticEvent.message).trim());
    if (event.summaryEvent) {
      this.#changes = event.summaryEvent.resourceChanges as Record<string, number | undefined>;
      this.#durationMs = event.summaryEvent.durationSeconds * 1000;
    }
  }

  report(): OperationReport {
    const of = (...names: string[]): number => names.reduce((sum, name) => sum + (this.#changes[name] ?? 0), 0);
    return {
      operations: {
        create: of("create"),
        update: of("update"),
        replace: of("replace", "create-replacement"),
        delete: of("delete"),
        same: of("same"),
      },
      policies: this.#policies,
      durationMs: this.#durationMs,
    };
  }

  failure(error: unknown): Error {
    const mandatory = this.#policies.filter((p) => p.level === "mandatory");
    if (mandatory.length > 0)
      return new OperationRefused(
        "policy-violation",
        mandatory.map((p) => p.message).join("\n"),
        this.report(),
        undefined,
      );
    const refusal = this.#errors
      .map((text) => /error\[([a-z-]+)\] refused: ([^\n]*)(?:\n\s*next: ([^\n]*))?/.exec(text))
      .find(Boolean);
    if (refusal) return new OperationRefused(refusal[1]!, refusal[2]!, this.report(), refusal[3]);
    if (error instanceof ConcurrentUpdateError)
      return new OutsideError("stack-locked", "another update holds the stack's lock", {
        cause: error,
        next: "wait for it, or run `maestro cutover resume`, which releases the lock of a dead process",
      });
    const text = this.#errors.length > 0 ? this.#errors.join("\n") : firstLines(error);
    return new OperationFailed("engine-failed", text, this.report(), this.#errors, error);
  }
}

function outside(error: unknown): OutsideError {
  return new OutsideError("engine-failed", firstLines(error), { cause: error, next: "maestro doctor" });
}

function firstLines(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = [
    ...new Set(
      plain(text)
        .split("\n")
        .map((line) => line.trim()),
    ),
  ].filter((line) => line !== "");
  const errors = lines.filter((line) => line.startsWith("error: ")).map((line) => line.slice("error: ".length));
  return (errors.length > 0 ? errors : lines).slice(0, 12).join("\n");
}

/** Without the engine's colour directives and ANSI escapes. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what an escape begins with
  return text.replace(/<\{%[^%]*%\}>/g, "").replace(/\u001b\[[0-9;]*m/g, "");
}
