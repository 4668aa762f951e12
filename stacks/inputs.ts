import * as z from "zod";
import { InputError } from "../core/errors/index.ts";
import { capacity } from "./inputs/capacity.ts";
import { change } from "./inputs/change.ts";
import { environment } from "./inputs/environment.ts";
import { flags } from "./inputs/flags.ts";
import { policy } from "./inputs/policy.ts";
import { release } from "./inputs/release.ts";
import { run } from "./inputs/run.ts";
import { service } from "./inputs/service.ts";
import { target } from "./inputs/target.ts";
import { tenantClass } from "./inputs/tenant-class.ts";

export type { Color } from "./inputs/color.ts";
export type { Release } from "./inputs/release.ts";

export const namespace = "maestro-conductor";

/** All stack config of the project; one file a section. Pulumi.yaml and its JSON Schema are generated from it. */
export const inputs = z.strictObject({
  target,
  environment,
  service,
  tenantClass,
  release,
  change: change.default({}),
  flags: flags.default({}),
  capacity: capacity.default({}),
  policy: policy.default({}),
  run: run.default({ fencingToken: 0 }),
});
export type Inputs = z.infer<typeof inputs>;

const sections = inputs.shape as Record<string, z.ZodType>;

/**
 * Parses the raw config of a stack.
 *
 * @param raw Pulumi's flat config, `namespace:key` → text; objects are JSON. Keys of other namespaces are left alone.
 * @param stackFile Named in errors, such as `Pulumi.prod.yaml`.
 * @throws InputError `config-invalid`, naming file, key and what is allowed; nothing has been deployed then.
 */
export function parseInputs(raw: Readonly<Record<string, string>>, stackFile: string): Inputs {
  return validateInputs(ownInputs(raw, stackFile), stackFile);
}

/**
 * The same for a stack whose program is not this project's and is only gated by its packs: sections may be absent, but
 * those that are there must be right.
 */
export function checkGateInputs(raw: Readonly<Record<string, string>>, stackFile: string): void {
  const own = ownInputs(raw, stackFile);
  const parsed = inputs.partial().safeParse(own);
  if (!parsed.success) throw invalid(parsed.error.issues[0]!, own, stackFile);
}

function ownInputs(raw: Readonly<Record<string, string>>, stackFile: string): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(raw)) {
    const [space, name = ""] = key.split(/:(.*)/s, 2);
    if (space === namespace) own[name] = structured(name) ? parseObject(name, text, stackFile) : text;
  }
  return own;
}

/** The same for config that is already structured, as it stands in a stack file. */
export function validateInputs(config: Readonly<Record<string, unknown>>, stackFile: string): Inputs {
  const parsed = inputs.safeParse(config);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues[0]!, config, stackFile);
}

/** True for sections that are objects: in Pulumi's flat config they arrive as JSON. */
export function structured(name: string): boolean {
  const section = sections[name];
  return section !== undefined && !(unwrap(section) instanceof z.ZodEnum || unwrap(section) instanceof z.ZodString);
}

export function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}

function parseObject(name: string, text: string, stackFile: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(
      "config-invalid",
      `${namespace}:${name} in ${stackFile} must be an object, not ${JSON.stringify(text)}`,
      {
        file: stackFile,
        field: name,
        next: `pulumi config set --path '${namespace}:${name}.<key>' <value>`,
        cause,
      },
    );
  }
}

function invalid(issue: z.core.$ZodIssue, config: unknown, stackFile: string): InputError {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  const field = path.map(String).join(".");
  const value = path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key], config);
  const missing = value === undefined && issue.code !== "unrecognized_keys";
  const allowed = allowedAt(issue);
  const what =
    issue.code === "unrecognized_keys"
      ? "is not a key of this project"
      : missing
        ? "is missing"
        : `is ${JSON.stringify(value)}`;
  return new InputError("config-invalid", `${namespace}:${field} in ${stackFile} ${what}; allowed: ${allowed}`, {
    file: stackFile,
    field,
    next:
      issue.code === "unrecognized_keys"
        ? `pulumi config rm --path '${namespace}:${field}'`
        : `pulumi config set --path '${namespace}:${field}' <value>`,
  });
}

function allowedAt(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return issue.values.map(String).join(", ");
  if (issue.code === "unrecognized_keys") return keysAt(issue.path).join(", ") || "no keys";
  if (issue.code === "too_big") return `at most ${String(issue.maximum)}`;
  if (issue.code === "too_small") return `at least ${String(issue.minimum)}`;
  if (issue.code === "invalid_type") return `a value of type ${issue.expected}`;
  return issue.message;
}

function keysAt(path: readonly PropertyKey[]): string[] {
  let node: z.ZodType | undefined = inputs;
  for (const key of path) node = node instanceof z.ZodObject ? unwrap(node.shape[String(key)] as z.ZodType) : undefined;
  return node instanceof z.ZodObject ? Object.keys(node.shape) : [];
}
