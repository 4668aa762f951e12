import { existsSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/**
 * The project whose calendar and registry a pack obeys: the nearest folder at or above the pack's own that holds
 * Pulumi.yaml, where a pack below node_modules belongs to the project that installed it. A published pack lies in no
 * project and carries them beside its PulumiPolicy.yaml: then that is the root. The environment and the working
 * directory have no say, because whoever runs the command chooses them.
 *
 * @param packFolder Absolute folder of the running pack's code.
 */
export function projectRootOf(packFolder: string): string {
  const real = realpathSync(packFolder);
  const installed = real.indexOf(`${sep}node_modules${sep}`);
  const start = installed < 0 ? real : real.slice(0, installed);
  return (
    above(start, (folder) => existsSync(join(folder, "Pulumi.yaml")) || existsSync(join(folder, "Pulumi.yml"))) ??
    above(start, (folder) => existsSync(join(folder, "PulumiPolicy.yaml"))) ??
    real
  );
}

function above(start: string, holds: (folder: string) => boolean): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    if (holds(folder)) return folder;
    if (dirname(folder) === folder) return null;
  }
}
