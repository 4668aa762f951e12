import { lameDuck } from "../../adapters/http/lame-duck.ts";
import { listenOnLoopback, startFailure } from "../../adapters/http/listen.ts";
import { checkoutApp } from "./checkout.ts";
import { openFlags } from "./flags.ts";
import { ordersMetrics } from "./metrics.ts";
import { ordersServer } from "./server.ts";
import { ordersService } from "./service.ts";
import { readSettings } from "./settings.ts";
import { openStore } from "./store.ts";
import { openMigratedStore } from "./store-v2.ts";

/** One replica of the sample service as a process; its settings come from the environment (settings.ts). */
try {
  const settings = readSettings(process.env);
  const { color, version, role, replica } = settings;
  const application = `orders ${color} ${version.name} ${replica}`;
  const migrated =
    version.contract === 2
      ? await openMigratedStore(settings.databaseUrl, settings.poolSize, application, version.readDefect)
      : null;
  const store = migrated ?? (await openStore(settings.databaseUrl, settings.poolSize, application));
  const clock = (): number => performance.now();
  const usage = {
    cpuSeconds: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    residentBytes: () => process.memoryUsage.rss(),
  };
  const metrics = ordersMetrics({ color, version: version.name, role, replica }, usage, settings.cpuCentsPerHour);
  let reportedAt = 0;
  // One a second is enough of a database that is away.
  const report = (error: unknown): void => {
    if (Date.now() - reportedAt < 1_000) return;
    reportedAt = Date.now();
    console.error(error);
  };
  const flags = await openFlags(settings.flags);
  const server = ordersServer({
    settings,
    checkout: checkoutApp(flags),
    store,
    metrics,
    clock,
    service: ordersService(settings, store, clock),
    ...(migrated ? { newTable: (clientId: string) => migrated.ofNewTable(clientId) } : {}),
    report,
  });
  const leaveServer = lameDuck(server);
  const port = await listenOnLoopback(server, settings.port);
  console.log(`orders ${version.name} (${color}, ${role}, replica ${replica}) on ${port}`);
  const leave = async (): Promise<void> => {
    await leaveServer();
    flags.close();
    await store.close();
    process.exit(0);
  };
  process.on("SIGTERM", () => void leave());
  process.on("SIGINT", () => void leave());
} catch (error) {
  const { exitCode, text } = startFailure(error);
  console.error(text);
  process.exit(exitCode);
}
