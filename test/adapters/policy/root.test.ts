import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRootOf } from "../../../adapters/policy/index.ts";

function tree(...files: string[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "maestro-root-")));
  for (const file of files) {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  return root;
}

describe("projectRootOf", () => {
  it("is the nearest folder above the pack with Pulumi.yaml", () => {
    const root = tree("Pulumi.yaml", "sub/Pulumi.yaml", "sub/policypacks/dist/index.cjs");
    expect(projectRootOf(join(root, "sub/policypacks/dist"))).toBe(join(root, "sub"));
  });

  it("is the project that installed the pack, when it lies below node_modules", () => {
    const root = tree(
      "Pulumi.yaml",
      "node_modules/maestro-conductor/Pulumi.yaml",
      "node_modules/maestro-conductor/policypacks/dist/x",
    );
    expect(projectRootOf(join(root, "node_modules/maestro-conductor/policypacks/dist"))).toBe(root);
  });

  it("follows a link to where the pack really lies", () => {
    const root = tree("Pulumi.yaml", "policypacks/dist/x", "other/Pulumi.yaml");
    symlinkSync(join(root, "policypacks"), join(root, "other/policypacks"));
    expect(projectRootOf(join(root, "other/policypacks/dist"))).toBe(root);
  });

  it("is a published pack's own folder where there is no project", () => {
    const root = tree("pack/PulumiPolicy.yaml", "pack/dist/index.cjs");
    expect(projectRootOf(join(root, "pack/dist"))).toBe(join(root, "pack"));
  });
});
