import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/{integration,e2e,bench}/**"],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Each file has its own folder, engine and database; none watches live traffic, so two at once only wait.
        test: {
          name: "integration",
          include: ["test/{integration,e2e}/**/*.test.ts"],
          exclude: ["test/integration/cutover-*.test.ts"],
          maxWorkers: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // A cutover judges live traffic: two at once would starve what it measures.
        test: {
          name: "cutover",
          include: ["test/integration/cutover-*.test.ts"],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
