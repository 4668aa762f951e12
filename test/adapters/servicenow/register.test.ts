import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceNowRegister } from "../../../adapters/servicenow/register.ts";

/** A loopback server with the documented shapes of the Table API, not ServiceNow itself. */
let server: Server;
let url: string;
let asked: IncomingMessage[] = [];
const rows: Record<string, object[]> = {};
const change = (number: string, fields: object = {}): void => {
  rows[number] = [{ number, state: "-2", approval: "approved", start_date: "", end_date: "", ...fields }];
};
change("CHG0030001");
change("CHG0030002", { start_date: "2026-12-20 10:00:00", end_date: "2026-12-20 14:00:00", state: "-1" });
change("CHG0030003", { approval: "requested" });
change("CHG0030004", { approval: "rejected" });
change("CHG0030005", { state: "3" });
change("CHG0030006", { end_date: "tomorrow" });
rows.CHG0030007 = [...rows.CHG0030001!, ...rows.CHG0030001!];
rows.CHG0030008 = rows.CHG0030001!;
const plain: Record<string, [number, string]> = {
  CHG0030090: [503, "down"],
  CHG0030091: [401, "{}"],
  CHG0030092: [200, "<html>login</html>"],
  CHG0030093: [200, '{"result": {}}'],
  CHG0030094: [302, ""],
};

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    const query = new URL(request.url!, "http://x").searchParams.get("sysparm_query") ?? "";
    const number = query.replace(/^number=/, "");
    if (number === "CHG0030099") return;
    const [status, text] = plain[number] ?? [200, JSON.stringify({ result: rows[number] ?? [] })];
    response.writeHead(status, { "content-type": "application/json", location: "/elsewhere" }).end(text);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const now = Date.parse("2026-12-20T12:00:00Z");
const ask = (ticket: string, at = now, env: Record<string, string> = { SERVICENOW_TOKEN: "t0ken" }) =>
  serviceNowRegister({ url, tokenEnv: "SERVICENOW_TOKEN", timeoutMs: 300 }, env).ask(ticket, at);

describe("ServiceNow as a CAB register", () => {
  it("asks the Table API for the change, with the token from the environment", async () => {
    asked = [];
    expect(await ask("CHG0030001")).toMatchObject({ status: "approved" });
    expect(asked[0]!.headers.authorization).toBe("Bearer t0ken");
    expect(decodeURIComponent(asked[0]!.url!)).toContain(
      "/api/now/table/change_request?sysparm_query=number=CHG0030001",
    );
  });

  it.each([
    ["CHG0030002", "2026-12-20T12:00:00Z", "approved"],
    ["CHG0030002", "2026-12-20T14:00:00Z", "approved"],
    ["CHG0030002", "2026-12-20T14:00:01Z", "refused"],
    ["CHG0030002", "2026-12-20T09:59:59Z", "refused"],
    ["CHG0030003", "2026-12-20T12:00:00Z", "refused"],
    ["CHG0030004", "2026-12-20T12:00:00Z", "refused"],
    ["CHG0030005", "2026-12-20T12:00:00Z", "refused"],
    ["CHG0039999", "2026-12-20T12:00:00Z", "unknown"],
  ])("says of %s at %s: %s", async (ticket, at, status) => {
    expect(await ask(ticket, Date.parse(at))).toMatchObject({ status });
  });

  it.each([
    ["a time that is none", "CHG0030006", "documented shape"],
    ["two rows", "CHG0030007", "another ticket"],
    ["a row of another ticket", "CHG0030008", "another ticket"],
    ["an outage", "CHG0030090", "answered 503"],
    ["a refused token", "CHG0030091", "answered 401"],
    ["a login page", "CHG0030092", "could not be asked"],
    ["another shape", "CHG0030093", "documented shape"],
    ["a redirect", "CHG0030094", "could not be asked"],
    ["silence", "CHG0030099", "no answer within"],
  ])("takes %s for no answer", async (_, ticket, text) => {
    expect(await ask(ticket)).toMatchObject({ status: "unavailable", text: expect.stringContaining(text) });
  });

  it("is unavailable without a token, or where nothing listens, and never shows the token", async () => {
    expect(await ask("CHG0030001", now, {})).toMatchObject({ status: "unavailable" });
    const nobody = serviceNowRegister({ url: "http://127.0.0.1:9", tokenEnv: "T", timeoutMs: 300 }, { T: "s3cret" });
    const answer = await nobody.ask("CHG0030001", now);
    expect(answer).toMatchObject({ status: "unavailable" });
    expect(JSON.stringify(answer)).not.toContain("s3cret");
  });
});
