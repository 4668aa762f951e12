import { existsSync } from "node:fs";
import { request } from "node:http";

/** Whether a process is ready. It never throws: not ready yet and not there yet are the same. */
export type Probe = (ports: Readonly<Record<string, number>>) => Promise<boolean>;

const TIMEOUT_MS = 2_000;

/**
 * Ready when GET answers with 200.
 * @param portName which of the process's ports is asked
 */
export function httpProbe(path: string, portName = "PORT"): Probe {
  return (ports) =>
    new Promise((resolve) => {
      const port = ports[portName];
      if (port === undefined) return resolve(false);
      const asked = request({ host: "127.0.0.1", port, path, agent: false, timeout: TIMEOUT_MS }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      asked.on("timeout", () => asked.destroy());
      asked.on("error", () => resolve(false));
      asked.on("close", () => resolve(false));
      asked.end();
    });
}

/** Ready when the process has written a file; for those that do not listen. Remove an older one before. */
export function fileProbe(path: string): Probe {
  return async () => existsSync(path);
}
