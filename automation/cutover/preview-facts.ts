import { existsSync } from "node:fs";
import { join } from "node:path";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import {
  configFlagProblems,
  contractProblemTexts,
  type Deployment,
  describeError,
  freezeDecision,
  judgeCapacity,
  judgeContracts,
  readPolicySources,
} from "../../adapters/policy/index.ts";
import { allowanceOf, capacitySummary } from "../../core/capacity/index.ts";
import { decisionText } from "../../core/freeze/index.ts";
import { namespace } from "../../stacks/inputs.ts";

/** What one rule says of the change. `unknown`: its file could not be read; the rule itself refuses then. */
export interface RuleAnswer {
  readonly rule: string;
  readonly answer: "allows" | "refuses" | "unknown";
  readonly text: string;
}

export interface FlagInForce {
  readonly key: string;
  readonly on: boolean;
  readonly owner: string | null;
  readonly expires: string | null;
}

export interface PreviewFacts {
  readonly ticket: string | null;
  readonly rules: readonly RuleAnswer[];
  readonly flags: readonly FlagInForce[];
  /** Now, forecast, chosen and cost, as Markdown; null where the stack has no capacity section that can be read. */
  readonly capacity: readonly string[] | null;
}

/** Reads calendar, registry and stack file as the rules do, so that the preview can say what allowed the change too. */
export async function previewFacts(
  projectDir: string,
  stack: string,
  now: number,
  planDigest: string | null = null,
): Promise<PreviewFacts> {
  const sections = existsSync(join(projectDir, `Pulumi.${stack}.yaml`))
    ? StackFile.read(projectDir, stack, namespace).sections()
    : {};
  const { run: _, ...config } = sections;
  const ticket = (config.change as { ticket?: string } | undefined)?.ticket ?? null;
  const flags = Object.entries((config.flags ?? {}) as Record<string, boolean>);
  const deployment = { stack, config };
  const capacity = await capacityFacts(projectDir, deployment, now);
  const contracts = await contractsAnswer(projectDir, deployment, now);
  try {
    const sources = await readPolicySources(projectDir, now, deployment);
    const decision = freezeDecision(deployment, sources, now, { planDigest });
    const problems = configFlagProblems(deployment, sources, now);
    const registered = new Map(sources.registry.flags.map((flag) => [flag.key, flag]));
    return {
      ticket,
      rules: [
        {
          rule: "freeze-window",
          answer: decision.decision === "allow" ? "allows" : "refuses",
          text: decisionText(decision),
        },
        problems.length > 0
          ? { rule: "flags-in-config", answer: "refuses", text: problems.join(" ") }
          : {
              rule: "flags-in-config",
              answer: "allows",
              text:
                flags.length === 0
                  ? "no flag is in force"
                  : "every flag in force is registered, unexpired and in scope",
            },
        ...capacity.rules,
        ...contracts,
      ],
      capacity: capacity.lines,
      flags: flags.map(([key, on]) => ({
        key,
        on,
        owner: registered.get(key)?.owner ?? null,
        expires: registered.get(key)?.expires ?? null,
      })),
    };
  } catch (error) {
    const text = describeError(error);
    return {
      ticket,
      rules: [
        ...["freeze-window", "flags-in-config"].map((rule): RuleAnswer => ({ rule, answer: "unknown", text })),
        ...capacity.rules,
        ...contracts,
      ],
      capacity: capacity.lines,
      flags: flags.map(([key, on]) => ({ key, on, owner: null, expires: null })),
    };
  }
}

async function contractsAnswer(projectDir: string, deployment: Deployment, now: number): Promise<RuleAnswer[]> {
  const rule = "contracts-in-release";
  try {
    const judgement = await judgeContracts(projectDir, deployment, now);
    const problems = contractProblemTexts(judgement);
    if (problems.length > 0) return [{ rule, answer: "refuses", text: problems.join(" ") }];
    if (!existsSync(join(projectDir, "contracts"))) return [];
    const { mappings } = judgement;
    const text = mappings.length === 0 ? "no contract breaks what it promises" : `planned, with ${mappings.join(", ")}`;
    return [{ rule, answer: "allows", text }];
  } catch (error) {
    return [{ rule, answer: "unknown", text: describeError(error) }];
  }
}

async function capacityFacts(
  projectDir: string,
  deployment: Deployment,
  now: number,
): Promise<{ rules: RuleAnswer[]; lines: string[] | null }> {
  const rule = "capacity-in-config";
  if (deployment.config.capacity === undefined) return { rules: [], lines: null };
  try {
    const { inputs, budgets, problems } = await judgeCapacity(projectDir, deployment, now);
    const [first = null] = budgets.all;
    const allowed = budgets.all.map(
      (one) => allowanceOf(String(deployment.config.service), one, budgets.signed, now)?.cents ?? null,
    );
    return {
      rules: [
        problems.length > 0
          ? { rule, answer: "refuses", text: problems.map(({ code, text }) => `[${code}] ${text}.`).join(" ") }
          : { rule, answer: "allows", text: "the forecast is in force, and what is chosen is within band and budget" },
      ],
      lines: inputs === null ? null : capacitySummary(inputs, first, least(allowed)),
    };
  } catch (error) {
    return { rules: [{ rule, answer: "unknown", text: describeError(error) }], lines: null };
  }
}

function least(allowed: readonly (number | null)[]): number | null {
  const known = allowed.filter((cents) => cents !== null);
  return known.length < allowed.length || known.length === 0 ? null : Math.min(...known);
}
