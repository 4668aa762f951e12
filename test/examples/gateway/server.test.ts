import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Experiments, experimentPlace, makeSalt, writeRecord } from "../../../adapters/experiments/index.ts";
import { Flags } from "../../../adapters/flags/index.ts";
import { listenOnLoopback } from "../../../adapters/http/listen.ts";
import { digestOf } from "../../../core/ledger/index.ts";
import { signedCursors } from "../../../examples/gateway/cursor.ts";
import { memoryOrders } from "../../../examples/gateway/orders.ts";
import type { Decision } from "../../../examples/gateway/policy.ts";
import { gatewayServer } from "../../../examples/gateway/server.ts";
import { now, rules, token } from "./tokens.ts";

const registry = (on: boolean): string => `flags:
  - {key: orders.fastCheckout, owner: o, scope: tenant, expires: 2099-01-01, targeting: [{tenants: [acme], on: ${on}}]}
  - {key: quote.wording, owner: o, scope: global, expires: 2099-01-01, type: experiment, variants: {plain: plain, warm: warm}, default: plain}
`;
const definition = `experiment: quote-wording
hypothesis: a warm wording sells
owner: o
flag: quote.wording
arms: [{name: control, variant: plain}, {name: treatment, variant: warm}]
start: 2026-05-20
primary: {name: failed, kind: proportion, better: lower}
samples: {cap: 1000}
excludeTenants: [globex]
`;
const state = mkdtempSync(join(tmpdir(), "maestro-gateway-"));
const store = experimentPlace(state, "quote-wording");
makeSalt(store);
writeRecord(store.started, {
  schemaVersion: "1.0",
  at: "2026-05-20T00:00:00Z",
  actor: "person:ana",
  digest: digestOf(definition),
  definition: { file: "e.yaml", text: definition },
  review: null,
});

let text = registry(true);
const flags = await Flags.open({
  source: { name: "r", read: async (known) => (known === text ? null : { text, version: text, complete: true }) },
  pollMs: 20,
  clock: () => now,
});
const log: Decision[] = [];
const experiments = Experiments.open({ stateDir: state, flags, clock: () => now });
const exposures = (): { subject: string; arm: string; metrics: object }[] =>
  (existsSync(store.events) ? readFileSync(store.events, "utf8") : "")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
let url: string;
let stop: () => Promise<void>;
beforeAll(async () => {
  const gateway = await gatewayServer({
    orders: memoryOrders(),
    cursors: signedCursors(Buffer.alloc(32, 7)),
    tokens: rules,
    flags,
    experiments,
    measure: (_, { failed }) => ({ metrics: { failed: failed ? 1 : 0 } }),
    log: (decision) => log.push(decision),
    clock: () => now,
  });
  stop = gateway.stop;
  url = `http://127.0.0.1:${await listenOnLoopback(gateway.server, 0)}`;
});
afterAll(async () => {
  flags.close();
  experiments.close();
  await stop();
  rmSync(state, { recursive: true, force: true });
});
beforeEach(() => {
  log.length = 0;
  rmSync(store.events, { force: true });
});

const ask = async (query: string, authorization: string | undefined = token(), variables: object = {}) => {
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await answer.json()) as {
    data?: Record<string, unknown> | null;
    errors?: { message: string; extensions?: Record<string, unknown> }[];
  };
  return { status: answer.status, data: body.data, error: body.errors?.[0] };
};
const place = (customer: string, item: string, authorization = token()) =>
  ask(`mutation { placeOrder(customer: "${customer}", item: "${item}", quantity: 1) { id } }`, authorization);

describe("the gateway", () => {
  it("keeps each tenant's orders to itself, also where customers have one name", async () => {
    await place("kim", "acme's");
    await place("kim", "globex's", token({ tenant: "globex" }));
    const items = async (authorization: string) =>
      (await ask('{ orders(customer: "kim") { orders { item } } }', authorization)).data!.orders;
    expect(await items(token())).toEqual({ orders: [{ item: "acme's" }] });
    expect(await items(token({ tenant: "globex" }))).toEqual({ orders: [{ item: "globex's" }] });
  });

  it.each([
    ["another tenant's orders", '{ orders(customer: "kim", tenant: "globex") { next } }', {}, "tenant-differs"],
    ["another tenant's order", '{ order(customer: "kim", id: "2", tenant: "globex") { id } }', {}, "tenant-differs"],
    ["an export without its purpose", '{ export(customer: "kim") { id } }', {}, "purpose-missing"],
    [
      "an order of a reader",
      'mutation { placeOrder(customer: "kim", item: "x", quantity: 1) { id } }',
      { role: "reader" },
      "role-missing",
    ],
  ])("denies %s with 403, the reason and the decision's id, which is in the log", async (_, query, claims, reason) => {
    const { status, data, error } = await ask(query, token(claims));
    expect([status, error!.extensions!.code, error!.extensions!.reason]).toEqual([403, "FORBIDDEN", reason]);
    expect(JSON.stringify(data ?? null)).not.toContain("globex");
    expect(log).toMatchObject([{ id: error!.extensions!.decisionId, allow: false, reason }]);
  });

  it("answers 401 without a valid token, and says why", async () => {
    for (const [authorization, reason] of [
      ["", "missing"],
      [token({ exp: 1 }), "expired"],
    ] as const)
      expect(await ask("{ __typename }", authorization)).toMatchObject({
        status: 401,
        error: { extensions: { reason } },
      });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("pages with cursors that count for their own tenant and customer only", async () => {
    for (let i = 0; i < 3; i++) await place("pat", `item ${i}`);
    const page = (after: string | null, authorization = token(), customer = "pat") =>
      ask(
        "query ($customer: String!, $after: String) { orders(customer: $customer, first: 2, after: $after) { orders { item } next } }",
        authorization,
        { customer, after: after ?? undefined },
      );
    const first = (await page(null)).data!.orders as { next: string; orders: { item: string }[] };
    expect(first.orders.map(({ item }) => item)).toEqual(["item 0", "item 1"]);
    expect((await page(first.next)).data!.orders).toEqual({ orders: [{ item: "item 2" }], next: null });
    for (const bad of [
      page(first.next, token({ tenant: "globex" })),
      page(first.next, token(), "kim"),
      page("MQ.x"),
      page(`${first.next}A`),
    ])
      expect((await bad).status).toBe(400);
  });

  it("gives resolvers the flag of who asks, and takes it away when it is turned off", async () => {
    const quote = async (claims: object = {}) =>
      (await ask('{ quote(item: "tea", quantity: 2) { cents } }', token({ ...claims }))).data!.quote;
    expect(await quote()).toEqual({ cents: 500 });
    expect(await quote({ tenant: "globex" })).toBeNull();
    text = registry(false);
    await flags.refresh();
    expect(await quote()).toBeNull();
    text = registry(true);
    await flags.refresh();
    expect(await quote()).toEqual({ cents: 500 });
  });

  it("assigns the arms of an experiment, the same for ever, one exposure an operation", async () => {
    const wording = async (sub: string): Promise<string> =>
      (
        (
          await ask(
            '{ a: quote(item: "x", quantity: 1) { wording } b: quote(item: "y", quantity: 1) { wording } }',
            token({ sub }),
          )
        ).data!.a as { wording: string }
      ).wording;
    const seen = new Map<string, string>();
    for (let i = 0; i < 20; i++) seen.set(`u${i}`, await wording(`u${i}`));
    expect(new Set(seen.values())).toEqual(new Set(["plain", "warm"]));
    const logged = exposures();
    expect(new Set(logged.map(({ subject }) => subject)).size).toBe(20);
    expect(logged).toHaveLength(20);
    expect(logged.map(({ arm }) => (arm === "control" ? "plain" : "warm"))).toEqual([...seen.values()]);
    expect(logged.map(({ metrics }) => metrics)).toEqual(Array(20).fill({ failed: 0 }));
    for (const [sub, expected] of seen) expect(await wording(sub)).toBe(expected);
  });

  it.each([
    ["what nests too deep", `{ ${'a: orders(customer: "k") { orders { '.repeat(4)}id${" } }".repeat(4)} }`],
    ["introspection", "{ __schema { types { name } } }"],
    ["a page without end", '{ orders(customer: "kim", first: 100000) { next } }'],
    ["a customer with a separator", '{ orders(customer: "kim~x") { next } }'],
    ["no query", "{"],
  ])("refuses %s with 400", async (_, query) => expect((await ask(query)).status).toBe(400));

  it("tells nothing of what failed inside", async () => {
    const broken = await gatewayServer({
      orders: {
        place: async () => {
          throw new Error("secret: postgres://u:p@h");
        },
        of: async () => [],
      },
      cursors: signedCursors(Buffer.alloc(32)),
      tokens: rules,
      flags,
      log: () => undefined,
      clock: () => now,
    });
    const port = await listenOnLoopback(broken.server, 0);
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: token() },
      body: JSON.stringify({ query: 'mutation { placeOrder(customer: "k", item: "x", quantity: 1) { id } }' }),
    });
    expect(await answer.text()).not.toContain("secret");
    await broken.stop();
  });
});
