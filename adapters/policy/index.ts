export { calendarFile, parseCalendar, readCalendar, readCalendarFile } from "./calendar.ts";
export { describeError } from "./describe.ts";
export {
  assertMayDeploy,
  claimsToBackOut,
  configFlagProblems,
  type Deployment,
  freezeDecision,
  guardDeployment,
  namespace,
} from "./guard.ts";
export { parseRegistry, readRegistry, registryFile } from "./registry.ts";
export { projectRootOf } from "./root.ts";
export { type PolicySources, readPolicySources } from "./sources.ts";
