/**
 * A new process waits here before its first line of code, until its starter has written down who it is. A starter that
 * dies in between closes the pipe, and the process ends by itself: no process is ever running that no file names.
 *
 * It is preloaded as a `data:` URL, so that any script can be started this way and nothing has to be found beside the
 * built program.
 */
export const GATE_FD = 3;

const source = `
import { closeSync, readSync } from "node:fs";
const byte = new Uint8Array(1);
const pause = new Int32Array(new SharedArrayBuffer(4));
let read = 0;
for (;;) {
  try {
    read = readSync(${GATE_FD}, byte);
    break;
  } catch (error) {
    if (error.code !== "EAGAIN") break;
    Atomics.wait(pause, 0, 0, 5);
  }
}
if (read === 0) process.exit(0);
closeSync(${GATE_FD});
`;

/** Arguments of node that make it wait at the gate. */
export const gateArguments: readonly string[] = ["--import", `data:text/javascript,${encodeURIComponent(source)}`];
