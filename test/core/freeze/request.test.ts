import { expect, it } from "vitest";
import { configDigest } from "../../../core/config/index.ts";
import { deployRequest } from "../../../core/freeze/index.ts";

const config = { environment: "production", service: "orders", release: { activeColor: "blue" } };

it("reads the place and the ticket of a deploy", () => {
  expect(deployRequest({ ...config, change: { ticket: "CAB-1" } }, "prod")).toMatchObject({
    kind: "deploy",
    stack: "prod",
    service: "orders",
    environment: "production",
    ticket: "CAB-1",
    ticketSource: "config",
  });
});

it("takes an environment that is none of the three, and what is of a wrong form, as unknown", () => {
  for (const environment of ["prod", "", 3, null, undefined])
    expect(deployRequest({ environment, change: "CAB-1", run: 7 }, "p")).toMatchObject({
      environment: null,
      ticket: null,
      kind: "deploy",
    });
});

it("is a backout only when the config is the pre-run config", () => {
  const preRunDigest = configDigest(config);
  const run = { id: "r", preRunDigest, fencingToken: 3 };
  expect(deployRequest({ ...config, run, change: { ticket: "x" } }, "p").kind).toBe("backout");
  expect(deployRequest({ ...config, service: "other", run }, "p").kind).toBe("deploy");
  expect(deployRequest({ ...config, run: { ...run, preRunDigest: "sha256:0" } }, "p").kind).toBe("deploy");
});

it("reads tenant class, named approval, versions and run; what is of a wrong form is unknown", () => {
  const release = { activeColor: "blue", blue: { version: "v1" }, green: { version: "v2" } };
  expect(
    deployRequest({ tenantClass: "dedicated", release, change: { approval: "a.json" }, run: { id: "r" } }, "p"),
  ).toMatchObject({ tenantClass: "dedicated", versions: ["v1", "v2"], approval: "a.json", inRun: true });
  expect(deployRequest({ tenantClass: "single", release: { blue: { version: 2 } } }, "p")).toMatchObject({
    tenantClass: null,
    versions: null,
    approval: null,
    inRun: false,
  });
});
