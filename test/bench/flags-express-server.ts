import type { AddressInfo } from "node:net";
import express from "express";
import { Flags, withFlag } from "../../adapters/flags/index.ts";

/** Three routes that differ in nothing but `withFlag`: two without, for what the measurement itself can tell apart. */
const text = "flags:\n  - {key: bench.static, owner: o, scope: global, expires: 2099-01-01, on: true}\n";
const flags = await Flags.open({
  source: { name: "bench", read: async () => ({ text, version: "1", complete: true }) },
});
const app = express();
app.disable("x-powered-by");
const answer = (_: express.Request, response: express.Response): void => void response.json({ ok: true });
const pass = (_request: express.Request, _response: express.Response, next: express.NextFunction): void => next();
app.get("/plain", answer);
app.get("/passed", pass, answer);
app.get("/again", answer);
app.get("/flagged", withFlag("bench.static", { flags }), answer);
const server = app.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
