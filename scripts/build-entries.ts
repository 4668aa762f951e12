/** What is bundled, by output. A missing source is a build error: nothing here is optional. */
export const entries = {
  /** name below dist/ → source; ESM with shared chunks, npm packages stay outside. */
  esm: {
    "cli/maestro": "automation/cli/maestro.ts",
    "cli/aca-score": "automation/cli/aca-score.ts",
    "cli/ig-contracts": "automation/cli/ig-contracts.ts",
    "cli/freeze-enforce": "automation/cli/freeze-enforce.ts",
    "exports/aca": "exports/aca.ts",
    "exports/contracts": "exports/contracts.ts",
    "exports/experiments": "exports/experiments.ts",
    "exports/apollo": "exports/apollo.ts",
    "exports/capacity": "exports/capacity.ts",
    "exports/flags": "exports/flags.ts",
    "exports/freeze": "exports/freeze.ts",
    "exports/migration": "exports/migration.ts",
    "exports/migration-postgres": "exports/migration-postgres.ts",
    "exports/stacks": "exports/stacks.ts",
    "capacity/worker": "adapters/capacity/worker.ts",
    "local/router": "stacks/targets/local/router/main.ts",
    "examples/gateway": "examples/gateway/main.ts",
    "examples/orders": "examples/orders/main.ts",
    "examples/load": "examples/load/main.ts",
  } as Record<string, string>,
  /** output → source; one CommonJS file each, for Pulumi's hosts. */
  cjs: {
    "dist/stacks/main.cjs": "stacks/main.ts",
    "dist/stacks/provider.cjs": "stacks/provider.ts",
    "policypacks/dist/index.cjs": "policypacks/index.ts",
    "policypacks/freeze/dist/index.cjs": "policypacks/freeze/index.ts",
    "policypacks/capacity/dist/index.cjs": "policypacks/capacity/index.ts",
    "policypacks/slo/dist/index.cjs": "policypacks/slo/index.ts",
    "policypacks/contracts/dist/index.cjs": "policypacks/contracts/index.ts",
    "policypacks/flags/dist/index.cjs": "policypacks/flags/index.ts",
  } as Record<string, string>,
  /** output → source; everything inlined, runs on Node 20 without npm ci. Committed. */
  standalone: {
    "scripts/freeze-enforce.js": "automation/cli/freeze-enforce.ts",
  } as Record<string, string>,
};
