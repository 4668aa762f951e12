import { type Bag, bagOf, type DefinitionProblem, type Found, Refused } from "./bag.ts";
import type { Definitions, Incident, Policy, SloDefinition, ThresholdAlert } from "./definition.ts";
import { fixedMs } from "./duration.ts";
import { metricOf } from "./resolve-metric.ts";
import { slosOf } from "./resolve-slo.ts";
import type { ParsedResource } from "./resources.ts";

/**
 * Puts the documents of slo/*.yaml together: references are followed, durations read, defaults filled in.
 * Everything that is wrong is named; what is read over is a warning.
 */
export function resolveDefinitions(
  resources: readonly ParsedResource[],
):
  | { readonly ok: true; readonly definitions: Definitions }
  | { readonly ok: false; readonly problems: DefinitionProblem[] } {
  const problems: DefinitionProblem[] = [];
  const bag = bagOf(resources, problems);
  const attempt = <T>(make: () => T): T[] => {
    try {
      return [make()];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problems.push(error.problem);
      return [];
    }
  };
  const slos: SloDefinition[] = bag.all("SLO").flatMap((found) => attempt(() => slosOf(found, bag)).flat());
  const alerts = bag.all("Alert").flatMap((found) => attempt(() => alertOf(found, bag)));
  const incidents = bag.all("Incident").flatMap((found) => attempt(() => incidentOf(found)));
  for (const { value, document } of bag.all("SloSettings"))
    if (!bag.has("SLO", value.metadata.name))
      problems.push({
        document,
        path: ["metadata", "name"],
        code: "slo-unknown",
        message: `there is no SLO ${value.metadata.name}`,
        next: `name one of: ${bag.names("SLO").join(", ") || "none is defined"}`,
      });
  const [policy, ...more] = bag.all("ErrorBudgetPolicy");
  for (const { document } of more)
    problems.push({
      document,
      path: ["kind"],
      code: "policy-twice",
      message: "there are two error-budget policies",
      next: "keep one; `services` says whom it governs",
    });
  if (problems.length > 0) return { ok: false, problems };
  const definitions: Definitions = {
    slos,
    alerts,
    incidents,
    policy: policy === undefined ? null : policyOf(policy),
    warnings: bag.warnings,
  };
  return { ok: true, definitions };
}

function policyOf({ value, file, line }: Found<"ErrorBudgetPolicy">): Policy {
  return { ...value.spec, name: value.metadata.name, file, line };
}

function alertOf({ value, document, file, line }: Found<"Alert">, bag: Bag): ThresholdAlert {
  const { spec, metadata } = value;
  const span = (field: "for" | "keepFiringFor"): number => {
    const text = spec[field];
    const ms = text === "0m" ? 0 : fixedMs(text);
    if (ms !== null) return ms;
    const message = `${JSON.stringify(text)} is no duration`;
    throw new Refused(document, ["spec", field], "duration-invalid", message, "write it as 5m, 1h or 1d");
  };
  return {
    name: metadata.name,
    service: spec.service,
    severity: spec.severity,
    metric: metricOf(spec.metricSource, bag, document, ["spec", "metricSource"]),
    op: spec.op,
    value: spec.value,
    forMs: span("for"),
    keepMs: span("keepFiringFor"),
    file,
    line,
  };
}

function incidentOf({ value, document }: Found<"Incident">): Incident {
  const [start, end] = [Date.parse(value.spec.start), Date.parse(value.spec.end)];
  if (start < end) return { name: value.metadata.name, service: value.spec.service, start, end };
  const message = "the incident ends before it starts";
  throw new Refused(document, ["spec", "end"], "end-before-start", message, "correct start or end");
}
