import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { command as exported } from "../../../automation/cli/commands/flags-export.ts";
import { command as imported } from "../../../automation/cli/commands/flags-import.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-exchange-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const context = () => ({ cwd: dir, stateDir: join(dir, "state"), stack: undefined }) as CommandContext;

it("a registry goes to flagd and back: what comes back exports to the same", async () => {
  writeFileSync(
    join(dir, "a.yaml"),
    `flags:
  - {key: a, owner: o, scope: tenant, expires: 2099-03-31, killswitch: true, probe: {path: /a, off: {status: 410}}, rollout: {percent: 12.5, by: tenant}, prerequisites: [b]}
  - {key: b, owner: o, scope: service, services: [x], type: ops, risk: high, approval: {by: p, ticket: T, at: 2026-01-01}, on: true}
`,
  );
  const there = await exported.run(context(), [], { registry: "a.yaml" });
  expect(JSON.parse(there.text).flags.a.metadata).toMatchObject({ owner: "o", expires: "2099-04-01T00:00:00Z" });
  writeFileSync(join(dir, "a.json"), there.text);
  const back = await imported.run(context(), ["a.json"], {});
  writeFileSync(join(dir, "b.yaml"), `${back.text}\n`);
  expect((await exported.run(context(), [], { registry: "b.yaml" })).text).toBe(there.text);
});

it.each([
  ["no JSON", "{", "flagd-malformed"],
  [
    "a key that is none here",
    '{"flags":{"no key":{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"}}}',
    "bad-value",
  ],
])("what is %s is refused", async (_, text, code) => {
  writeFileSync(join(dir, "x.json"), text);
  await expect(imported.run(context(), ["x.json"], {})).rejects.toMatchObject({
    code,
  });
});
