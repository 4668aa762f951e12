/** What is bundled, by output. A missing source is a build error: nothing here is optional. */
export const entries = {
  /** name below dist/ → source; ESM with shared chunks, npm packages stay outside. */
  esm: {
    "cli/maestro": "automation/cli/maestro.ts",
  } as Record<string, string>,
  /** output → source; one CommonJS file each, for Pulumi's hosts. */
  cjs: {} as Record<string, string>,
  /** output → source; everything inlined, runs on Node 20 without npm ci. Committed. */
  standalone: {} as Record<string, string>,
};
