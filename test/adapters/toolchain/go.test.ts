import { expect, test } from "vitest";
import { findGo, goEnvironment } from "../../../adapters/toolchain/go.ts";
import { fakeMachine } from "../../support/fake-go.ts";

test("what would change the binary is taken out of a build's environment, what finds modules is kept", () => {
  const env = goEnvironment(
    { HOME: "/h", GOOS: "plan9", GOARCH: "arm", GOWORK: "/x/go.work", GOPROXY: "p", GOFLAGS: "-x" },
    "/t",
  );
  expect(env).toEqual({ HOME: "/h", GOPROXY: "p", GOFLAGS: "-x", CGO_ENABLED: "0", GOWORK: "off" });
});

test("without a home Go's own folders lie below the cache, unless they are named", () => {
  expect(goEnvironment({}, "/t")).toMatchObject({
    GOCACHE: "/t/go/build",
    GOPATH: "/t/go/path",
    GOFLAGS: "-modcacherw",
  });
  expect(goEnvironment({ HOME: "", GOCACHE: "/c", GOMODCACHE: "/m" }, "/t")).toEqual({
    HOME: "",
    GOCACHE: "/c",
    GOMODCACHE: "/m",
    CGO_ENABLED: "0",
    GOWORK: "off",
  });
});

test("Go is asked for its version and whether it may fetch another", async () => {
  const on = fakeMachine();
  expect(await findGo(on.env, on.toolsDir)).toEqual({
    version: { numbers: [1, 26, 0], prerelease: [] },
    canFetchToolchain: false,
  });
  expect(await findGo({ PATH: "/nonexistent" }, on.toolsDir)).toBeNull();
  on.remove();
});
