import * as z from "zod";

const timeoutMs = z.int().min(100).max(600_000).default(60_000).describe("for one question");

/** Where usage is measured. Secrets stand in no file: a token comes from a variable, AWS credentials from the SDK's chain. */
const source = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("prometheus").describe("and what speaks its HTTP API: Thanos, Mimir, VictoriaMetrics"),
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), "no user or password in the address: use bearerTokenEnv"),
    caFile: z.string().min(1).optional().describe("PEM of the authorities to trust"),
    bearerTokenEnv: z.string().min(1).optional().describe("environment variable that holds the token"),
    timeoutMs,
  }),
  z.strictObject({
    type: z.literal("cloudwatch").describe("with the credentials that the AWS SDK finds"),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as eu-central-1"),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("another address than the region's own"),
    timeoutMs,
  }),
  z.strictObject({
    type: z.literal("csv"),
    file: z.string().min(1).describe("series,timestamp,value; the query names the series"),
    timeUnit: z.enum(["s", "ms"]).default("s").describe("of plain numbers as times"),
  }),
]);
export type UsageServer = z.infer<typeof source>;

const series = z.strictObject({
  id: z
    .string()
    .regex(/^[^/,"\n\r]+\/[^/,"\n\r]+(\/[^,"\n\r]+)?$/, "must be service/resource/unit such as orders/cpu/millicores"),
  source: z.string().min(1).describe("one of sources"),
  query: z.string().min(1).max(10_000).describe("PromQL, a CloudWatch expression, or the name of a CSV's series"),
  counter: z.boolean().default(false).describe("the values only grow: rates a second are stored, resets bridged"),
});
export type IngestedSeries = z.infer<typeof series>;

/** capacity/sources.yaml: what `maestro capacity ingest` asks, and whom. */
export const usageSourcesSchema = z
  .strictObject({
    stepSeconds: z.int().min(1).max(86_400).default(3600),
    sources: z.record(z.string().min(1), source),
    series: z.array(series).min(1).max(100_000),
  })
  .superRefine(({ sources, series: list }, context) => {
    const seen = new Set<string>();
    for (const [index, one] of list.entries()) {
      const refuse = (field: string, message: string, next: string): void =>
        context.addIssue({
          code: "custom",
          path: ["series", index, field],
          message,
          params: { code: "bad-series", next },
        });
      if (!Object.hasOwn(sources, one.source))
        refuse("source", `there is no source ${one.source}`, `write one of ${Object.keys(sources).join(", ")}`);
      if (seen.has(one.id)) refuse("id", `${one.id} stands here twice`, "give each series an id of its own");
      seen.add(one.id);
    }
  });
export type UsageSources = z.infer<typeof usageSourcesSchema>;
