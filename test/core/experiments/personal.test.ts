import { describe, expect, it } from "vitest";
import { isPersonal, looksPersonal } from "../../../core/experiments/index.ts";
import { definitionOf } from "./definition-of.ts";

describe("what is about a person", () => {
  it.each([
    "email",
    "userEmail",
    "e-mail",
    "first_name",
    "lastName",
    "phone_number",
    "clientIp",
    "ip",
    "shipping.address",
    "accessToken",
    "dob",
    "birthDate",
    "sessionId",
    "ＥＭＡＩＬ",
  ])("is the field %s", (field) => expect(isPersonal(field)).toBe(true));
  it.each(["region", "plan", "device", "service_name", "zipped", "shipment", "account"])(
    "is not the field %s",
    (field) => expect(isPersonal(field)).toBe(false),
  );
  it.each([
    "mail me: a@b.example",
    "a＠b.example",
    "10.1.2.3",
    "2001:db8::8a2e:370:7334",
    "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "+41 44 123 45 67",
    "(415) 555-0132",
    "4111 1111 1111 1111",
    "123-45-6789",
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0",
    "ghp_0123456789abcdef",
    "Bearer abcdefghijk",
  ])("is the value %s", (value) => expect(looksPersonal(value)).toBe(true));
  it.each(["eu-west-1", "pro", "v2.10.3", "12:30:45", "std::vector", "chrome", "1234567", "true"])(
    "is not the value %s",
    (value) => expect(looksPersonal(value)).toBe(false),
  );
});

it("cannot be allowed by a definition, nor stand in two lists", () => {
  expect(() => definitionOf({ pii: { allow: ["userEmail"] } })).toThrow(/about a person/);
  expect(() => definitionOf({ pii: { allow: ["region"], hash: ["region"] } })).toThrow(/stands under allow too/);
  expect(definitionOf({ pii: { allow: ["region"], hash: ["email"] } }).pii.hash).toEqual(["email"]);
});
