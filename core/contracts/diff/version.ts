export type Bump = "none" | "patch" | "minor" | "major";
export const BUMPS: readonly Bump[] = ["none", "patch", "minor", "major"];

type Version = number | string;

/** An integer n counts as n.0.0. */
function parts(version: Version): [number, number, number] {
  if (typeof version === "number") return [version, 0, 0];
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return [major, minor, patch];
}

/** Below 0 when a comes before b. */
export function compareVersions(a: Version, b: Version): number {
  const [x, y] = [parts(a), parts(b)];
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

/** What the version was raised by. */
export function bumpBetween(prev: Version, next: Version): Bump {
  const [x, y] = [parts(prev), parts(next)];
  if (y[0] !== x[0]) return "major";
  if (y[1] !== x[1]) return "minor";
  return y[2] === x[2] ? "none" : "patch";
}

export function largerBump(a: Bump, b: Bump): Bump {
  return BUMPS.indexOf(a) > BUMPS.indexOf(b) ? a : b;
}
