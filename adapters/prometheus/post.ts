import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca: string | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Posts a form; answers with whatever status. Rejects when the connection fails, is aborted or the body is too long. */
export function postForm(url: URL, form: URLSearchParams, options: PostOptions) {
  return new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
    const { headers, ca, maxBytes, signal } = options;
    const body = form.toString();
    const asked = (url.protocol === "https:" ? requestHttps : requestHttp)(
      url,
      {
        method: "POST",
        signal,
        agent: false,
        ...(ca === undefined ? {} : { ca }),
        headers: {
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded",
          "content-length": Buffer.byteLength(body),
          ...headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBytes) asked.destroy(new Error(`the answer is longer than ${maxBytes} bytes`));
          else chunks.push(chunk);
        });
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}
