import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import autocannon from "autocannon";
import express from "express";
import { Flags, withFlag } from "../../adapters/flags/index.ts";
import { parseRegistryText } from "../../adapters/flags/registry-text.ts";

const text = "flags:\n  - {key: bench.static, owner: o, scope: global, expires: 2099-01-01, on: true}\n";

/** Requests a second of the same route without and with `withFlag`, in turns, medians of fifteen rounds each. */
export async function expressThroughput(): Promise<{ plain: number; flagged: number; loss: number }> {
  parseRegistryText(text, "bench");
  const flags = await Flags.open({
    source: { name: "bench", read: async () => ({ text, version: "1", complete: true }) },
  });
  const app = express();
  app.disable("x-powered-by");
  app.get("/plain", (_, response) => void response.json({ ok: true }));
  app.get("/flagged", withFlag("bench.static", { flags }), (_, response) => void response.json({ ok: true }));
  const server: Server = await new Promise((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  const { port } = server.address() as AddressInfo;
  const measure = async (path: string, duration: number): Promise<number> => {
    const result = await autocannon({ url: `http://127.0.0.1:${port}${path}`, connections: 20, duration });
    if (result.non2xx > 0) throw new Error(`${result.non2xx} answers of ${path} were no success`);
    return result.requests.average;
  };
  await measure("/plain", 2);
  await measure("/flagged", 2);
  const rounds: [number, number][] = [];
  for (let round = 0; round < 15; round++) {
    // In turns and in both orders: the machine's mood is then the same for both.
    const order = round % 2 === 0 ? ["/plain", "/flagged"] : ["/flagged", "/plain"];
    const seen = new Map<string, number>();
    for (const path of order) seen.set(path, await measure(path, 1));
    rounds.push([seen.get("/plain")!, seen.get("/flagged")!]);
  }
  server.close();
  server.closeAllConnections();
  flags.close();
  const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  const [plain, flagged] = [median(rounds.map(([p]) => p)), median(rounds.map(([, f]) => f))];
  return { plain, flagged, loss: 1 - median(rounds.map(([p, f]) => f / p)) };
}
