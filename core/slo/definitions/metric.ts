import * as z from "zod";

const words = {
  query: z.string().min(1).optional().describe("Prometheus: PromQL that gives one series"),
  column: z.string().min(1).optional().describe("File: the column's or member's name"),
  file: z.string().min(1).optional().describe("File: CSV or JSON with timestamps, relative to the project"),
  zone: z.string().min(1).optional().describe("File: IANA zone of times without an offset"),
  timeUnit: z.enum(["s", "ms"]).optional().describe("File: of plain numbers as times; s unless told"),
};

/** The types of source that can be read, as OpenSLO writes them; case does not matter. */
export const sourceTypes = ["Prometheus", "File"] as const;

export function unsupportedSource(type: string): boolean {
  return !sourceTypes.some((known) => known.toLowerCase() === type.toLowerCase());
}

/** Where one series of numbers comes from. Sources that cannot be read are named before their own keys are looked at. */
export const metricSource = z
  .strictObject({
    metricSourceRef: z.string().min(1).optional().describe("the name of a DataSource"),
    type: z.string().min(1).optional().describe("Prometheus or File; needed without metricSourceRef"),
    spec: z.looseObject(words),
  })
  .superRefine(({ type, spec }, context) => {
    if (type !== undefined && unsupportedSource(type)) {
      context.addIssue({
        code: "custom",
        path: ["type"],
        message: `the source ${type} cannot be read`,
        params: { code: "slo-source-unsupported", next: `use one of: ${sourceTypes.join(", ")}` },
      });
      return;
    }
    for (const key of Object.keys(spec))
      if (!Object.hasOwn(words, key))
        context.addIssue({
          code: "custom",
          path: ["spec", key],
          message: `unknown key ${JSON.stringify(key)}`,
          params: { code: "unknown-key", next: `use one of: ${Object.keys(words).join(", ")}` },
        });
  });
export type MetricSourceSpec = z.infer<typeof metricSource>;
export const metric = z.strictObject({ metricSource });

/** DataSource.spec.connectionDetails of the two types. Secrets are named by their variable or file, never written. */
export const connectionDetails = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
  caFile: z.string().min(1).optional(),
  bearerTokenFile: z.string().min(1).optional(),
  bearerTokenEnv: z.string().min(1).optional(),
  file: z.string().min(1).optional(),
  zone: z.string().min(1).optional(),
  timeUnit: z.enum(["s", "ms"]).optional(),
});

/** A metric whose source is settled. */
export type Metric =
  | {
      readonly type: "prometheus";
      readonly query: string;
      /** Null: the server that the command names. */
      readonly server: {
        readonly url: string;
        readonly caFile?: string | undefined;
        readonly bearerTokenFile?: string | undefined;
        readonly bearerTokenEnv?: string | undefined;
      } | null;
    }
  | {
      readonly type: "file";
      readonly file: string;
      readonly column: string;
      readonly zone: string | null;
      readonly timeUnit: "s" | "ms";
    };
