import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { parseDocument, stringify } from "yaml";
import { demoProjectDir, demoStack } from "../../adapters/engine/project.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";

/** The release that every scenario starts from. */
export const initialRelease = {
  activeColor: "blue",
  blue: { version: "v1.0.0" },
  canaryWeight: 0,
  dualWrite: false,
  shadowRead: 0,
} as const;

export const demoService = "orders";

/**
 * Writes the demo's project below the state directory: its own Pulumi.yaml, calendar, registry and pack, laid out as
 * any project that uses the packs. What a person changed in the stack file since the last run is replaced.
 *
 * @returns the project's folder.
 */
export function writeDemoProject(packageRoot: string, stateDir: string): string {
  const dir = demoProjectDir(stateDir);
  mkdirSync(join(dir, "flags"), { recursive: true });
  const project = parseDocument(readFileSync(join(packageRoot, "Pulumi.yaml"), "utf8"));
  project.set("main", "main.cjs");
  project.set("backend", { url: `file://${join(stateDir, "backend")}` });
  mkdirSync(join(stateDir, "backend"), { recursive: true });
  const built = join(packageRoot, "dist", "stacks");
  const files: Record<string, string> = {
    "Pulumi.yaml": project.toString(),
    "package.json": `${JSON.stringify({ name: "maestro-demo", private: true })}\n`,
    "main.cjs": `process.env.MAESTRO_STATE_DIR ??= ${JSON.stringify(stateDir)};\nmodule.exports = require(${JSON.stringify(join(built, "main.cjs"))});\n`,
    "provider.cjs": `module.exports = require(${JSON.stringify(join(built, "provider.cjs"))});\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  writeCalendar(dir, null);
  writeRegistry(dir);
  copyTexts(join(packageRoot, "examples", demoService), dir, ["migrations"]);
  if (existsSync(join(packageRoot, "policypacks", "dist"))) copyPack(packageRoot, dir);
  const modules = join(dir, "node_modules");
  rmSync(modules, { force: true });
  symlinkSync(relative(dir, join(packageRoot, "node_modules")), modules);
  return dir;
}

/** The demo's stack file, as a platform engineer would write it. */
export function writeDemoStackFile(dir: string, flags: Readonly<Record<string, boolean>>): void {
  const file = join(dir, `Pulumi.${demoStack}.yaml`);
  const current = existsSync(file) ? parseDocument(readFileSync(file, "utf8")) : parseDocument("config: {}\n");
  const set = (key: string, value: unknown): void =>
    current.setIn(["config", `maestro-conductor:${key}`], current.createNode(value));
  set("target", "local");
  set("environment", "production");
  set("service", demoService);
  set("release", initialRelease);
  set("flags", flags);
  writeFileSync(file, current.toString());
}

/** The demo's calendar: one window, or last year's when none is asked for. */
export function writeCalendar(dir: string, window: { readonly start: string; readonly end: string } | null): void {
  const freeze = {
    ...(window ?? { start: "2025-12-18T00:00:00Z", end: "2025-12-27T23:59:59Z" }),
    exceptions: ["security", "p0-fix"],
  };
  writeFileSync(join(dir, "freeze.yaml"), stringify({ freeze }));
}

function writeRegistry(dir: string): void {
  const flags = [
    {
      key: "orders.fastCheckout",
      owner: "checkout-team",
      scope: "service",
      expires: "2099-12-31",
      killswitch: true,
      risk: "low",
      probe: { path: "/checkout/quote?item=tea&quantity=2", on: { status: 200, contains: '"cents":500' } },
    },
  ];
  writeFileSync(join(dir, "flags", "registry.yaml"), stringify({ flags }));
}

function copyPack(packageRoot: string, dir: string): void {
  const names = ["PulumiPolicy.yaml", "package.json", "dist"];
  copyTexts(join(packageRoot, "policypacks"), join(dir, "policypacks"), names);
}

/** Copies text files and folders of them. Not by `cpSync`, which calls a full disk an input/output error. */
function copyTexts(from: string, to: string, names: readonly string[]): void {
  mkdirSync(to, { recursive: true });
  for (const name of names) {
    const source = join(from, name);
    if (statSync(source).isDirectory()) copyTexts(source, join(to, name), readdirSync(source));
    else writeFileAtomic(join(to, name), readFileSync(source, "utf8"), { durable: false });
  }
}
