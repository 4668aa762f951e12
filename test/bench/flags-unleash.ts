import { EventEmitter } from "node:events";
import { createRequire } from "node:module";

interface UnleashEngine {
  isEnabled(name: string, context: { userId: string }, fallback: () => boolean): boolean;
}

/** unleash-client's own evaluator with two features in place of what a server would have sent. */
export function unleashEngine(): (key: string, context: { userId: string }) => boolean {
  const require = createRequire(import.meta.url);
  const { default: Client } = require("unleash-client/lib/client") as {
    default: new (repository: unknown, strategies: readonly unknown[]) => UnleashEngine;
  };
  const { defaultStrategies } = require("unleash-client/lib/strategy") as { defaultStrategies: readonly unknown[] };
  const feature = (name: string, strategy: object) => ({ name, enabled: true, strategies: [strategy] });
  const features = new Map([
    ["bench.static", feature("bench.static", { name: "default", parameters: {}, constraints: [] })],
    [
      "bench.share",
      feature("bench.share", {
        name: "flexibleRollout",
        parameters: { rollout: "50", stickiness: "userId", groupId: "bench.share" },
        constraints: [],
      }),
    ],
  ]);
  const repository = Object.assign(new EventEmitter(), {
    getToggle: (name: string) => features.get(name),
    getSegment: () => undefined,
  });
  const client = new Client(repository, defaultStrategies);
  return (key, context) => client.isEnabled(key, context, () => false);
}
