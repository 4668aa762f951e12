import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { resourceProblems } from "../judge.ts";

/**
 * Judges each resource before it is created or updated. A value that a preview does not know is left to the update,
 * where this rule runs again on the known value and still comes before the resource's provider; at an update nothing
 * may be unknown.
 */
export const flagsInEnvironment = (place: Place): ResourceValidationPolicy => ({
  name: "flags-in-environment",
  description: "Every flag in a container's or process's environment is registered, unexpired and in scope.",
  enforcementLevel: "mandatory",
  configSchema: timeoutConfig,
  validateResource: (args, report) =>
    refuseWith(report, args.getConfig(), async () => {
      const { problems, unknown } = await resourceProblems(place, args);
      if (unknown.length === 0 || place.dryRun()) return problems;
      return [
        ...problems,
        `${unknown.join(", ")} of ${args.name} is not known at an update.\n  Next: report this as a bug.`,
      ];
    }),
});
