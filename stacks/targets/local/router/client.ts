import { request } from "node:http";
import { InputError, type MaestroError, OutsideError, RefusedError } from "../../../../core/errors/index.ts";
import type { RouterView } from "./admin.ts";
import type { RouterState } from "./state.ts";
import type { RouterStats } from "./stats.ts";
import { readToken } from "./token.ts";

/** What is needed to find a running router again; plain JSON, without a secret. */
export interface RouterHandle {
  /** http://127.0.0.1:<port> */
  readonly adminUrl: string;
  readonly tokenFile: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long the whole call may take, beside the drain that it asks for; 5 s unless told. */
  readonly timeoutMs?: number;
}

/**
 * The rule in force and what is still in flight.
 * @param drainMs waits, at most so long, until no removed backend has a request in flight
 * @throws OutsideError `target-unreachable`
 */
export function readRouter(
  handle: RouterHandle,
  options: CallOptions & { drainMs?: number } = {},
): Promise<RouterView> {
  return call(handle, "GET", `/state?drain=${options.drainMs ?? 0}`, undefined, options);
}

/**
 * Puts a rule in force. When it returns, the rule is on the disk and every later request follows it.
 * @param drainMs waits, at most so long, until the backends that it removed have no request in flight; the answer's
 *   `drained` says whether that was so
 * @throws RefusedError `router-generation-stale`, InputError `router-state-malformed`, OutsideError `disk-full`,
 *   `file-not-writable`, `target-unreachable`
 */
export function switchRouter(
  handle: RouterHandle,
  state: RouterState,
  options: CallOptions & { drainMs?: number } = {},
): Promise<RouterView> {
  return call(handle, "PUT", `/state?drain=${options.drainMs ?? 0}`, JSON.stringify(state), options);
}

/** Counts and latencies since the router started. @throws OutsideError `target-unreachable` */
export function readRouterStats(handle: RouterHandle, options: CallOptions = {}): Promise<RouterStats> {
  return call(handle, "GET", "/stats", undefined, options);
}

async function call<T>(
  handle: RouterHandle,
  method: string,
  path: string,
  body: string | undefined,
  options: CallOptions & { drainMs?: number },
): Promise<T> {
  const { adminUrl } = handle;
  const token = readToken(handle.tokenFile);
  const limit = AbortSignal.timeout((options.timeoutMs ?? 5_000) + (options.drainMs ?? 0));
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit;
  const { status, text } = await exchange(adminUrl, method, path, token, body, signal).catch((cause: unknown) => {
    if (options.signal?.aborted) throw options.signal.reason;
    throw unreachable(adminUrl, limit.aborted ? "it did not answer in time" : String((cause as Error).message), cause);
  });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw unreachable(adminUrl, `it answered ${status} without JSON`, cause);
  }
  if (status === 200) return document as T;
  throw refusal(adminUrl, status, document);
}

function exchange(
  adminUrl: string,
  method: string,
  path: string,
  token: string,
  body: string | undefined,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      connection: "close",
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    };
    const sent = request(new URL(path, adminUrl), { method, headers, agent: false, signal }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function unreachable(adminUrl: string, why: string, cause: unknown): OutsideError {
  return new OutsideError("target-unreachable", `the router's admin API ${adminUrl} cannot be used: ${why}`, {
    next: "maestro up, which starts the router again",
    cause,
  });
}

function refusal(adminUrl: string, status: number, document: unknown): MaestroError {
  const { code, message, field, next } =
    (document as { error?: { code?: string; message?: string; field?: string; next?: string } }).error ?? {};
  if (code === undefined || message === undefined) return unreachable(adminUrl, `it answered ${status}`, document);
  if (status === 400) return new InputError(code, message, { field, next });
  if (status === 409) return new RefusedError(code, message, { field, next });
  return new OutsideError(code, message, { field, next });
}
