import { readFileSync } from "node:fs";
import * as z from "zod";
import { InputError } from "../../core/errors/index.ts";
import { type Version, versionNamed } from "./versions.ts";

const number = (fallback: number) => z.coerce.number().nonnegative().default(fallback);

const environment = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535),
    DATABASE_URL: z.string().min(1).optional(),
    DATABASE_URL_FILE: z
      .string()
      .min(1)
      .optional()
      .describe("A file that holds the URL, so that it is in no process list"),
    DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
    COLOR: z.enum(["blue", "green"]),
    VERSION: z.string().min(1),
    ROLE: z.enum(["color", "baseline"]).default("color"),
    REPLICA: z.string().min(1).default("0"),
    ORDERS_SEED: z.coerce.number().int().optional().describe("Of service times and failures; from REPLICA unless set"),
    ORDERS_SERVICE_MS: number(6).describe("Median of the service time, lognormal with sigma 0.3"),
    ORDERS_MAX_IN_FLIGHT: z.coerce.number().int().min(1).default(1_000),
    ORDERS_BREAK_AFTER: number(15).describe("Seconds of full traffic after which v2.0.0-latebreak breaks"),
    ORDERS_BREAK_RATE: number(90).describe("Requests a second that count as full traffic for one replica"),
    MAESTRO_FLAGS_REGISTRY: z.string().min(1).optional().describe("The registry's file; without it every flag is off"),
    MAESTRO_STATE_DIR: z.string().min(1).optional().describe("Where kill-switches and the last sound registry lie"),
    FEATURE_FLAGS: z.string().optional().describe("What the stack's config says of flags, JSON"),
    MAESTRO_STACK: z.string().min(1).optional(),
    MAESTRO_ENVIRONMENT: z.string().min(1).optional(),
    ORDERS_CPU_CENTS_PER_HOUR: number(4).describe("Price of one hour of one processor core"),
  })
  .refine((value) => value.DATABASE_URL !== undefined || value.DATABASE_URL_FILE !== undefined, {
    path: ["DATABASE_URL"],
    message: "DATABASE_URL or DATABASE_URL_FILE must be set",
  });

export interface OrdersSettings {
  readonly port: number;
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly color: "blue" | "green";
  readonly version: Version;
  readonly role: "color" | "baseline";
  readonly replica: string;
  readonly seed: number;
  /** Milliseconds. */
  readonly serviceMs: number;
  readonly maxInFlight: number;
  readonly breakAfterSeconds: number;
  readonly breakRatePerSecond: number;
  readonly cpuCentsPerHour: number;
  readonly flags: {
    readonly registry: string | null;
    readonly stateDir: string | null;
    readonly config: string | undefined;
    readonly stack: string | null;
    readonly environment: string | null;
  };
}

/**
 * Reads the settings of one replica from its environment.
 * @throws InputError `orders-settings` naming the variable, `version-unknown`, `database-url-not-readable`
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): OrdersSettings {
  const result = environment.safeParse(env);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw new InputError("orders-settings", message, {
      field: path.join("."),
      next: `set ${path.join(".")} in the environment of orders`,
    });
  }
  const value = result.data;
  return {
    port: value.PORT,
    databaseUrl: value.DATABASE_URL ?? readUrl(value.DATABASE_URL_FILE!),
    poolSize: value.DATABASE_POOL,
    color: value.COLOR,
    version: versionNamed(value.VERSION),
    role: value.ROLE,
    replica: value.REPLICA,
    seed: value.ORDERS_SEED ?? seedOf(value.REPLICA),
    serviceMs: value.ORDERS_SERVICE_MS,
    maxInFlight: value.ORDERS_MAX_IN_FLIGHT,
    breakAfterSeconds: value.ORDERS_BREAK_AFTER,
    breakRatePerSecond: value.ORDERS_BREAK_RATE,
    cpuCentsPerHour: value.ORDERS_CPU_CENTS_PER_HOUR,
    flags: {
      registry: value.MAESTRO_FLAGS_REGISTRY ?? null,
      stateDir: value.MAESTRO_STATE_DIR ?? null,
      config: value.FEATURE_FLAGS,
      stack: value.MAESTRO_STACK ?? null,
      environment: value.MAESTRO_ENVIRONMENT ?? null,
    },
  };
}

/** FNV-1a in 32 bits: replicas differ from each other, and each is the same whenever it starts. */
function seedOf(replica: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(replica, "utf8")) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function readUrl(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new InputError("database-url-not-readable", "cannot read the database's URL", {
      file,
      field: "DATABASE_URL_FILE",
      next: `look at it: ls -l ${file}`,
      cause,
    });
  }
}
