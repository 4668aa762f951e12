const MINUTE = 60_000;
const fixed = { m: MINUTE, h: 60 * MINUTE, d: 1_440 * MINUTE, w: 10_080 * MINUTE } as const;

/** OpenSLO's duration-shorthand: a count of fixed units, or of calendar units, whose length depends on where they lie. */
export type Duration =
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "calendar"; readonly months: number };

/** `30d`, `4w`, `12h`, `5m`, `1M`, `1Q`, `1Y`; null for anything else, `0d` and what is beyond ten years included. */
export function readDuration(text: string): Duration | null {
  const match = /^([1-9]\d{0,6})([mhdwMQY])$/.exec(text);
  if (match === null) return null;
  const count = Number(match[1]);
  const unit = match[2] as keyof typeof fixed | "M" | "Q" | "Y";
  if (unit === "M" || unit === "Q" || unit === "Y") {
    const months = count * { M: 1, Q: 3, Y: 12 }[unit];
    return months <= 120 ? { kind: "calendar", months } : null;
  }
  const ms = count * fixed[unit];
  return ms <= 3_660 * fixed.d ? { kind: "fixed", ms } : null;
}

/** Milliseconds of a fixed duration, or null: for what must not depend on a calendar. */
export function fixedMs(text: string): number | null {
  const duration = readDuration(text);
  return duration?.kind === "fixed" ? duration.ms : null;
}

/** `1 h`, `30 min`, `3 d`: at most three significant digits. */
export function spanText(ms: number): string {
  const seconds = ms / 1_000;
  const short = (value: number, unit: string): string => `${Number(value.toPrecision(3))} ${unit}`;
  if (seconds >= 86_400) return short(seconds / 86_400, "d");
  if (seconds >= 3_600) return short(seconds / 3_600, "h");
  return seconds >= 60 ? short(seconds / 60, "min") : short(seconds, "s");
}
