import { Temporal } from "temporal-polyfill";
import { knownZone, nearestZone } from "../../time/index.ts";
import { paceWindows } from "../burn.ts";
import { type Bag, type Found, Refused } from "./bag.ts";
import type { BurnAlert, Indicator, Method, SloDefinition } from "./definition.ts";
import { fixedMs, readDuration } from "./duration.ts";
import { defaultSettings } from "./own.ts";
import { type Period, periodMs } from "./period.ts";
import { metricOf } from "./resolve-metric.ts";
import type { ResourceOf } from "./resources.ts";

type Path = readonly PropertyKey[];
type SloDocument = Found<"SLO">;
type Objective = ResourceOf<"SLO">["spec"]["objectives"][number];

/** The SLO's objectives, one definition each. @throws Refused at the first thing that is wrong */
export function slosOf(found: SloDocument, bag: Bag): SloDefinition[] {
  const { value, document, file, line } = found;
  const { spec, metadata } = value;
  const refuse = refuser(document);
  const settings = bag.all("SloSettings").find((own) => own.value.metadata.name === metadata.name);
  const own = settings?.value.spec ?? defaultSettings;
  const ownDocument = settings?.document ?? document;
  if (!bag.has("Service", spec.service) && bag.names("Service").length > 0)
    bag.warnings.push(`${file}:${line}: ${metadata.name} is of service ${spec.service}, which has no document`);
  const period = periodOf(found);
  const burn = own.burn ?? paceWindows(periodMs(period) / 86_400_000);
  for (const [i, window] of burn.entries())
    if (window.shortSeconds >= window.longSeconds)
      throw new Refused(
        ownDocument,
        ["spec", "burn", i, "shortSeconds"],
        "burn-window",
        "shortSeconds must be less than longSeconds",
        "correct the two windows",
      );
  if (spec.objectives.length > 1 && spec.objectives.some(({ value: limit }) => limit !== undefined))
    refuse(
      ["spec", "objectives", 1],
      "slo-objectives",
      "a threshold metric has one objective",
      "write an SLO for each threshold",
    );
  const names = spec.objectives.map(({ displayName }, i) =>
    spec.objectives.length === 1 ? metadata.name : `${metadata.name}/${displayName ?? i + 1}`,
  );
  if (new Set(names).size < names.length)
    refuse(["spec", "objectives"], "name-twice", "two objectives have one displayName", "rename one of the two");
  return spec.objectives.map((objective, i): SloDefinition => {
    const at: Path = ["spec", "objectives", i];
    return {
      name: names[i]!,
      service: spec.service,
      description: spec.description ?? null,
      target: targetOf(objective, document, at),
      period,
      method: methodOf(spec.budgetingMethod, objective, document, at),
      indicator: indicatorOf(found, objective, bag, at),
      burn,
      minRequests: own.minRequests,
      minBad: own.minBad,
      minCoverage: own.minCoverage,
      since: own.since === undefined ? null : Date.parse(own.since),
      stepMs: own.stepSeconds === undefined ? null : own.stepSeconds * 1_000,
      tails: own.tails.map((tail, k) => ({
        name: tail.name,
        metric: metricOf(tail.metricSource, bag, ownDocument, ["spec", "tails", k, "metricSource"]),
        thresholdMs: tail.thresholdMs ?? null,
      })),
      alerts: alertsOf(found, bag),
      file,
      line,
    };
  });
}

function refuser(document: number) {
  return (path: Path, code: string, message: string, next: string): never => {
    throw new Refused(document, path, code, message, next);
  };
}

function targetOf({ target, targetPercent }: Objective, document: number, at: Path): number {
  const refuse = refuser(document);
  if ((target === undefined) === (targetPercent === undefined))
    return refuse(at, "slo-objective", "an objective has either target or targetPercent", "give one of the two");
  const share = target ?? Number((targetPercent! / 100).toPrecision(12));
  if (share > 0 && share < 1) return share;
  const field = target === undefined ? "targetPercent" : "target";
  const why =
    share === 1
      ? "an objective of 100 % leaves no budget"
      : `an objective lies between 0 and ${target === undefined ? "100 %" : "1"}, not at ${target ?? targetPercent}`;
  return refuse(
    [...at, field],
    "slo-objective",
    why,
    target === undefined ? "write targetPercent: 99.9" : "write it as a share, such as 0.999",
  );
}

function methodOf(
  kind: Method["kind"],
  { timeSliceTarget, timeSliceWindow }: Objective,
  document: number,
  at: Path,
): Method {
  const refuse = refuser(document);
  if (kind === "Occurrences") {
    if (timeSliceTarget !== undefined || timeSliceWindow !== undefined)
      refuse(at, "slo-slices", "Occurrences has no time slices", "remove timeSliceTarget and timeSliceWindow");
    return { kind };
  }
  const windowMs = typeof timeSliceWindow === "number" ? timeSliceWindow * 60_000 : fixedMs(timeSliceWindow ?? "");
  if (windowMs === null || windowMs < 1_000)
    return refuse(
      [...at, "timeSliceWindow"],
      "slo-slices",
      `${kind} needs timeSliceWindow`,
      "write timeSliceWindow: 1m",
    );
  if (kind === "RatioTimeslices") return { kind, windowMs };
  if (timeSliceTarget === undefined)
    return refuse(
      [...at, "timeSliceTarget"],
      "slo-slices",
      "Timeslices needs timeSliceTarget",
      "write timeSliceTarget: 0.99",
    );
  return { kind, windowMs, target: timeSliceTarget };
}

function indicatorOf(found: SloDocument, { op, value: limit }: Objective, bag: Bag, at: Path): Indicator {
  const { spec } = found.value;
  const refuse = refuser(found.document);
  if ((spec.indicator === undefined) === (spec.indicatorRef === undefined))
    return refuse(["spec"], "slo-indicator", "an SLO has either indicator or indicatorRef", "give one of the two");
  const referred =
    spec.indicatorRef === undefined
      ? null
      : bag.get("SLI", spec.indicatorRef, found.document, ["spec", "indicatorRef"]);
  const document = referred?.document ?? found.document;
  const path: Path = referred === null ? ["spec", "indicator", "spec"] : ["spec"];
  const { thresholdMetric, ratioMetric: ratio } = referred?.value.spec ?? spec.indicator!.spec;
  if (thresholdMetric !== undefined) {
    if (op === undefined || limit === undefined)
      return refuse(at, "slo-objective", "a threshold metric needs op and value", "add op: lte and value");
    const metric = metricOf(thresholdMetric.metricSource, bag, document, [...path, "thresholdMetric", "metricSource"]);
    return { kind: "threshold", metric, op, value: limit };
  }
  if (op !== undefined || limit !== undefined)
    refuse(at, "slo-objective", "op and value belong to a threshold metric", "remove them");
  const { good, bad, total, raw, rawType, counter = false } = ratio!;
  const read = (name: "good" | "bad" | "total" | "raw", source: NonNullable<typeof good>) =>
    metricOf(source.metricSource, bag, document, [...path, "ratioMetric", name, "metricSource"]);
  if (raw !== undefined) return { kind: "raw", rawType: rawType!, raw: read("raw", raw) };
  const side = good === undefined ? "bad" : "good";
  return { kind: "ratio", counter, side, part: read(side, (good ?? bad)!), total: read("total", total!) };
}

function periodOf({ value, document }: SloDocument): Period {
  const refuse = refuser(document);
  const at: Path = ["spec", "timeWindow", 0];
  const { duration: text, isRolling, calendar } = value.spec.timeWindow[0]!;
  const duration = readDuration(text);
  if (duration === null)
    return refuse(
      [...at, "duration"],
      "slo-period-unknown",
      `${JSON.stringify(text)} is no period`,
      "write 30d, 4w, or 1M with calendar",
    );
  if ((isRolling ?? calendar === undefined) !== (calendar === undefined))
    return refuse(
      at,
      "slo-period-unknown",
      "a window is either rolling or has a calendar",
      "set isRolling: true, or add calendar",
    );
  if (calendar === undefined) {
    if (duration.kind === "fixed") return { kind: "rolling", ms: duration.ms };
    return refuse(
      [...at, "duration"],
      "slo-period-unsupported",
      `a rolling window of ${text} has no fixed length`,
      "write 30d, or add calendar",
    );
  }
  if (!knownZone(calendar.timeZone))
    return refuse(
      [...at, "calendar", "timeZone"],
      "unknown-zone",
      `there is no time zone ${JSON.stringify(calendar.timeZone)}`,
      `write ${nearestZone(calendar.timeZone) ?? "Europe/Berlin"}`,
    );
  const startTime = calendar.startTime.replace(" ", "T");
  try {
    if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/.test(startTime)) throw new RangeError();
    Temporal.PlainDateTime.from(startTime);
  } catch {
    return refuse(
      [...at, "calendar", "startTime"],
      "time-invalid",
      `${JSON.stringify(calendar.startTime)} is no local time`,
      "write 2026-01-01 00:00:00, without a zone",
    );
  }
  return { kind: "calendar", duration, startTime, zone: calendar.timeZone };
}

function alertsOf(found: SloDocument, bag: Bag): BurnAlert[] {
  return (found.value.spec.alertPolicies ?? []).map((given, i): BurnAlert => {
    const path: Path = ["spec", "alertPolicies", i];
    const named = typeof given === "string" ? given : "alertPolicyRef" in given ? given.alertPolicyRef : null;
    const policy = named === null ? null : bag.get("AlertPolicy", named, found.document, path);
    const document = policy?.document ?? found.document;
    const base: Path = policy === null ? [...path, "spec"] : ["spec"];
    const { conditions, alertWhenNoData } = policy?.value.spec ?? (given as ResourceOf<"AlertPolicy">).spec;
    if (alertWhenNoData === true)
      bag.warnings.push(
        `${found.file}:${found.line}: alertWhenNoData is read over: missing data is said by slo status`,
      );
    const [condition] = conditions;
    const referred =
      "conditionRef" in condition!
        ? bag.get("AlertCondition", condition.conditionRef, document, [...base, "conditions", 0, "conditionRef"])
        : null;
    const { metadata, spec } =
      referred?.value ?? (condition as Pick<ResourceOf<"AlertCondition">, "metadata" | "spec">);
    const where: Path = referred === null ? [...base, "conditions", 0, "spec", "condition"] : ["spec", "condition"];
    const span = (field: "lookbackWindow" | "alertAfter"): number => {
      const text = spec.condition[field];
      const ms = field === "alertAfter" && /^0[mhdw]?$/.test(text) ? 0 : fixedMs(text);
      if (ms !== null) return ms;
      throw new Refused(
        referred?.document ?? document,
        [...where, field],
        "duration-invalid",
        `${JSON.stringify(text)} is no duration`,
        "write it as 5m, 1h or 1d",
      );
    };
    return {
      name: metadata.name,
      severity: spec.severity,
      op: spec.condition.op,
      threshold: spec.condition.threshold,
      lookbackMs: span("lookbackWindow"),
      alertAfterMs: span("alertAfter"),
    };
  });
}
