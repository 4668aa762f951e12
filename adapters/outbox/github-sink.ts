import { createHash } from "node:crypto";
import type { Attachment, Sink } from "../../core/outbox/index.ts";
import { send } from "./http.ts";

/** GitHub takes 65,536 characters. */
const bodyCharacters = 60_000;
const pages = 3;

interface Issue {
  readonly html_url: string;
  readonly body: string | null;
}

/**
 * Opens one issue a message. GitHub has no idempotency keys: the issue carries the key's digest in a comment of its
 * body, and the latest issues with the labels are looked through for it before one is opened.
 */
export function githubSink(options: {
  readonly name: string;
  readonly apiUrl: string;
  readonly repository: string;
  readonly labels: readonly string[];
  readonly token: string;
}): Sink {
  const { name, apiUrl, repository, labels, token } = options;
  const issues = `${apiUrl.replace(/\/$/, "")}/repos/${repository}/issues`;
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "x-github-api-version": "2022-11-28",
    "user-agent": "maestro-conductor",
  };
  const find = async (marker: string, since: number, signal: AbortSignal): Promise<Issue | null> => {
    for (let page = 1; page <= pages; page++) {
      const query = new URLSearchParams({
        state: "all",
        labels: labels.join(","),
        // An issue is opened after the fact that it is about.
        since: new Date(since).toISOString(),
        per_page: "100",
        page: String(page),
      });
      const found = (await send(`${issues}?${query}`, { method: "GET", headers, signal })) as Issue[] | null;
      const issue = found?.find(({ body }) => body?.includes(marker));
      if (issue) return issue;
      if (!found || found.length < 100) return null;
    }
    return null;
  };
  return {
    name,
    deliver: async (message, key, attachments, signal) => {
      const marker = `<!-- maestro:${createHash("sha256").update(key).digest("hex").slice(0, 32)} -->`;
      const existing = await find(marker, message.at - 86_400_000, signal);
      if (existing) return { ref: existing.html_url };
      const body = [message.text, ...attachments.map(section)].join("\n\n").slice(0, bodyCharacters);
      const opened = (await send(issues, {
        method: "POST",
        headers,
        signal,
        body: JSON.stringify({ title: message.title, body: `${body}\n\n${marker}`, labels }),
      })) as Issue | null;
      return { ref: opened?.html_url ?? issues };
    },
  };
}

/** Text goes into the issue folded; of anything else and of what is long only the name. */
function section({ name, content }: Attachment): string {
  if (content === null) return `\`${name}\` was not there.`;
  if (!/\.(json|jsonl|md)$/.test(name) || content.length > 20_000)
    return `\`${name}\` (${content.length} bytes) lies with the run's report.`;
  const text = Buffer.from(content).toString("utf8");
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `<details><summary>${name}</summary>\n\n${fence}\n${text}\n${fence}\n\n</details>`;
}
