/** An instant as RFC 3339 in UTC, without milliseconds where they are zero: `2025-12-27T23:59:59Z`. */
export function rfc3339(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString().replace(".000Z", "Z");
}
