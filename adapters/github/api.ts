import { OutsideError } from "../../core/errors/index.ts";

/** Where and as whom GitHub's REST API is asked. */
export interface GitHub {
  /** `https://api.github.com`, or that of an own server. */
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token: string;
}

/** An answer longer than this is not read on. */
const pages = 30;

/**
 * One answer of GitHub's REST API; a list is read to its end.
 * @param path below the repository, such as `pulls/7/reviews`
 * @throws OutsideError `github-failed`; the token is in no message
 */
export async function askGitHub({ apiUrl, repository, token }: GitHub, path: string): Promise<unknown> {
  const all: unknown[] = [];
  for (let page = 1; page <= pages; page++) {
    const url = `${apiUrl.replace(/\/$/, "")}/repos/${repository}${path === "" ? "" : `/${path}`}?per_page=100&page=${page}`;
    const answer = await get(url, token, path);
    if (!Array.isArray(answer)) return answer;
    all.push(...answer);
    if (answer.length < 100) return all;
  }
  throw failed(path, `has more than ${pages} pages`);
}

async function get(url: string, token: string, path: string): Promise<unknown> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
        "user-agent": "maestro-conductor",
      },
      redirect: "error",
      signal: AbortSignal.timeout(20_000),
    });
    if (!response.ok) throw failed(path, `answered ${response.status}`);
    return JSON.parse(await response.text());
  } catch (cause) {
    throw cause instanceof OutsideError ? cause : failed(path, "could not be asked", cause);
  }
}

function failed(path: string, what: string, cause?: unknown): OutsideError {
  return new OutsideError("github-failed", `GitHub's ${path || "repository"} ${what}`, {
    cause,
    next: "check GITHUB_TOKEN, its permissions and the repository's name, then try again",
  });
}
