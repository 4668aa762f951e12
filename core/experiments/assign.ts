import { murmur3 } from "../flags/index.ts";
import type { Experiment } from "./definition.ts";

/**
 * Which arm a subject is in: the same for ever, whatever else is asked, and unrelated to other experiments and to the
 * shares of flags, since the experiment's name is hashed along.
 *
 * @returns null for whoever is left out: tenants that are excluded, and nobody in particular.
 */
export function assign(
  experiment: Pick<Experiment, "experiment" | "arms" | "excludeTenants">,
  subject: { readonly targetingKey?: unknown; readonly tenant?: unknown },
): string | null {
  const { targetingKey, tenant } = subject;
  if (typeof targetingKey !== "string" || targetingKey === "" || targetingKey.length > 4_096) return null;
  if (typeof tenant === "string" && experiment.excludeTenants.includes(tenant)) return null;
  const total = experiment.arms.reduce((sum, { weight }) => sum + weight, 0);
  const bucket = (murmur3(`experiment/${experiment.experiment}/${targetingKey}`) / 2 ** 32) * total;
  let sum = 0;
  for (const { name, weight } of experiment.arms) {
    sum += weight;
    if (bucket < sum) return name;
  }
  return experiment.arms.at(-1)!.name;
}
