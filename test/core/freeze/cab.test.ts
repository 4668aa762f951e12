import { describe, expect, it } from "vitest";
import { parseYamlFile } from "../../../adapters/yaml/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { cabSchema, fileRegister, strictestAnswer } from "../../../core/freeze/index.ts";

const parse = (text: string) => parseYamlFile(text, "freeze/cab.yaml", cabSchema);
const register = (text: string) => {
  const cab = parse(text);
  return fileRegister("tickets" in cab ? cab.tickets : [], "freeze/cab.yaml");
};
const now = Date.parse("2026-12-20T12:00:00Z");

describe("the file register", () => {
  it.each([
    ["{id: cab-1, status: approved}", "approved"],
    ["{id: CAB-1, status: approved, from: 2026-12-20, until: 2026-12-20}", "approved"],
    ["{id: CAB-1, status: approved, from: 2026-12-21}", "refused"],
    ["{id: CAB-1, status: approved, until: 2026-12-19}", "refused"],
    ["{id: CAB-1, status: requested}", "refused"],
    ["{id: CAB-1, status: rejected}", "refused"],
    ["{id: CAB-1, status: closed}", "refused"],
    ["{id: CAB-2, status: approved}", "unknown"],
  ])("with %s answers %s", async (ticket, status) => {
    expect(await register(`tickets: [${ticket}]`).ask("CAB-1", now)).toMatchObject({ status, name: "freeze/cab.yaml" });
  });

  it("of several the one that does not approve counts", () => {
    const yes = { status: "approved", name: "a" } as const;
    expect(strictestAnswer([yes, { status: "unknown", name: "b" }])).toMatchObject({ name: "b" });
    expect(strictestAnswer([yes])).toBe(yes);
    expect(strictestAnswer([])).toBe(null);
  });
});

describe("freeze/cab.yaml", () => {
  it("names ServiceNow with defaults", () => {
    expect(parse("servicenow: {url: https://example.service-now.com}\n")).toEqual({
      servicenow: { url: "https://example.service-now.com", tokenEnv: "SERVICENOW_TOKEN", timeoutMs: 5000 },
    });
  });

  it.each([
    ["an unknown status", "tickets: [{id: CAB-1, status: ok}]", "tickets[0].status"],
    ["no status", "tickets: [{id: CAB-1}]", "tickets[0].status"],
    ["a malformed id", "tickets: [{id: one, status: approved}]", "tickets[0].id"],
    ["a ticket twice", "tickets: [{id: CAB-1, status: approved}, {id: cab-1, status: approved}]", "tickets[1].id"],
    [
      "an end before its start",
      "tickets: [{id: CAB-1, status: approved, from: 2026-02-02, until: 2026-01-01}]",
      "tickets[0].until",
    ],
    ["plain http", "servicenow: {url: http://example.com}", "servicenow.url"],
    ["a path in the address", "servicenow: {url: https://example.com/x}", "servicenow.url"],
    ["a token in the file", "servicenow: {url: https://example.com, tokenEnv: abc}", "servicenow.tokenEnv"],
  ])("with %s is an error with its place", (_, text, field) => {
    let error: unknown;
    try {
      parse(`${text}\n`);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ file: "freeze/cab.yaml", line: 1, field });
  });
});
