import { describeError } from "../../adapters/policy/index.ts";
import { timeoutFrom, within } from "./timeout.ts";

/**
 * Runs a rule and reports what it refuses. A rule that throws, or gives no answer in its time, refuses.
 *
 * @param config The rule's config from the pack's config; it may shorten the time.
 * @param judge Gives one text for each thing that is wrong.
 */
export async function refuseWith(
  report: (message: string) => void,
  config: Readonly<Record<string, unknown>>,
  judge: () => Promise<readonly string[]>,
): Promise<void> {
  let problems: readonly string[];
  try {
    problems = await within(timeoutFrom(config), judge());
  } catch (error) {
    problems = [describeError(error)];
  }
  for (const problem of problems) report(problem);
}
