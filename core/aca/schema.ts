import * as z from "zod";
import { DEFAULT_TESTS, TEST_NAMES, UNLIMITED_TESTS } from "./tests/names.ts";

/** Of the operating characteristics in docs/guides/aca.md. */
const DEFAULT_ALPHA = 0.0165;

/** Where a metric's samples come from; a plain string is the column's name in a file. */
const source = z.union([
  z.string().min(1).describe("column of a CSV or JSON file"),
  z.strictObject({
    column: z.string().min(1).optional().describe("column of a CSV or JSON file"),
    query: z.string().min(1).optional().describe("query of a metric source; {{side}} becomes baseline or canary"),
    from: z.string().min(1).optional().describe("which of sources to ask; may be left out where there is one"),
  }),
]);

const timeoutMs = z.int().min(1).max(600_000).optional().describe("for one query; default 10,000");
const attempts = z.int().min(1).max(10).optional().describe("default 3");

/** A server that can be asked for metrics. Secrets are named, never written here. */
const server = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("prometheus"),
      url: z
        .url({ protocol: /^https?$/ })
        .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), "no user or password in the address: use a bearer token"),
      caFile: z.string().min(1).optional().describe("PEM of the authorities to trust"),
      bearerTokenFile: z.string().min(1).optional(),
      bearerTokenEnv: z.string().min(1).optional().describe("environment variable that holds the token"),
      timeoutMs,
      attempts,
      stepSeconds: z.number().min(0.001).max(86_400).default(5).describe("between two samples"),
    })
    .refine(
      ({ bearerTokenFile, bearerTokenEnv }) => bearerTokenFile === undefined || bearerTokenEnv === undefined,
      "give the token's file or its variable, not both",
    ),
  z.strictObject({
    type: z.literal("cloudwatch").describe("with the credentials that the AWS SDK finds"),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as eu-central-1"),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("another address than the region's own"),
    timeoutMs,
    attempts,
    stepSeconds: z.int().min(1).max(86_400).default(60).describe("between two samples"),
  }),
]);

export const metricSchema = z
  .strictObject({
    name: z.string().min(1).describe("unique"),
    kind: z.enum(["continuous", "count", "proportion"]),
    direction: z.enum(["increase", "decrease", "either"]).describe("the change that is bad"),
    critical: z.boolean().default(false).describe("a fail of this metric fails the canary whatever the score"),
    weight: z.number().positive().max(1e6).default(1),
    group: z.string().min(1).optional().describe("heading under which reports list it"),
    margin: z
      .number()
      .min(0)
      .max(10)
      .default(0)
      .describe("practical margin as a share of the baseline: 0.05 tolerates 5 %"),
    minSamples: z.int().min(5).max(1e6).default(5).describe("fewer on either side are inconclusive"),
    nan: z.enum(["drop", "zero", "fail"]).default("drop").describe("what a missing value means"),
    source: source.optional(),
  })
  .describe("one metric");

export const acaSchema = z
  .strictObject({
    metrics: z.array(metricSchema).min(1).max(100_000),
    looks: z
      .strictObject({
        planned: z
          .union([z.int().min(1).max(100), z.literal("unlimited")])
          .default(1)
          .describe("how often the growing canary is judged in all; unlimited for a soak without end"),
        alpha: z.number().gt(0).max(0.2).default(DEFAULT_ALPHA).describe("false-alarm rate over all looks and metrics"),
      })
      .prefault({}),
    tests: z
      .array(z.enum(TEST_NAMES))
      .min(1)
      .refine((tests) => new Set(tests).size === tests.length, "each test may stand once")
      .default([...DEFAULT_TESTS])
      .describe("the deciding tests"),
    sources: z.record(z.string().min(1), server).optional().describe("servers that queries go to, by name"),
    threshold: z.number().gt(0).max(1).default(0.9).describe("score from which the canary passes"),
  })
  .superRefine((config, context) => {
    config.tests.forEach((test, index) => {
      // Of the default tests those that cannot be watched without end are left out then.
      const chosen = config.tests.join() !== DEFAULT_TESTS.join();
      if (config.looks.planned === "unlimited" && chosen && !UNLIMITED_TESTS.includes(test))
        context.addIssue({
          code: "custom",
          path: ["tests", index],
          message: `${test} cannot be watched without end`,
          params: { code: "bad-test", next: `use ${UNLIMITED_TESTS.join(", ")} with unlimited looks` },
        });
    });
    const seen = new Map<string, number>();
    config.metrics.forEach((metric, index) => {
      const first = seen.get(metric.name);
      if (first !== undefined)
        context.addIssue({
          code: "custom",
          path: ["metrics", index, "name"],
          message: `the metric ${JSON.stringify(metric.name)} stands twice: metrics[${first}] has that name`,
          params: { code: "duplicate-metric", next: "rename or remove one of the two" },
        });
      else seen.set(metric.name, index);
      if (metric.direction !== "increase" && metric.margin >= 1)
        context.addIssue({
          code: "custom",
          path: ["metrics", index, "margin"],
          message: `a margin of ${metric.margin} would tolerate any decrease`,
          params: { code: "bad-margin", next: "give a margin below 1 where a decrease is bad" },
        });
    });
  });

/** aca.yaml with every default filled in. */
export type AcaConfig = z.output<typeof acaSchema>;
/** aca.yaml as a person writes it. */
export type AcaConfigInput = z.input<typeof acaSchema>;
export type MetricConfig = AcaConfig["metrics"][number];
export type Direction = MetricConfig["direction"];
