import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Evaluation, EvaluationContext } from "../../core/flags/index.ts";
import { sha256 } from "../../core/ledger/index.ts";
import type { Flags } from "./runtime.ts";
import type { StatementFile } from "./seen-kills.ts";

const single = "/ofrep/v1/evaluate/flags/";
const bulk = "/ofrep/v1/evaluate/flags";
const maximumBody = 1_000_000;

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OfrepOptions {
  readonly flags: Flags;
  /** The registry's text, for `httpSource`; null where it is not given out. */
  readonly registryText?: () => string | null;
  /** Signed kill-switch statements, for `httpKills`; absent where they are not given out. */
  readonly kills?: () => Promise<readonly StatementFile[]>;
  /** Where set, requests without it as their bearer token are answered 401. */
  readonly token?: string | undefined;
}

/**
 * OpenFeature's Remote Evaluation Protocol over the flags, so that other languages ask the same registry: one flag and
 * bulk, the latter with ETag and 304. What a client sends wrong is 400, never a value.
 * Source: open-feature/protocol, service/openapi.yaml (OFREP 0.2).
 */
export function ofrepServer(options: OfrepOptions): Server {
  return createServer((request, response) => {
    answer(options, request)
      .catch((): Answer => ({ status: 500, body: { errorDetails: "the flags could not be evaluated" } }))
      .then(({ status, body, headers = {} }) => {
        if (response.destroyed) return;
        const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
        const type = typeof body === "string" ? "application/yaml" : "application/json";
        const length = { "content-length": String(Buffer.byteLength(text)) };
        response.writeHead(status, { ...(text === "" ? {} : { "content-type": type, ...length }), ...headers });
        response.end(text);
      });
  });
}

async function answer(options: OfrepOptions, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? "/").split("?", 1)[0]!;
  if (path === "/healthz" && request.method === "GET") {
    const { state } = options.flags.status();
    return { status: state === "empty" ? 503 : 200, body: options.flags.status() };
  }
  if (options.token !== undefined && !authorised(request, options.token))
    return { status: 401, headers: { "www-authenticate": "Bearer" }, body: { errorDetails: "a token is asked for" } };
  if (path === "/registry" && request.method === "GET") return registry(options, request);
  if (path === "/kills" && request.method === "GET") return killSwitches(options, request);
  const one = path.startsWith(single);
  if (!one && path !== bulk) return { status: 404, body: { errorDetails: "there is nothing here" } };
  if (request.method !== "POST")
    return { status: 405, headers: { allow: "POST" }, body: { errorDetails: "ask with POST" } };
  const key = one ? decoded(path.slice(single.length)) : null;
  const named = one ? { key: key ?? "" } : {};
  const wrong = (errorCode: string, errorDetails: string): Answer => ({
    status: 400,
    body: { ...named, errorCode, errorDetails },
  });
  if (one && (key === null || key === "")) return wrong("PARSE_ERROR", "the key is not well encoded");
  const text = await bodyOf(request);
  if (text === null) return { status: 413, body: { ...named, errorDetails: `more than ${maximumBody} bytes` } };
  let body: unknown;
  try {
    body = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    return wrong("PARSE_ERROR", "the body is no JSON");
  }
  if (!isRecord(body)) return wrong("PARSE_ERROR", "the body is no object");
  const context = body.context ?? {};
  if (!isRecord(context)) return wrong("INVALID_CONTEXT", "context is no object");
  if (context.targetingKey !== undefined && typeof context.targetingKey !== "string")
    return wrong("INVALID_CONTEXT", "targetingKey is no text");
  return key === null ? all(options.flags, context, request) : evaluated(options.flags.evaluate(key, context), context);
}

function evaluated(found: Evaluation, context: EvaluationContext): Answer {
  const { key, errorCode, cause } = found;
  if (errorCode === "FLAG_NOT_FOUND")
    return { status: 404, body: { key, errorCode, errorDetails: `${key} is not registered` } };
  if (errorCode !== null) return { status: 400, body: { key, errorCode, errorDetails: cause } };
  if (cause === "no-subject" && context.targetingKey === undefined)
    return { status: 400, body: { key, errorCode: "TARGETING_KEY_MISSING", errorDetails: "it is on for a share" } };
  return { status: 200, body: success(found) };
}

function success({ key, value, variant, reason, cause }: Evaluation): object {
  return { key, value, variant, reason, metadata: { cause } };
}

function all(flags: Flags, context: EvaluationContext, request: IncomingMessage): Answer {
  const list = [...flags.snapshot.keys()].map((key) => {
    const found = flags.evaluate(key, context);
    return found.errorCode === null ? success(found) : { key, errorCode: found.errorCode, errorDetails: found.cause };
  });
  const text = JSON.stringify({ flags: list });
  const etag = `"${sha256(text).slice(7, 39)}"`;
  if (matches(request, etag)) return { status: 304, headers: { etag } };
  return { status: 200, headers: { etag }, body: { flags: list } };
}

function registry({ flags, registryText }: OfrepOptions, request: IncomingMessage): Answer {
  const text = registryText?.() ?? null;
  if (text === null) return { status: 404, body: { errorDetails: "the registry is not given out" } };
  const etag = `"${(flags.status().digest ?? "").slice(7, 39)}"`;
  return matches(request, etag) ? { status: 304, headers: { etag } } : { status: 200, headers: { etag }, body: text };
}

async function killSwitches({ kills }: OfrepOptions, request: IncomingMessage): Promise<Answer> {
  if (kills === undefined) return { status: 404, body: { errorDetails: "kill-switches are not given out" } };
  const body = { statements: await kills() };
  const etag = `"${sha256(JSON.stringify(body)).slice(7, 39)}"`;
  return matches(request, etag) ? { status: 304, headers: { etag } } : { status: 200, headers: { etag }, body };
}

function matches(request: IncomingMessage, etag: string): boolean {
  const known = request.headers["if-none-match"];
  return known?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag) ?? false;
}

function authorised(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(sha256(request.headers.authorization ?? ""));
  return timingSafeEqual(given, Buffer.from(sha256(`Bearer ${token}`)));
}

function bodyOf(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maximumBody) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on("error", reject);
    request.on("end", () => resolve(size > maximumBody ? null : Buffer.concat(chunks).toString("utf8")));
  });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
