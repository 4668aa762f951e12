import { startFailure } from "../../adapters/http/listen.ts";
import { seededRandom } from "../orders/random.ts";
import { loadClient } from "./client.ts";
import { runLoad } from "./load.ts";
import { Mix } from "./mix.ts";
import { readOptions } from "./options.ts";

/** The load as a process. SIGTERM and SIGINT end it in order: the last answers are waited for and counted. */
try {
  const options = readOptions(process.argv.slice(2), `load-${Date.now().toString(36)}`);
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => controller.abort());
  const now = (): number => performance.timeOrigin + performance.now();
  const summary = await runLoad(options, {
    client: loadClient(options.url, options.timeoutMs, now),
    mix: new Mix(options.run, seededRandom(options.seed)),
    now,
    signal: controller.signal,
  });
  console.log(JSON.stringify(summary));
} catch (error) {
  const { exitCode, text } = startFailure(error);
  console.error(text);
  process.exit(exitCode);
}
