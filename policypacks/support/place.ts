import * as pulumi from "@pulumi/pulumi";
import {
  assertClock,
  type Deployment,
  guardDeployment,
  namespace,
  projectRootOf,
} from "../../adapters/policy/index.ts";
import { ownSections } from "../../core/config/index.ts";

/** What a pack's rules may ask of the process they run in. */
export interface Place {
  /** Folder that holds freeze.yaml and flags/registry.yaml. */
  readonly root: string;
  readonly deployment: () => Deployment;
  /** Epoch milliseconds. @throws RefusedError `clock-differs` */
  readonly now: () => number;
  /** True in a preview. */
  readonly dryRun: () => boolean;
}

/** The place of a running pack. @param packFolder Folder of the pack's bundle (`__dirname`). */
export function placeOfPack(packFolder: string): Place {
  const place: Place = {
    root: projectRootOf(packFolder),
    deployment: () => ({ stack: pulumi.getStack(), config: ownSections(pulumi.runtime.allConfig(), namespace) }),
    now: () => {
      const now = Date.now();
      assertClock(now);
      return now;
    },
    dryRun: () => pulumi.runtime.isDryRun(),
  };
  // The engine starts the program only once the pack listens: meanwhile the decision's code is loaded and compiled.
  // The rules decide anew, on what they read themselves.
  setImmediate(() => void rehearse(place));
  return place;
}

async function rehearse(place: Place): Promise<void> {
  await Promise.resolve()
    .then(() => guardDeployment(place.root, place.deployment(), place.now()))
    .catch(() => undefined);
}
