import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot, toolsDirectory } from "../../../adapters/toolchain/index.ts";

test.each([
  ["the named folder", { MAESTRO_TOOLS_DIR: "/t", XDG_CACHE_HOME: "/x", HOME: "/h" }, "/t"],
  ["a relative name, from the working folder", { MAESTRO_TOOLS_DIR: "t" }, join(process.cwd(), "t")],
  ["an empty name, which names nothing", { MAESTRO_TOOLS_DIR: "", HOME: "/h" }, "/h/.cache/maestro-conductor/tools"],
  ["the XDG cache", { XDG_CACHE_HOME: "/x", HOME: "/h" }, "/x/maestro-conductor/tools"],
  ["not a relative XDG cache", { XDG_CACHE_HOME: "x", HOME: "/h" }, "/h/.cache/maestro-conductor/tools"],
  ["the home", { HOME: "/h" }, "/h/.cache/maestro-conductor/tools"],
])("tools are cached in %s", (_, env, expected) => {
  expect(toolsDirectory(env)).toBe(expected);
});

test.each([{}, { HOME: "" }, { HOME: "relative" }])(
  "without a home (%j) the recorded home or a temporary folder serves",
  (env) => {
    const folder = toolsDirectory(env);
    expect(folder.startsWith(userInfo().homedir) || folder.startsWith(tmpdir())).toBe(true);
  },
);

test("a NUL byte in the name is bad input", () => {
  expect(() => toolsDirectory({ MAESTRO_TOOLS_DIR: "a\0b" })).toThrow(
    expect.objectContaining({ code: "tools-dir-invalid", exitCode: 2, field: "MAESTRO_TOOLS_DIR" }),
  );
});

test("the package is found from sources and from below dist", () => {
  const root = packageRoot();
  expect(packageRoot(join(root, "dist", "cli", "chunks"))).toBe(root);
  expect(() => packageRoot("/")).toThrow(expect.objectContaining({ code: "package-incomplete" }));
});
