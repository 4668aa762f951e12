import { SinkRefused } from "../../core/outbox/index.ts";

/** One request; 408, 425, 429 and 5xx may be tried again, any other refusal not. */
export async function send(
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
): Promise<unknown> {
  const response = await fetch(url, { ...init, redirect: "error" });
  const text = await response.text();
  if (response.ok) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }
  const said = `${new URL(url).host} answered ${response.status}: ${text.slice(0, 200)}`;
  // GitHub says 403 for an exhausted rate limit.
  const limited = response.status === 403 && response.headers.get("x-ratelimit-remaining") === "0";
  if (limited || [408, 425, 429].includes(response.status) || response.status >= 500) throw new Error(said);
  throw new SinkRefused(said);
}
