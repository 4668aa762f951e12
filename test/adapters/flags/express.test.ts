import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Express, type RequestHandler } from "express";
import { afterEach, describe, expect, it } from "vitest";
import { Flags, useFlags, type WithFlagOptions, withFlag } from "../../../adapters/flags/index.ts";

const text = `flags:
  - {key: x.enabled, owner: o, scope: global, expires: 2099-01-01, on: true}
  - {key: x.off, owner: o, scope: global, expires: 2099-01-01}
  - {key: x.acme, owner: o, scope: tenant, expires: 2099-01-01, targeting: [{tenants: [acme], on: true}]}
`;
const source = { name: "r", read: async () => ({ text, version: "1", complete: true }) };
const servers: Server[] = [];
afterEach(() => {
  useFlags(null);
  for (const server of servers.splice(0)) server.close();
});

async function status(key: string, before: RequestHandler | null = null, options?: WithFlagOptions): Promise<number> {
  const app: Express = express();
  if (before) app.use(before);
  app.get("/x", withFlag(key, options), (_, response) => void response.send("ok"));
  const server = await new Promise<Server>((resolve) => {
    const s = app.listen(0, "127.0.0.1", () => resolve(s));
  });
  servers.push(server);
  return (
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, { headers: { "x-tenant": "acme" } })
  ).status;
}
const as =
  (claims: object): RequestHandler =>
  (request, _, next) => {
    Object.assign(request, { auth: claims });
    next();
  };

describe("withFlag", () => {
  it("lets a request pass while the flag is on, else it is not found", async () => {
    useFlags(await Flags.open({ source }));
    expect(await status("x.enabled")).toBe(200);
    expect(await status("x.off")).toBe(404);
    expect(await status("x.unheard")).toBe(404);
    expect(await status("__proto__")).toBe(404);
  });

  it("asks for the tenant that a login has verified, not for what a header claims", async () => {
    useFlags(await Flags.open({ source }));
    expect(await status("x.acme")).toBe(404);
    expect(await status("x.acme", as({ sub: "u", tenant: "acme" }))).toBe(200);
    expect(await status("x.acme", as({ payload: { sub: "u", tenant: "acme" } }))).toBe(200);
    expect(await status("x.acme", as({ tenant: "other" }))).toBe(404);
  });

  it("waits for flags that are still being opened", async () => {
    useFlags(null);
    const flags = await Flags.open({ source });
    expect(await status("x.enabled", null, { flags })).toBe(200);
  });

  it("lets a request's own flags turn off and never on", async () => {
    useFlags(await Flags.open({ source }));
    const own =
      (flags: unknown): RequestHandler =>
      (request, _, next) => {
        Object.assign(request, { flags });
        next();
      };
    expect(await status("x.enabled", own({ "x.enabled": false }))).toBe(404);
    expect(await status("x.off", own({ "x.off": true }))).toBe(404);
    expect(await status("x.enabled", own(null))).toBe(200);
  });

  it("asks for nobody when the context cannot be made", async () => {
    const flags = await Flags.open({ source });
    const context = (): never => {
      throw new Error("x");
    };
    expect(await status("x.enabled", null, { flags, context })).toBe(200);
    expect(await status("x.acme", null, { flags, context })).toBe(404);
  });
});
