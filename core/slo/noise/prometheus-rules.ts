import * as z from "zod";
import type { Compare } from "../definitions/index.ts";

const text = z.string();
const words = z.record(z.string(), z.string());

/** A Prometheus rule file, as its documentation has it; only alerts are read. */
export const prometheusRulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: text,
      interval: text.optional(),
      query_offset: text.optional(),
      limit: z.number().optional(),
      labels: words.optional(),
      rules: z.array(
        z.strictObject({
          alert: text.optional(),
          record: text.optional(),
          expr: z.union([text, z.number()]),
          for: text.optional(),
          keep_firing_for: text.optional(),
          labels: words.optional(),
          annotations: words.optional(),
        }),
      ),
    }),
  ),
});

export interface Comparison {
  /** What is compared: a query of its own. */
  readonly query: string;
  readonly op: Compare;
  readonly value: number;
}

const ops: Readonly<Record<string, Compare>> = { ">": "gt", ">=": "gte", "<": "lt", "<=": "lte" };

/**
 * `expr OP number` taken apart, where the comparison stands outside of all brackets and nothing follows it. Null for
 * anything else (and, or, ==, bool, a comparison of two series): such a rule says when it is so, not how far it is.
 */
export function comparisonOf(expr: string): Comparison | null {
  const plain = masked(expr);
  if (/\b(and|or|unless|bool)\b/i.test(plain)) return null;
  const match = /^(.*[^<>=!\s])\s*(>=|<=|>|<)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$/is.exec(plain);
  if (match === null || /[<>]|==|!=/.test(match[1]!)) return null;
  return { query: expr.slice(0, match[1]!.length).trim(), op: ops[match[2]!]!, value: Number(match[3]) };
}

/** The text with everything inside brackets and quotes blanked, so that only what stands outside is seen. */
function masked(expr: string): string {
  let [depth, quote, out] = [0, "", ""];
  for (let i = 0; i < expr.length; i++) {
    const c = expr[i]!;
    if (quote !== "") {
      if (c === "\\" && quote !== "`") {
        out += "_";
        i++;
      } else if (c === quote) quote = "";
      out += "_";
      continue;
    }
    if (c === '"' || c === "'" || c === "`") quote = c;
    if ("([{".includes(c)) depth++;
    out += depth > 0 || quote !== "" ? "_" : c;
    if (")]}".includes(c)) depth--;
  }
  return out.slice(0, expr.length);
}

/** `5m`, `1h30m`, `90s`, `0s`; null for what is no Prometheus duration. */
export function prometheusMs(duration: string): number | null {
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const;
  if (duration === "0") return 0;
  if (!/^(\d+(ms|[smhdwy]))+$/.test(duration)) return null;
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}
