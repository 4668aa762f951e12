import type { StackValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { freezeProblems } from "../judge.ts";

/** The same decision once more at the end: the report shows it, and a freeze that began meanwhile is seen. */
export const freezeReport = (place: Place): StackValidationPolicy => ({
  name: "freeze-window-report",
  description: "Inside a freeze window a deploy needs an approved CAB ticket (judged again at the end).",
  enforcementLevel: "mandatory",
  configSchema: timeoutConfig,
  validateStack: (args, report) => refuseWith(report, args.getConfig(), () => freezeProblems(place)),
});
