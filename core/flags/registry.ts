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
}

export interface Registry {
  /** Named in findings. */
  readonly file: string;
  /** In the file's order; a key may stand twice, which is a finding. */
  readonly flags: readonly Flag[];
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
