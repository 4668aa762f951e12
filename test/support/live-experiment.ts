import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { experimentPlace } from "../../adapters/experiments/index.ts";
import { readLedger } from "../../adapters/ledger/index.ts";
import { seededRandom } from "../../core/stats/index.ts";
import { runCommand } from "./run-command.ts";

const registry = `# the flags
flags:
  - key: subs.optimizedBuffer
    owner: platform-eng
    scope: tenant
    expires: 2099-03-31
    on: true
  - key: other
    owner: platform-eng
    scope: tenant
    expires: 2099-03-31 # late
`;

/** A project folder with a registry and a definition, in which commands are run. */
export class LiveProject {
  readonly dir = mkdtempSync(join(tmpdir(), "maestro-experiment-"));
  readonly state = join(this.dir, "state");
  readonly place = experimentPlace(this.state, "subs-buffer");
  now = Date.parse("2025-12-17T10:00:00Z");

  constructor(definition = "") {
    mkdirSync(join(this.dir, "flags"));
    writeFileSync(join(this.dir, "flags/registry.yaml"), registry);
    this.define("e.yaml", definition);
  }

  define(file: string, more = "", name = "subs-buffer", flag = "subs.optimizedBuffer"): void {
    writeFileSync(
      join(this.dir, file),
      `experiment: ${name}
hypothesis: faster
owner: platform-eng
flag: ${flag}
arms: [{name: control, variant: "off"}, {name: treatment, variant: "on"}]
start: 2025-12-16
maxDays: 10
primary: {name: p95_ms, kind: mean, better: lower}
guardrails: [{name: error_rate, kind: proportion, better: lower}]
samples: {cap: 2000}
pii: {allow: [region]}
excludeTenants: [gov]
${more}`,
    );
  }

  run(...argv: string[]) {
    return runCommand(["experiment", ...argv], {
      cwd: this.dir,
      stateDir: this.state,
      env: {},
      now: () => this.now,
    });
  }

  /** Events in which treatment errs at `rate`, control at 5 %. */
  events(rate: number, count = 2200): string {
    const random = seededRandom(1);
    return Array.from({ length: count }, (_, i) => {
      const treated = i % 2 === 1;
      return `${JSON.stringify({
        experiment: "subs-buffer",
        arm: treated ? "treatment" : "control",
        subject: `u${i}`,
        at: new Date(Date.parse("2025-12-17") + i).toISOString(),
        metrics: { p95_ms: 100 + random.normal(), error_rate: random.uniform() < (treated ? rate : 0.05) ? 1 : 0 },
      })}\n`;
    }).join("");
  }

  log(text: string): void {
    appendFileSync(this.place.events, text);
  }

  get registryText(): string {
    return readFileSync(join(this.dir, "flags/registry.yaml"), "utf8");
  }

  get registryBefore(): string {
    return registry;
  }

  /** Kinds of the ledger's entries, checkpoints aside. */
  get ledger(): readonly string[] {
    const { entries, verification } = readLedger(this.state);
    if (!verification.verified) throw new Error("the ledger is not whole");
    return entries.map(({ kind }) => kind).filter((kind) => kind !== "checkpoint");
  }
}
