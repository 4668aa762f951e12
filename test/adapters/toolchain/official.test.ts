import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../../../adapters/postgres/port.ts";
import { ensureTools } from "../../../adapters/toolchain/index.ts";
import { probeByHttp } from "../../../adapters/toolchain/official.ts";
import { type FakeMachine, fakeMachine } from "../../support/fake-go.ts";

let on: FakeMachine;
beforeEach(() => {
  on = fakeMachine();
});
afterEach(() => on.remove());

/** An SDK whose download does what the text says; `root` is where it installs. */
function sdk(install: string): void {
  const modules = join(on.packageRoot, "node_modules");
  for (const [file, text] of [
    [
      "@pulumi/pulumi/automation/index.js",
      `exports.PulumiCommand = { install: async ({ root, version }) => { ${install} } };`,
    ],
    ["semver/index.js", "exports.SemVer = class { constructor(text) { this.text = text; } };"],
  ] as const) {
    mkdirSync(dirname(join(modules, file)), { recursive: true });
    writeFileSync(join(modules, file), text);
  }
}

const host = () =>
  ({
    ...on.tool,
    name: "host",
    binaries: [{ ...on.tool.binaries[0], name: "host", versionArgs: null }],
    comesWith: "demo",
  }) as const;
const ensure = (said: string[] = []) =>
  ensureTools(["host"], {
    env: on.env,
    toolsDir: on.toolsDir,
    packageRoot: on.packageRoot,
    from: [{ ...on.tool, official: true, besideIt: "host" }, host()],
    probe: async () => ({ ok: true }),
    progress: (line) => said.push(line),
  });

const write = (name: string) =>
  `require("node:fs").mkdirSync(root + "/bin", { recursive: true });
   require("node:fs").writeFileSync(root + "/bin/${name}", "#!/bin/sh\\necho " + version.text, { mode: 0o755 });`;

test("a download is taken with what comes with it, and only that is kept", async () => {
  sdk(`${write("demo")} ${write("host")} ${write("other")}`);
  const [demo, beside] = await ensure();
  expect(demo).toMatchObject({ source: "official", version: "1.2.3" });
  expect(beside).toMatchObject({ source: "official", ok: true });
  expect(dirname(beside!.file!)).toBe(dirname(demo!.file!));
  expect(existsSync(join(dirname(demo!.file!), "other"))).toBe(false);
  expect(on.builds()).toEqual([]);
});

test.each([
  ["fails", 'throw new Error("tar: short read");', /the download failed \(exited\)/],
  ["lacks a program", write("demo"), /the download holds no host/],
])("a download that %s is followed by a build", async (_, install, reason) => {
  sdk(install);
  const said: string[] = [];
  const tools = await ensure(said);
  expect(tools.map((tool) => tool.source)).toEqual(["built", "built"]);
  expect(said.join("\n")).toMatch(reason);
});

test("an address that accepts and never answers is given up within 5 s", async () => {
  const server = createServer(() => undefined).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const start = performance.now();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(await probeByHttp(url, undefined)).toEqual({ ok: false, reason: "no answer in 3 s" });
  expect(performance.now() - start).toBeLessThan(5000);
  server.closeAllConnections();
  server.close();
});

test("an address that refuses, and one that answers with an error, are told apart", async () => {
  expect(await probeByHttp(`http://127.0.0.1:${await freePort()}/`, undefined)).toEqual({
    ok: false,
    reason: "ECONNREFUSED",
  });
  const server = createServer((_, response) => response.writeHead(503).end()).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(await probeByHttp(url, undefined)).toEqual({ ok: false, reason: "it answers 503" });
  server.close();
});
