import type { CommandEntry } from "./command.ts";

/** Every command of `maestro`, in the order of its help. One module each, loaded when it is called. */
export const commands: readonly CommandEntry[] = [];
