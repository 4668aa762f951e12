import { expect, test } from "vitest";
import { readSettings } from "../../../examples/orders/settings.ts";

const good = { PORT: "2001", DATABASE_URL: "postgres://x", COLOR: "blue", VERSION: "v1.0.0" };

test("what is not set has its default", () => {
  expect(readSettings(good)).toMatchObject({
    port: 2001,
    role: "color",
    replica: "0",
    serviceMs: 6,
    maxInFlight: 1_000,
  });
});

test("replicas draw different times, and one draws the same whenever it starts", () => {
  const seed = (REPLICA: string): number => readSettings({ ...good, REPLICA }).seed;
  expect(seed("blue-1")).toBe(seed("blue-1"));
  expect(seed("blue-1")).not.toBe(seed("blue-2"));
  expect(readSettings({ ...good, ORDERS_SEED: "5" }).seed).toBe(5);
});

test.each([
  ["a color that is neither", { COLOR: "red" }, "orders-settings", "COLOR"],
  ["a port that is no number", { PORT: "http" }, "orders-settings", "PORT"],
  ["no database", { DATABASE_URL: undefined }, "orders-settings", "DATABASE_URL"],
  ["a version that does not exist", { VERSION: "v9.9.9" }, "version-unknown", "VERSION"],
  ["a negative service time", { ORDERS_SERVICE_MS: "-1" }, "orders-settings", "ORDERS_SERVICE_MS"],
])("%s is refused, naming the variable", (_name, change, code, field) => {
  expect(() => readSettings({ ...good, ...change })).toThrow(expect.objectContaining({ code, field, exitCode: 2 }));
});

test("a file of the database's URL that is not there is named", () => {
  expect(() => readSettings({ ...good, DATABASE_URL: undefined, DATABASE_URL_FILE: "/nonexistent/url" })).toThrow(
    expect.objectContaining({ code: "database-url-not-readable", file: "/nonexistent/url" }),
  );
});
