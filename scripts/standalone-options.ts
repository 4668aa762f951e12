import type { BuildOptions } from "esbuild";

/** How a committed bundle is built: everything inlined, for Node 20 without npm ci. */
export function standaloneOptions(source: string, outfile: string): BuildOptions {
  return {
    bundle: true,
    platform: "node",
    logLevel: "warning",
    entryPoints: [source],
    outfile,
    format: "esm",
    target: "node20",
    // CommonJS packages inside an ES module ask for Node's own modules by require.
    banner: { js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);' },
    sourcemap: false,
    legalComments: "none",
  };
}
