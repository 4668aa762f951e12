import { stack } from "../pack-project.ts";
import type { Attempt } from "./attempt.ts";
import { changed } from "./world.ts";

const urn = (name: string): string =>
  `urn:pulumi:${stack}::maestro-conductor::pulumi-nodejs:dynamic/test:Marker::${name}`;
const holds = 'change freeze "year-end" holds';
const attempt = (id: string, way: string, what: string, run: Attempt["run"], says = holds): Attempt => ({
  id,
  way,
  what,
  run,
  says,
  expect: "refused",
});

/** Ways of calling the engine by hand. */
export const engineAttempts: readonly Attempt[] = [
  attempt("with-pack", "engine", "up with the pack and no ticket", (w) => w.upWithPack()),
  attempt("no-pack", "engine", "--policy-pack left out", (w) => w.up()),
  attempt("no-pack-preview", "engine", "--policy-pack left out, with a preview", (w) =>
    w.pulumi(["up", "--yes", "--stack", stack]),
  ),
  attempt("pack-disabled", "engine", "pack config: all disabled", async (w) =>
    w.upWithPack(["--policy-pack-config", await w.outside("off.json", '{"all":"disabled"}')]),
  ),
  attempt("pack-advisory", "engine", "pack config: all advisory", async (w) =>
    w.upWithPack(["--policy-pack-config", await w.outside("advisory.json", '{"all":"advisory"}')]),
  ),
  attempt("rule-advisory", "engine", "pack config: the freeze rules advisory", async (w) => {
    const config = JSON.stringify({ "freeze-window": "advisory", "freeze-window-report": "disabled" });
    return w.upWithPack(["--policy-pack-config", await w.outside("rule.json", config)]);
  }),
  attempt("other-pack", "engine", "another pack that permits everything", async (w) => {
    await w.outside("pack/PulumiPolicy.yaml", "runtime: nodejs\n");
    await w.outside("pack/package.json", '{"name": "permit", "version": "0.1.0", "main": "index.js"}');
    const index = await w.outside(
      "pack/index.js",
      'const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("permit", { policies: [] });\n',
    );
    return w.up(["--policy-pack", index.replace(/\/index\.js$/, "")]);
  }),
  attempt("skip-preview-pack", "engine", "--skip-preview with the pack, --refresh", (w) => w.upWithPack(["--refresh"])),
  attempt("target", "engine", "--target of one resource", (w) => w.up(["--target", urn("a")])),
  attempt("exclude", "engine", "--exclude the fence", (w) => {
    const fence = `urn:pulumi:${stack}::maestro-conductor::pulumi-nodejs:dynamic/local:Fence::fence`;
    return w.up(["--exclude", fence]);
  }),
  attempt("replace", "engine", "--replace of one resource", (w) => w.up(["--replace", urn("a")])),
  attempt("delete-only", "engine", "a change that only deletes", async (w) => {
    await w.project.declare({ guard: true, fence: true, resources: [changed[1]!] });
    return w.up();
  }),
  attempt("delete-only-pack", "engine", "a change that only deletes, with the pack", async (w) => {
    await w.project.declare({ guard: true, fence: true, resources: [changed[1]!] });
    return w.upWithPack();
  }),
  attempt("guard-removed", "engine", "the guard taken out of the program, with the pack", async (w) => {
    await w.project.declare({ guard: false, fence: true, resources: [...changed] });
    return w.upWithPack();
  }),
  attempt("no-op", "engine", "an up that changes nothing, with the pack", (w) => w.upWithPack(["--target", urn("b")])),
  attempt("config-flag", "engine", "--config environment=staging", (w) =>
    w.up(["--config", "maestro-conductor:environment=staging"]),
  ),
  attempt("config-file", "engine", "--config-file of another stack", async (w) => {
    const text = (await w.read(`Pulumi.${stack}.yaml`)).replace("environment: production", "environment: dev");
    return w.up(["--config-file", await w.outside("Pulumi.other.yaml", text)]);
  }),
  attempt("maestro-up", "command", "maestro up", (w) => w.maestro(["up"])),
  attempt("maestro-destroy", "command", "maestro destroy", (w) => w.maestro(["destroy"])),
  attempt("maestro-refresh", "command", "maestro refresh", (w) => w.maestro(["refresh"])),
  attempt("maestro-import", "command", "maestro import", (w) =>
    w.maestro(["import", "random:index/randomId:RandomId", "x", "id-1"]),
  ),
  attempt("maestro-cutover", "command", "maestro cutover start", (w) =>
    w.maestro(["cutover", "start", "--service", "orders", "--to", "v2.0.0", "--plan", "short"]),
  ),
  attempt(
    "now-given",
    "clock",
    "maestro up --now before the freeze",
    (w) => w.maestro(["up", "--now", "2019-01-01T00:00:00Z"]),
    "decides by the machine's clock",
  ),
];
