import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { entries } from "../../scripts/build-entries.ts";
import { standaloneOptions } from "../../scripts/standalone-options.ts";

test.each(Object.entries(entries.standalone))(
  "the committed %s is what is built from its source",
  async (outfile, source) => {
    const { outputFiles } = await build({ ...standaloneOptions(source, outfile), write: false });
    expect(outputFiles[0]!.text === readFileSync(outfile, "utf8"), `run npm run build, and commit ${outfile}`).toBe(
      true,
    );
  },
);
