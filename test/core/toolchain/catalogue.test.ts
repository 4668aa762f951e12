import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../adapters/toolchain/index.ts";
import { catalogue, findVersion, toolsForStart } from "../../../core/toolchain/index.ts";

const goTools = catalogue.filter((tool) => tool.kind === "go");
const pinned = (folder: string, file: string) => readFileSync(join(packageRoot(), "toolchain", folder, file), "utf8");

test("names are unique and every wanted version can be read", () => {
  expect(new Set(catalogue.map((tool) => tool.name)).size).toBe(catalogue.length);
  for (const tool of catalogue) expect(findVersion(tool.wanted), tool.name).not.toBeNull();
});

test("a start needs only pulumi, its language host, Node and Postgres", () => {
  expect(toolsForStart()).toEqual(["pulumi", "pulumi-language-nodejs", "node", "postgres"]);
});

test("a tool comes after the one that it comes with", () => {
  for (const [index, tool] of goTools.entries())
    if (tool.comesWith !== null) expect(goTools.slice(0, index).map((other) => other.name)).toContain(tool.comesWith);
});

test.each(goTools.map((tool) => [tool.name, tool] as const))(
  "%s is pinned at its version by go.mod and go.sum",
  (_, tool) => {
    const wanted = tool.name === "prometheus" ? "0.308.0" : tool.wanted;
    const modules = [...pinned(tool.folder, "go.mod").matchAll(/^(?:require )?\t?(\S+) v(\S+)/gm)];
    for (const binary of tool.binaries) {
      const own = modules.find(([, path]) => `${binary.package}/`.startsWith(`${path}/`) && path !== "k8s.io");
      expect(own?.[2], binary.package).toBe(wanted);
      expect(pinned(tool.folder, "go.sum")).toContain(`${own?.[1]} v${wanted} h1:`);
    }
    for (const value of Object.values(tool.stamps)) expect(value.replace(/^v/, "")).toBe(tool.wanted);
  },
);
