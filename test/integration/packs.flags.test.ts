import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { parseRegistry } from "../../adapters/policy/index.ts";
import { type ApprovalPredicate, signApproval } from "../../core/attest/index.ts";
import { approvalBound } from "../../core/flags/index.ts";
import { keyPair } from "../support/attest-keys.ts";
import { makePackProject, type PackProject } from "../support/pack-project.ts";

const base = { target: "local", environment: "production", service: "orders" };
const registry = `flags:
  - {key: checkout.fast, owner: team, scope: global, expires: 2099-01-01}
  - {key: checkout.old, owner: team, scope: global, expires: 2020-01-01}
  - {key: search.beta, owner: team, scope: service, services: [search], expires: 2099-01-01}
  - {key: checkout.next, owner: team, scope: global, expires: 2099-01-01, prerequisites: [checkout.fast]}
  - {key: checkout.risky, owner: team, scope: global, expires: 2099-01-01, risk: high}
`;

let project: PackProject;
beforeAll(async () => {
  project = await makePackProject({
    policypacks: "policypacks/index.ts",
    hanging: "test/fixtures/packs/hanging.ts",
  });
  await project.write("freeze.yaml", "freeze: []\n");
});
afterAll(() => project?.remove());
beforeEach(async () => {
  await project.write("flags/registry.yaml", registry);
  await project.config(base);
});

const one = (props: Record<string, unknown>) => ({ resources: [{ name: "a", props }] });

describe.each([["--skip-preview"], ["--refresh=false"]])("the flag rules with %s", (flag) => {
  it.each([
    ["checkout.fsat", "flag checkout.fsat is not registered, used by stack config flags.checkout.fsat of prod"],
    ["checkout.old", "flag checkout.old (owner team) expired at 2020-01-02T00:00:00Z"],
    ["search.beta", "flag search.beta is registered for services search, not for orders"],
  ])("refuse %s in the stack's config before any provider is called", async (key, message) => {
    await project.config({ ...base, flags: { [key]: true } });
    await project.declare(one({ env: {} }));
    const run = await project.up(flag);
    expect(run.code).not.toBe(0);
    expect(run.output).toContain(message);
    expect(run.output).toContain("Next: ");
    expect(await project.touched()).toEqual([]);
  });

  it.each([
    ["plain", { env: { FLAG_CHECKOUT_OLD: "true" } }],
    [
      "nested",
      { spec: { template: { containers: [{ name: "c", env: [{ name: "FEATURE_FLAG_CHECKOUT_OLD", value: "1" }] }] } } },
    ],
    [
      "in JSON",
      {
        containerDefinitions: JSON.stringify([
          { environment: [{ name: "FEATURE_FLAGS", value: '{"checkout.old":false}' }] },
        ]),
      },
    ],
  ])("refuse an expired flag in an environment, %s", async (_, props) => {
    await project.declare(one(props));
    const run = await project.up(flag);
    expect(run.code).not.toBe(0);
    expect(run.output).toContain("flag checkout.old (owner team) expired");
    expect(await project.touched()).toEqual([]);
  });
});

it.each([
  ["checkout.fsat", "is not registered", 2],
  ["checkout.old", "expired at 2020-01-02T00:00:00Z", 3],
  ["search.beta", "is registered for services search", 4],
  ["checkout.next", "needs checkout.fast, which is off", 5],
  ["checkout.risky", "is of high risk and has no signed approval", 6],
])("refuses %s at preview, with file and line of its use in config and code", async (key, message, line) => {
  const keys = ["checkout.fsat", "checkout.old", "search.beta", "checkout.next", "checkout.risky"];
  await project.write(
    "src/app.ts",
    `// uses\n${keys.map((name) => `app.get("/x", withFlag("${name}"), x);`).join("\n")}\n`,
  );
  await project.config({ ...base, flags: { [key]: true } });
  await project.declare(one({ env: {} }));
  const run = await project.pulumi(["preview", "--stack", "prod", "--policy-pack", "policypacks"]);
  expect(run.code).not.toBe(0);
  expect(run.output).toContain(message);
  expect(run.output).toMatch(/Pulumi\.prod\.yaml:\d+:\d+/);
  expect(run.output).toContain(`src/app.ts:${line}:24`);
});

it("lets a flag of high risk pass at preview once somebody has signed for its entry, and no other entry", async () => {
  const ada = keyPair();
  const people = [{ id: "ada", roles: ["cab"], publicKey: ada.publicPem }];
  await project.write("freeze/approvers.yaml", stringify({ approvers: people }));
  const flag = parseRegistry(registry, "flags/registry.yaml").flags.find(({ key }) => key === "checkout.risky")!;
  const predicate: ApprovalPredicate = {
    ...{ purpose: "flag", target: flag.key, ticket: "CAB-1", approver: "ada", role: "cab", requestedBy: "bob" },
    ...{ category: null, limits: null, issuedAt: "2026-01-01T00:00:00Z", expiresAt: "2099-01-01T00:00:00Z" },
    nonce: "0".repeat(32),
  };
  await project.write(
    "flags/approvals/a.json",
    JSON.stringify(signApproval(predicate, approvalBound(flag), ada.signer)),
  );
  await project.config({ ...base, flags: { "checkout.risky": true } });
  await project.declare(one({ env: {} }));
  const preview = () => project.pulumi(["preview", "--stack", "prod", "--policy-pack", "policypacks"]);
  const good = await preview();
  expect(good.code, good.output).toBe(0);
  await project.write("flags/registry.yaml", registry.replace("risk: high", "risk: high, rollout: {percent: 50}"));
  const changed = await preview();
  expect(changed.code).not.toBe(0);
  expect(changed.output).toContain("was approved by ada with another entry");
});

it("speaks of a flag that expires soon and does not refuse it", async () => {
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await project.write("flags/registry.yaml", `flags:\n  - {key: soon, owner: team, scope: global, expires: ${soon}}\n`);
  await project.config({ ...base, flags: { soon: true } });
  await project.declare(one({ env: {} }));
  const run = await project.pulumi(["preview", "--stack", "prod", "--policy-pack", "policypacks"]);
  expect(run.code, run.output).toBe(0);
  expect(run.output).toContain("flag soon (owner team) expires at");
});

it("refuses a flag that only an Output names, at the update, before its resource's provider is called", async () => {
  await project.declare({
    resources: [
      { name: "a", props: { env: {} } },
      { name: "b", props: { env: { FEATURE_FLAGS: "output of a" } } },
    ],
  });
  const preview = await project.pulumi(["preview", "--stack", "prod", "--policy-pack", "policypacks"]);
  expect(preview.code, preview.output).toBe(0);
  const run = await project.up();
  expect(run.code).not.toBe(0);
  expect(run.output).toContain("flag from.output is not registered, used by FEATURE_FLAGS of b (env.FEATURE_FLAGS)");
  expect(await project.touched()).toEqual(["create a"]);
  // Known from the state now: the preview refuses it too.
  expect((await project.pulumi(["preview", "--stack", "prod", "--policy-pack", "policypacks"])).code).not.toBe(0);
});

it("lets a registered flag pass, and the guard refuses a bad one where the pack is left out", async () => {
  await project.config({ ...base, flags: { "checkout.fast": true } });
  await project.declare(one({ env: { FLAG_CHECKOUT_FAST: "1" } }));
  const good = await project.up("--skip-preview");
  expect(good.code, good.output).toBe(0);
  await project.touched();
  await project.config({ ...base, flags: { "checkout.old": true } });
  await project.declare({ guard: true, ...one({ env: { FLAG_CHECKOUT_FAST: "2" } }) });
  const run = await project.pulumi(["up", "--yes", "--skip-preview", "--stack", "prod"]);
  expect(run.code).not.toBe(0);
  expect(run.output).toContain("error[flags-refused] flag checkout.old");
  expect(await project.touched()).toEqual([]);
});

it("refuses when a rule never answers, instead of waiting for ever", async () => {
  await project.declare(one({ env: { PORT: "9" } }));
  const run = await project.pulumi(["up", "--yes", "--skip-preview", "--stack", "prod", "--policy-pack", "hanging"]);
  expect(run.code).not.toBe(0);
  expect(run.output).toContain("gave no answer within 300 ms");
  expect(await project.touched()).toEqual([]);
});
