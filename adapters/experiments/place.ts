import { join } from "node:path";

/** Where an experiment lives below a state directory. */
export interface ExperimentPlace {
  readonly folder: string;
  /** Definition as it was started. */
  readonly started: string;
  /** The intent to end: how, and with which manifest. There until everything is done. */
  readonly ending: string;
  /** How it ended. */
  readonly ended: string;
  /** Exposure events, one JSON object a line. */
  readonly events: string;
  /** Hashes of those who were given an arm, in order. */
  readonly subjects: string;
  /** Key of the hashes; with it gone nobody can be found again. */
  readonly salt: string;
}

export function experimentsFolder(stateDir: string): string {
  return join(stateDir, "experiments");
}

/** @param name Of the form that the definition's schema has checked. */
export function experimentPlace(stateDir: string, name: string): ExperimentPlace {
  const folder = join(experimentsFolder(stateDir), name);
  const at = (file: string): string => join(folder, file);
  return {
    folder,
    started: at("started.json"),
    ending: at("ending.json"),
    ended: at("ended.json"),
    events: at("events.ndjson"),
    subjects: at("subjects"),
    salt: at("salt"),
  };
}
