import type { Finding, Path, Rule } from "../rule.ts";

const UNITS: Readonly<Record<string, string>> = { d: "D", day: "D", w: "W", week: "W", month: "M", y: "Y", year: "Y" };

/** `30d` and `30 days` are no ISO 8601, and no class that anybody would name so. */
export const retentionForm: Rule = {
  id: "retention-form",
  level: "error",
  summary: "A duration is written as ISO 8601 writes it, such as P30D.",
  run: ({ contract, fields, policy }) => {
    const check = (retention: string | undefined, path: Path): Finding[] => {
      if (retention === undefined || policy?.retention.classes[retention] !== undefined) return [];
      const iso = isoOf(retention);
      if (iso === null || iso === retention) return [];
      const message = `${retention} is written ${iso}`;
      return [{ path: [...path, "retention"], message, edit: { kind: "write", text: iso } }];
    };
    return [...check(contract.retention, []), ...fields.flatMap(({ field, path }) => check(field.retention, path))];
  },
};

/** A way of writing a duration that can mean only one thing, as ISO 8601 writes it. `m` alone could be minutes. */
export function isoOf(text: string): string | null {
  if (/^p(\d+[ymwd])+$/i.test(text)) return text.toUpperCase();
  const match = /^(\d{1,6})\s*(d|w|y|day|week|month|year)s?$/i.exec(text.trim());
  return match === null ? null : `P${Number(match[1])}${UNITS[match[2]!.toLowerCase()]}`;
}
