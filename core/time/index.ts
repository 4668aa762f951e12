export { rfc3339 } from "./format.ts";
export { type Edge, readTime, type TimeOutcome, type WrittenTime } from "./instant.ts";
export { knownZone, nearestZone } from "./zone.ts";
