import * as z from "zod";
import { documents } from "../automation/documents/index.ts";
import { acaSchema } from "../core/aca/index.ts";
import { approversSchema } from "../core/attest/index.ts";
import { contractPolicySchema, contractSchema } from "../core/contracts/index.ts";
import { diagram, groupSchema, planFile, TRANSITIONS } from "../core/cutover/index.ts";
import { experimentSchema } from "../core/experiments/index.ts";
import { registrySchema } from "../core/flags/index.ts";
import { cabSchema, calendarSchema } from "../core/freeze/index.ts";
import { mappingFile } from "../core/migration/index.ts";
import { notifySchema } from "../core/outbox/index.ts";
import { markdownTable } from "../core/render/index.ts";
import { definitionSchema, sloSchema } from "../core/slo/index.ts";

/** Files that a person writes, by the name of their schema. */
const files = {
  "aca.yaml": { schema: acaSchema, title: "aca.yaml: how a canary is judged" },
  "contract.yaml": {
    schema: contractSchema,
    title: "contracts/{prev,next,history}/*.yaml: a version of a data contract",
  },
  "contracts-policy.yaml": {
    schema: contractPolicySchema,
    title: "contracts/policy.yaml: what every contract is held against",
  },
  "approvers.yaml": { schema: approversSchema, title: "freeze/approvers.yaml: who may approve" },
  "cab.yaml": { schema: cabSchema, title: "freeze/cab.yaml: where CAB tickets are looked up" },
  "freeze.yaml": { schema: calendarSchema, title: "freeze.yaml: the freeze calendar" },
  "experiment.yaml": { schema: experimentSchema, title: "An experiment's definition" },
  "flags-registry.yaml": { schema: registrySchema, title: "flags/registry.yaml: the registered feature flags" },
  "group.yaml": { schema: groupSchema, title: "The group file of maestro cutover group start --file" },
  "migration.yaml": {
    schema: mappingFile,
    title: "migrations/<id>.yaml: how a record comes from one contract to the next",
  },
  "notify.yaml": { schema: notifySchema, title: "notify.yaml: who is told of what" },
  "plan-file.yaml": { schema: planFile, title: "The plan file of maestro cutover start --plan-file" },
  "slo-definitions.yaml": { schema: definitionSchema, title: "slo/*.yaml: SLOs, settings, alerts, the policy" },
  "slo.yaml": { schema: sloSchema, title: "slo.yaml: what a breach is" },
} as const satisfies Record<string, { schema: z.ZodType; title: string }>;

/** Schema name → JSON Schema (draft 2020-12) of every document and every file. */
export function jsonSchemas(): Record<string, object> {
  const ofDocuments = Object.entries(documents).map(([kind, schema]) => [
    kind,
    { title: titleOf(kind), ...z.toJSONSchema(schema, { io: "output", override: open }) },
  ]);
  const ofFiles = Object.entries(files).map(([name, { schema, title }]) => [
    name,
    { title, ...z.toJSONSchema(schema, { io: "input" }) },
  ]);
  return Object.fromEntries([...ofDocuments, ...ofFiles]);
}

function titleOf(kind: string): string {
  if (kind === "maestro") return "What maestro --json prints when it does not know the command";
  if (kind === "cutover.run") return "run.json: the record of a cutover";
  const command = /^(aca-score|freeze-enforce)/.test(kind) ? kind : `maestro ${kind}`;
  return `What ${command.replaceAll(".", " ")} --json prints`;
}

/**
 * Fields may be added to a document: a reader must not refuse them. The format says what an instant is; Zod's pattern
 * beside it adds only length.
 */
function open({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
}

/** docs/reference/cutover-states.md: the states of a cutover, from the table that the planner's tests hold it against. */
export function statesPage(): string {
  return [
    "# States of a cutover",
    "",
    "Generated from `core/cutover/transitions.ts` by `npm run generate`.",
    "",
    "```mermaid",
    diagram().trimEnd(),
    "```",
    "",
    "Hold and backout are drawn once for all states of a run. Every transition:",
    "",
    markdownTable(
      ["from", "to", "when"],
      TRANSITIONS.map(({ from, to, when }) => [from, to, when]),
    ).trimEnd(),
    "",
  ].join("\n");
}
