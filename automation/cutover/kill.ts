import { type Boundary, isKillAt } from "../../core/cutover/index.ts";

declare const MAESTRO_RELEASE_BUILD: boolean | undefined;

/**
 * Ends the driver with SIGKILL at the boundary that MAESTRO_TEST_KILL_AT names, as a crash would. Builds made with
 * `npm run build -- --release` leave it out.
 */
export function killerOf(env: Readonly<Record<string, string | undefined>>): (boundary: Boundary) => void {
  const setting = env.MAESTRO_TEST_KILL_AT;
  if (setting === undefined || (typeof MAESTRO_RELEASE_BUILD !== "undefined" && MAESTRO_RELEASE_BUILD))
    return () => undefined;
  return (boundary) => {
    if (isKillAt(setting, boundary)) process.kill(process.pid, "SIGKILL");
  };
}
