export { openUsageCsv, readUsageCsv, type UsageFile, type UsageStream } from "./csv.ts";
export { fileDigest } from "./digest.ts";
export { readM4 } from "./m4.ts";
export { forecastAll, type PoolOptions } from "./pool.ts";
export { readTimestamp, type TimestampOptions } from "./timestamp.ts";
export { usageSource } from "./usage-sources.ts";
