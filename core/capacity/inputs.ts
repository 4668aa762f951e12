import * as z from "zod";
import { digestOf } from "../ledger/index.ts";

/** The resources that a stack can be sized by, with the unit that its name carries. */
export const sizedResources = [
  "cpuMillicores",
  "memoryBytes",
  "storageBytes",
  "ioPerSecond",
  "messagesPerSecond",
] as const;
export type SizedResource = (typeof sizedResources)[number];

const whole = z.int().min(0);
const share = z.int().min(0).max(100);

const sized = z.strictObject({
  now: whole.describe("mean of the last day of the data"),
  low: whole.describe("the window's highest lower bound of the 95 % band"),
  mean: whole.describe("the window's highest mean"),
  high: whole.describe("what the window's maximum stays below with 95 %"),
  chosen: whole.describe("what is provisioned; a person may change it within low and high"),
  model: z.string().max(200),
  coverage95Percent: share.describe("of the backtest"),
  owaPercent: whole.nullable().describe("against Naive2; below 100 is better"),
  fallback: z
    .boolean()
    .describe("true where the series was refused and the stated rule holds: now and half as much again"),
});

/** The `capacity` section of a stack's config: integers only, so that a diff of it says everything. Empty when absent. */
export const capacityInputs = z.strictObject({
  replicas: z.strictObject({ min: z.int().min(1), max: z.int().min(1), millicoresEach: z.int().min(1) }).optional(),
  resources: z.partialRecord(z.enum(sizedResources), sized).optional(),
  dataStart: z.iso.datetime().optional(),
  dataEnd: z.iso.datetime().optional(),
  generatedAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime().optional(),
  inputDigest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional(),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional(),
  override: z
    .strictObject({ reason: z.string().min(1).max(500), by: z.string().min(1).max(200), until: z.iso.datetime() })
    .optional()
    .describe("accepts what is uncalibrated or outside the band, until then; never what is expired or over budget"),
});
export type CapacityInputs = z.infer<typeof capacityInputs>;

/**
 * Digest of what the forecast said: everything but what a person may choose (`chosen`, replicas, override). It shows
 * that the band was not edited to fit the choice.
 */
export function inputsDigest(inputs: CapacityInputs): `sha256:${string}` {
  const { digest: _, override: __, replicas: ___, resources, ...rest } = inputs;
  const said = Object.entries(resources ?? {}).map(([name, { chosen: ____, ...forecast }]) => [name, forecast]);
  return digestOf({ ...rest, resources: Object.fromEntries(said) });
}
