import { readFileSync } from "node:fs";
import { writeFileAtomic } from "../../../../adapters/files/atomic.ts";
import { OutsideError } from "../../../../core/errors/index.ts";
import { parseRouterState, type RouterState } from "./state.ts";

/** Keeps the traffic rule on disk, so that a router that comes back goes on with it. */
export interface StateStore {
  /** @returns null when there is none yet */
  load(): RouterState | null;
  /** On the disk when it returns. */
  save(state: RouterState): void;
}

/** @throws InputError `router-state-malformed`, OutsideError `file-not-readable`, `disk-full`, `file-not-writable` */
export function fileStore(path: string): StateStore {
  return {
    load: () => {
      let text: string;
      try {
        text = readFileSync(path, "utf8");
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        if (code === "ENOENT") return null;
        throw new OutsideError("file-not-readable", `cannot read the router's state (${code})`, {
          file: path,
          next: `look at it: ls -l ${path}`,
          cause,
        });
      }
      return parseRouterState(text, path);
    },
    save: (state) => writeFileAtomic(path, `${JSON.stringify(state)}\n`, { mode: 0o600 }),
  };
}
