import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { Flags, withFlag } from "../../adapters/flags/index.ts";

/** Three routes that differ in nothing but `withFlag`: two without, for what the measurement itself can tell apart. */
const text = "flags:\n  - {key: bench.static, owner: o, scope: global, expires: 2099-01-01, on: true}\n";
const flags = await Flags.open({
  source: { name: "bench", read: async () => ({ text, version: "1", complete: true }) },
});
const answer = (_: express.Request, response: express.Response): void => void response.json({ ok: true });
const pass = (_request: express.Request, _response: express.Response, next: express.NextFunction): void => next();
const handlers = {
  "/plain": [answer],
  "/again": [answer],
  "/passed": [pass, answer],
  "/flagged": [withFlag("bench.static", { flags }), answer],
};
// One application a route: a router asks its routes in order, and the last would pay for those before it.
const ports: Record<string, number> = {};
for (const [route, own] of Object.entries(handlers)) {
  const app = express();
  app.disable("x-powered-by");
  app.get(route, ...own);
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  ports[route] = (server.address() as AddressInfo).port;
}
process.send?.(ports);
process.on("disconnect", () => process.exit(0));
