import type { OperationReport, PolicyFinding } from "../../adapters/engine/stack.ts";
import type { CutoverPlan, PlanStep, Release } from "../../core/cutover/index.ts";
import { escapeMarkdown, markdownTable } from "../../core/render/index.ts";
import type { PreviewFacts, RuleAnswer } from "./preview-facts.ts";

/** preview.md: what a reviewer needs to decide in a minute. All text from config, rules and engine is escaped. */
export function previewMarkdown(options: {
  readonly plan: CutoverPlan;
  readonly step: PlanStep;
  readonly report: OperationReport;
  readonly facts: PreviewFacts;
}): string {
  const { plan, step, report, facts } = options;
  const { from, to } = plan;
  const rules = [...findings(report.policies), ...facts.rules].filter(
    ({ rule }, index, all) => all.findIndex((other) => other.rule === rule) === index,
  );
  const refusing = rules.filter(({ answer }) => answer !== "allows");
  return [
    `# ${escapeMarkdown(plan.service)}: ${escapeMarkdown(from.version)} → ${escapeMarkdown(to.version)} on ${escapeMarkdown(plan.stack)} (${escapeMarkdown(plan.environment)})`,
    "",
    refusing.length > 0
      ? `**Refused** by ${refusing.map(({ rule }) => `\`${rule}\``).join(", ")}. Nothing was changed.`
      : "**Allowed** by every rule.",
    "",
    `Traffic is to move from ${from.color} to ${to.color} in ${plan.steps.length} steps. Ticket: ${facts.ticket === null ? "none" : escapeMarkdown(facts.ticket)}. A backout returns to ${from.color} (${escapeMarkdown(from.version)})${plan.steps.some((s) => s.backout === "past-return") ? ", but not after the point of no return below" : " from any step"}.`,
    "",
    "## What the rules say",
    "",
    markdownTable(
      ["rule", "answer", "in words"],
      rules.map(({ rule, answer, text }) => [
        `\`${rule}\``,
        answer === "allows" ? "allows" : `**${answer}**`,
        escapeMarkdown(text),
      ]),
    ),
    "",
    "## What changes",
    "",
    ...operationLines(step, report),
    "",
    markdownTable(
      ["step", `${to.color} gets`, "what changes in the release config", "watched", "goes on when"],
      plan.steps.map((s, index) => stepRow(s, index === 0 ? plan.preRun.release : plan.steps[index - 1]!.release)),
    ),
    "",
    ...(facts.capacity === null ? [] : ["## Capacity", "", ...facts.capacity, ""]),
    "## Flags in force",
    "",
    facts.flags.length === 0
      ? "None."
      : markdownTable(
          ["flag", "value", "owner", "expires"],
          facts.flags.map(({ key, on, owner, expires }) => [
            escapeMarkdown(key),
            on ? "on" : "off",
            owner === null ? "–" : escapeMarkdown(owner),
            expires ?? "–",
          ]),
        ),
    "",
  ].join("\n");
}

/** The engine's findings, one a rule: what a rule says on the root, its report at the end says again. */
function findings(policies: readonly PolicyFinding[]): RuleAnswer[] {
  return policies
    .filter(
      ({ rule }) =>
        !(rule.endsWith("-report") && policies.some((other) => other.rule !== rule && !other.rule.endsWith("-report"))),
    )
    .map(({ rule, level, message }) => ({
      rule,
      answer: level === "mandatory" ? "refuses" : "allows",
      text: message.split("\n").slice(1).join(" ").trim() || message,
    }));
}

function operationLines(step: PlanStep, { operations, policies }: OperationReport): string[] {
  if (policies.some(({ level }) => level === "mandatory"))
    return ["The engine was stopped before it planned anything. The steps would be:"];
  const { create, update, replace, delete: removed, same } = operations;
  return [
    `The first change, \`${step.id}\`: ${create} to create, ${update} to update, ${replace} to replace, ${removed} to delete, ${same} unchanged.`,
  ];
}

function stepRow(step: PlanStep, before: Release): string[] {
  const changes = differences(before, step.release);
  const { judge } = step;
  return [
    `\`${step.id}\``,
    `${step.weight} %`,
    changes.length === 0 ? "nothing" : changes.map(escapeMarkdown).join(", "),
    step.watchMs > 0 ? `${(step.warmupMs + step.watchMs) / 1000} s` : "–",
    judge !== null
      ? `the judge passes it on ≥ ${judge.minSamples} samples a side`
      : step.watchMs > 0
        ? "no limit was broken"
        : "it is done",
  ];
}

/** `green.version: v2.0.0`, `canaryWeight: 0 → 25`; what a reviewer would see in the stack file's diff. */
function differences(before: object, after: object): string[] {
  const [old, now] = [flat(before), flat(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [a, b] = [old.get(key), now.get(key)];
    if (a === b) return [];
    if (a === undefined) return [`${key}: ${b}`];
    return [b === undefined ? `${key}: ${a} → removed` : `${key}: ${a} → ${b}`];
  });
}

function flat(value: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, member]): [string, string][] => {
      if (member === undefined) return [];
      return typeof member === "object" && member !== null
        ? [...flat(member as object, `${path}${key}.`)]
        : [[`${path}${key}`, String(member)]];
    }),
  );
}
