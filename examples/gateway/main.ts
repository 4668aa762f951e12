import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import * as z from "zod";
import { Experiments } from "../../adapters/experiments/index.ts";
import { Flags, killFiles, overridesFrom } from "../../adapters/flags/index.ts";
import { listenOnLoopback, startFailure } from "../../adapters/http/listen.ts";
import { publicKeyFromPem } from "../../core/attest/index.ts";
import { signedCursors } from "./cursor.ts";
import { memoryOrders, serviceOrders } from "./orders.ts";
import { gatewayServer } from "./server.ts";

const settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  ORDERS_URL: z.url().optional().describe("The orders service; in memory unless set"),
  TOKEN_KEY_FILE: z.string().describe("Public key of the login, Ed25519, PEM; its kid is `login`"),
  TOKEN_ISSUER: z.string().default("https://login.example"),
  TOKEN_AUDIENCE: z.string().default("gateway"),
  CURSOR_SECRET: z.string().min(16).optional(),
  MAESTRO_FLAGS_REGISTRY: z.string().default("flags/registry.yaml"),
  MAESTRO_STATE_DIR: z.string().default(".maestro"),
  FEATURE_FLAGS: z.string().optional(),
});

/** The sample gateway as a process; decisions go to stdout, one JSON object a line. */
try {
  const env = settings.parse(process.env);
  const flags = await Flags.open({
    source: env.MAESTRO_FLAGS_REGISTRY,
    stateDir: env.MAESTRO_STATE_DIR,
    kills: killFiles(env.MAESTRO_STATE_DIR),
    overrides: overridesFrom(env.FEATURE_FLAGS),
  });
  const experiments = Experiments.open({ stateDir: env.MAESTRO_STATE_DIR, flags });
  const secret = env.CURSOR_SECRET ? createHash("sha256").update(env.CURSOR_SECRET).digest() : randomBytes(32);
  const { server, stop } = await gatewayServer({
    orders: env.ORDERS_URL ? serviceOrders(env.ORDERS_URL) : memoryOrders(),
    cursors: signedCursors(secret),
    tokens: {
      issuer: env.TOKEN_ISSUER,
      audience: env.TOKEN_AUDIENCE,
      keys: new Map([["login", publicKeyFromPem(readFileSync(env.TOKEN_KEY_FILE, "utf8"), env.TOKEN_KEY_FILE)]]),
    },
    flags,
    experiments,
    measure: (_, { failed, durationMs }) => ({ metrics: { error_rate: failed ? 1 : 0, p95_ms: durationMs } }),
    log: (decision) => console.log(JSON.stringify(decision)),
    clock: Date.now,
  });
  const port = await listenOnLoopback(server, env.PORT);
  console.error(`gateway on ${port}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      flags.close();
      experiments.close();
      void stop().then(() => process.exit(0));
    });
} catch (error) {
  const { exitCode, text } = startFailure(error);
  console.error(text);
  process.exit(exitCode);
}
