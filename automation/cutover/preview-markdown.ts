import { existsSync } from "node:fs";
import { join } from "node:path";
import type { OperationReport } from "../../adapters/engine/stack.ts";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import type { CutoverPlan, PlanStep } from "../../core/cutover/index.ts";
import { namespace } from "../../stacks/inputs.ts";

/** preview.md: what a reviewer needs to decide in a minute. */
export function previewMarkdown(options: {
  readonly plan: CutoverPlan;
  readonly step: PlanStep;
  readonly report: OperationReport;
  readonly projectDir: string;
  readonly stackFile: string;
}): string {
  const { plan, step, report, projectDir } = options;
  const { operations, policies } = report;
  const sections = existsSync(join(projectDir, options.stackFile))
    ? StackFile.read(projectDir, plan.stack, namespace).sections()
    : {};
  const flags = Object.entries((sections.flags ?? {}) as Record<string, boolean>);
  const change = (sections.change ?? {}) as { ticket?: string };
  const blocking = policies.filter((p) => p.level === "mandatory");
  return [
    `# ${plan.service}: ${plan.from.version} → ${plan.to.version} on ${plan.stack} (${plan.environment})`,
    "",
    blocking.length > 0
      ? `**Refused** by ${blocking.length} ${blocking.length === 1 ? "rule" : "rules"}; nothing was changed.`
      : "**Allowed** by every rule.",
    "",
    `Traffic moves from ${plan.from.color} to ${plan.to.color}. CAB ticket: ${change.ticket ?? "none"}.`,
    "",
    "## Steps",
    "",
    "| step | new version gets | release config after it |",
    "|---|---|---|",
    ...plan.steps.map((s) => `| ${s.id} | ${s.weight} % | ${describeRelease(s)} |`),
    "",
    `## First change (\`${step.id}\`)`,
    "",
    `${operations.create} to create, ${operations.update} to update, ${operations.replace} to replace, ${operations.delete} to delete, ${operations.same} unchanged.`,
    "",
    "## Rules",
    "",
    ...(policies.length === 0
      ? ["Every rule of the pack passed."]
      : [
          "| pack | rule | level | says |",
          "|---|---|---|---|",
          ...policies.map((p) => `| ${p.pack} | ${p.rule} | ${p.level} | ${cell(p.message)} |`),
        ]),
    "",
    "## Flags in force",
    "",
    ...(flags.length === 0
      ? ["None."]
      : ["| flag | value |", "|---|---|", ...flags.map(([key, on]) => `| ${cell(key)} | ${on ? "on" : "off"} |`)]),
    "",
  ].join("\n");
}

function describeRelease({ release }: PlanStep): string {
  const colors = (["blue", "green"] as const).flatMap((c) =>
    release[c] ? [`${c} ${release[c].version}${release.activeColor === c ? " (active)" : ""}`] : [],
  );
  const extras = [
    release.baseline ? `baseline ${release.baseline.version}` : null,
    release.canaryWeight > 0 ? `canary ${release.canaryWeight} %` : null,
  ];
  return [...colors, ...extras.filter((x) => x !== null)].join(", ");
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\s*\n\s*/g, " ");
}
