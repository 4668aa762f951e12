import type { VerifiedApproval } from "../attest/index.ts";

export const scopes = ["service", "stack", "tenant", "global"] as const;
export type FlagScope = (typeof scopes)[number];

export const types = ["release", "experiment", "ops", "permission"] as const;
export type FlagType = (typeof types)[number];

export const risks = ["low", "medium", "high"] as const;
export type FlagRisk = (typeof risks)[number];

/** A later expiry that somebody approved. */
export interface FlagExtension {
  /** First instant at which the extended flag has expired, epoch milliseconds. */
  readonly expiresAt: number;
  readonly reason: string;
  readonly approver: string;
  /** False where it is over the limits of `extensions.ts`: it then extends nothing. */
  readonly counts: boolean;
}

/**
 * A person's note of who looked at a flag of high risk, or at an experiment's legal side. What counts is the signed
 * approval, see approval.ts.
 */
export interface FlagApproval {
  readonly by: string;
  readonly ticket: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export type VariantValue = boolean | string | number | Readonly<Record<string, unknown>> | readonly unknown[];

/** A share of the subjects: those whose bucket of `flag key + subject` lies in it get the variant. */
export interface FlagSplit {
  /** What tells subjects apart: `targetingKey`, `tenant` or a claim. */
  readonly by: string;
  /** In thousandths of a percent, in the order in which they were written; their sum is 100,000. */
  readonly shares: readonly { readonly variant: string; readonly weight: number }[];
}

/** What is served to those who meet all conditions; the first rule that fits decides. */
export interface FlagTarget {
  readonly tenants: readonly string[] | null;
  readonly claims: readonly { readonly name: string; readonly values: readonly (string | number | boolean)[] }[];
  readonly serve: { readonly variant: string } | { readonly split: FlagSplit };
}

/** What tells an answer of the service: its status, a text in its body, or both. */
export interface ProbeAnswer {
  readonly status?: number | undefined;
  readonly contains?: string | undefined;
}

/** A request to the running service whose answer says whether the flag's path is there: what a drill asks. */
export interface FlagProbe {
  /** Path and query. */
  readonly path: string;
  readonly method: "GET" | "HEAD" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly on: ProbeAnswer;
  readonly off: ProbeAnswer;
}

export interface FlagPosition {
  readonly line: number;
  readonly column: number;
}

/** One registered flag. Times are epoch milliseconds. */
export interface Flag {
  readonly key: string;
  /** Null is a finding, not an error of the file. */
  readonly owner: string | null;
  readonly scope: FlagScope;
  /** First instant at which it has expired, extensions included; null is a finding. */
  readonly expiresAt: number | null;
  /** The expiry as it was written. */
  readonly expires: string | null;
  readonly killswitch: boolean;
  /** How its kill-switch is drilled; null: it cannot be. */
  readonly probe: FlagProbe | null;
  readonly type: FlagType;
  readonly risk: FlagRisk;
  readonly description: string | null;
  readonly createdAt: number | null;
  /** The side that is taken when in doubt. */
  readonly safe: boolean;
  /** Where it may be used; null: anywhere. */
  readonly services: readonly string[] | null;
  readonly stacks: readonly string[] | null;
  readonly environments: readonly string[] | null;
  /** Keys that must be on for this one to have an effect. */
  readonly prerequisites: readonly string[];
  readonly extensions: readonly FlagExtension[];
  readonly approval: FlagApproval | null;
  /** `{on: true, off: false}` unless the registry names others. */
  readonly variants: Readonly<Record<string, VariantValue>>;
  /** The variant of those whom no rule and no rollout decides about. */
  readonly fallback: string;
  /** The variant of the safe side. */
  readonly safeVariant: string;
  readonly targeting: readonly FlagTarget[];
  readonly rollout: FlagSplit | null;
  /** How an experiment on this flag ended, once it has. */
  readonly ended: { readonly experiment: string; readonly at: number; readonly decision: string } | null;
  /** Where its entry begins in the registry's file; null where it came from no text. */
  readonly position: FlagPosition | null;
}

/** Signed approvals that lie beside a registry. */
export interface FlagApprovals {
  readonly valid: readonly VerifiedApproval[];
  readonly refused: readonly { readonly file: string; readonly text: string }[];
}

export interface Registry {
  /** Named in findings. */
  readonly file: string;
  /** In the file's order; a key may stand twice, which is a finding. */
  readonly flags: readonly Flag[];
  /** Who may own a flag; null where the registry has no such list. */
  readonly owners?: readonly string[] | null;
  readonly approvals?: FlagApprovals;
}

/** Flags by key; of a key that stands twice, all. */
export function byKey(registry: Registry): ReadonlyMap<string, readonly Flag[]> {
  const map = new Map<string, Flag[]>();
  for (const flag of registry.flags) {
    const known = map.get(flag.key);
    if (known) known.push(flag);
    else map.set(flag.key, [flag]);
  }
  return map;
}
