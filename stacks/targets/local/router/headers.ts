/** Marks answers that the router made itself, so that they are counted apart from the service's own errors. */
export const ROUTER_ERROR_HEADER = "x-maestro-router";
/** Marks requests that are copies; their answers are thrown away. */
export const MIRROR_HEADER = "x-maestro-mirror";

/** Of one connection only (RFC 9110, 7.6.1), and what the router answers itself. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/**
 * The end-to-end headers, flat as Node's rawHeaders: name, value, name, value … Names keep their spelling and order;
 * headers that the sender's `connection` header names are left out too.
 * @param connection the sender's connection header, if any
 */
export function endToEnd(raw: readonly string[], connection: string | undefined): string[] {
  const named = connection === undefined || isPlain(connection) ? null : listed(connection);
  const kept: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (HOP_BY_HOP.has(name) || named?.has(name)) continue;
    kept.push(raw[i]!, raw[i + 1]!);
  }
  return kept;
}

function isPlain(connection: string): boolean {
  return connection === "keep-alive" || connection === "close";
}

/** `host` and lengths stay: to strip them on a sender's word would change the meaning of the message. */
function listed(connection: string): Set<string> {
  const names = connection.split(",").map((name) => name.trim().toLowerCase());
  return new Set(names.filter((name) => name !== "content-length" && name !== "host"));
}

/** Appends the client's address to `x-forwarded-for`, in place. */
export function forwardedFor(headers: string[], address: string | undefined): string[] {
  if (address === undefined) return headers;
  for (let i = 0; i < headers.length; i += 2)
    if (headers[i]!.toLowerCase() === "x-forwarded-for") {
      headers[i + 1] = `${headers[i + 1]}, ${address}`;
      return headers;
    }
  headers.push("x-forwarded-for", address);
  return headers;
}
