export { DurableOutbox, type Flushed } from "./outbox.ts";
export { makeSink, readNotify } from "./sinks.ts";
