import type { StackValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { configProblems, resourceProblems } from "../judge.ts";

/** All flags once more at the end, on the resources' outputs. */
export const flagsReport = (place: Place): StackValidationPolicy => ({
  name: "flags-report",
  description: "Every flag in config and environments is registered, unexpired and in scope (judged again at the end).",
  enforcementLevel: "mandatory",
  configSchema: timeoutConfig,
  validateStack: (args, report) =>
    refuseWith(report, args.getConfig(), async () => {
      const problems = [(await configProblems(place)).problems];
      for (const resource of args.resources) problems.push((await resourceProblems(place, resource)).problems);
      return [...new Set(problems.flat())];
    }),
});
