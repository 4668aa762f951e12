export { rfc3339 } from "./format.ts";
export { type Edge, readTime, type TimeOutcome, type WrittenTime } from "./instant.ts";
export { instantsOf, type Wall, type WallTime, wallAt, wallOf } from "./wall.ts";
export { knownZone, nearestZone, steadyOffset } from "./zone.ts";
