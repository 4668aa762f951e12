import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Flags, httpSource } from "../../../adapters/flags/index.ts";
import { ofrepServer } from "../../../adapters/flags/ofrep.ts";

let text = `flags:
  - {key: a, owner: o, scope: global, expires: 2099-01-01, on: true}
  - {key: share, owner: o, scope: global, expires: 2099-01-01, rollout: {percent: 100}}
`;
const flags = await Flags.open({
  source: { name: "r", read: async (known) => (known === text ? null : { text, version: text, complete: true }) },
  pollMs: 20,
});
const server = ofrepServer({ flags, registryText: () => flags.text });
const closed = ofrepServer({ flags, token: "s3cret" });
let url: string;
let closedUrl: string;
const listen = (s: typeof server): Promise<string> =>
  new Promise((resolve) =>
    s.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(s.address() as AddressInfo).port}`)),
  );
beforeAll(async () => {
  url = await listen(server);
  closedUrl = await listen(closed);
});
afterAll(() => {
  flags.close();
  for (const s of [server, closed]) {
    s.close();
    s.closeAllConnections();
  }
});
const ask = async (path: string, body = "{}", headers: Record<string, string> = {}, base = url) => {
  const answer = await fetch(`${base}/ofrep/v1/evaluate/flags${path}`, { method: "POST", body, headers });
  const said = await answer.text();
  return { status: answer.status, etag: answer.headers.get("etag"), body: said === "" ? null : JSON.parse(said) };
};

describe("OFREP", () => {
  it("answers one flag", async () => {
    expect(await ask("/a")).toMatchObject({
      status: 200,
      body: { key: "a", value: true, variant: "on", reason: "STATIC" },
    });
    const share = await ask("/share", JSON.stringify({ context: { targetingKey: "u" } }));
    expect(share).toMatchObject({ status: 200, body: { value: true, reason: "SPLIT" } });
  });

  it.each([
    ["an unknown flag", "/nope", "{}", 404, "FLAG_NOT_FOUND"],
    ["__proto__", "/__proto__", "{}", 404, "FLAG_NOT_FOUND"],
    ["no JSON", "/a", "{", 400, "PARSE_ERROR"],
    ["a list", "/a", "[]", 400, "PARSE_ERROR"],
    ["null", "/a", "null", 400, "PARSE_ERROR"],
    ["a context that is none", "/a", '{"context":1}', 400, "INVALID_CONTEXT"],
    ["a targeting key that is no text", "/a", '{"context":{"targetingKey":1}}', 400, "INVALID_CONTEXT"],
    ["a share of nobody", "/share", "{}", 400, "TARGETING_KEY_MISSING"],
    ["a key that is badly encoded", "/%E0%A4%A", "{}", 400, "PARSE_ERROR"],
  ])("refuses %s", async (_, path, body, status, errorCode) => {
    expect(await ask(path, body)).toMatchObject({ status, body: { errorCode } });
  });

  it("refuses what is too large, other methods and other paths", async () => {
    expect((await ask("/a", "x".repeat(1_500_000))).status).toBe(413);
    expect((await fetch(`${url}/ofrep/v1/evaluate/flags/a`)).status).toBe(405);
    expect((await fetch(`${url}/else`)).status).toBe(404);
  });

  it("answers hostile subjects from the safe side or by their hash, and goes on after bytes that are no HTTP", async () => {
    for (const targetingKey of ["__proto__", "constructor", "\u0000", "𝄞".repeat(1000)])
      expect((await ask("/share", JSON.stringify({ context: { targetingKey } }))).status).toBe(200);
    const long = await ask("/share", JSON.stringify({ context: { targetingKey: "x".repeat(900_000) } }));
    expect(long).toMatchObject({ status: 200, body: { value: false, reason: "DEFAULT" } });
    const proto = await ask("/share", '{"context":{"__proto__":{"targetingKey":"u"}}}');
    expect(proto).toMatchObject({ status: 400, body: { errorCode: "TARGETING_KEY_MISSING" } });
    for (const bytes of [
      "\x16\x03\x01\x00garbage\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "\0".repeat(10_000),
    ])
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.end(bytes));
        socket.on("error", () => undefined).on("close", () => resolve());
        socket.resume();
      });
    expect((await ask("/a")).status).toBe(200);
  });

  it("answers all flags with an ETag, 304 while nothing changes, and anew once something does", async () => {
    const first = await ask("");
    expect(first.body.flags.map(({ key }: { key: string }) => key)).toEqual(["a", "share"]);
    expect((await ask("", "{}", { "if-none-match": first.etag! })).status).toBe(304);
    expect((await ask("", '{"context":{"targetingKey":"u"}}', { "if-none-match": first.etag! })).status).toBe(200);
    text = text.replace("on: true", "on: false");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const changed = await ask("", "{}", { "if-none-match": first.etag! });
    expect(changed.status).toBe(200);
    expect(changed.body.flags[0].value).toBe(false);
  });

  it("asks for its token", async () => {
    expect((await ask("/a", "{}", {}, closedUrl)).status).toBe(401);
    expect((await ask("/a", "{}", { authorization: "Bearer s3cret" }, closedUrl)).status).toBe(200);
  });

  it("is a source for flags elsewhere", async () => {
    const remote = await Flags.open({ source: httpSource(`${url}/registry`) });
    expect(remote.snapshot.size).toBe(2);
    await remote.refresh();
    expect(remote.status().state).toBe("fresh");
    remote.close();
  });
});
