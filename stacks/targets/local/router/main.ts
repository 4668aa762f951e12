import { startFailure } from "../../../../adapters/http/listen.ts";
import { startRouter } from "./server.ts";
import { readSettings } from "./settings.ts";
import { fileStore } from "./store.ts";
import { checkToken, readToken } from "./token.ts";

/** The router as a process; its settings come from the environment (settings.ts). */
try {
  const settings = readSettings(process.env);
  const router = await startRouter({
    port: settings.PORT,
    adminPort: settings.ADMIN_PORT,
    store: fileStore(settings.ROUTER_STATE_FILE),
    token: settings.ROUTER_TOKEN_FILE ? readToken(settings.ROUTER_TOKEN_FILE) : checkToken(settings.ROUTER_TOKEN ?? ""),
    upstreamTimeoutMs: settings.ROUTER_UPSTREAM_TIMEOUT_MS,
    now: Date.now,
    clock: () => performance.now(),
  });
  console.log(`router: traffic on ${router.port}, admin on ${router.adminPort}`);
  const leave = (): void => void router.close().then(() => process.exit(0));
  process.on("SIGTERM", leave);
  process.on("SIGINT", leave);
} catch (error) {
  const { exitCode, text } = startFailure(error);
  console.error(text);
  process.exit(exitCode);
}
