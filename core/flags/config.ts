import type { Finding, FlagContext, FlagUse } from "./finding.ts";

/** Flags named in a stack's config, and the place they are to be in force in. */
export function flagsInConfig(
  config: Readonly<Record<string, unknown>>,
  stack: string,
): { uses: readonly FlagUse[]; context: FlagContext; malformed: Finding | null } {
  const { flags } = config;
  const context = { stack, service: text(config.service), environment: text(config.environment) };
  if (flags === undefined || flags === null) return { uses: [], context, malformed: null };
  if (typeof flags !== "object" || Array.isArray(flags)) {
    const where = `stack config flags of ${stack}`;
    const next = "pulumi config set --path 'maestro-conductor:flags.<key>' true|false";
    return {
      uses: [],
      context,
      malformed: {
        code: "unreadable",
        level: "error",
        key: "flags",
        where,
        text: `${where} is no mapping of keys`,
        next,
      },
    };
  }
  const uses = Object.entries(flags).map(([key, value]) => ({
    key,
    where: `stack config flags.${key} of ${stack}`,
    on: isOn(value),
  }));
  return { uses, context: { ...context, values: new Map(uses.map(({ key, on }) => [key, on])) }, malformed: null };
}

/** Config set on the command line is text. */
function isOn(value: unknown): boolean {
  return value !== false && value !== "false";
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
