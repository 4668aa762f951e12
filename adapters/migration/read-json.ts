import { get } from "node:http";

export interface JsonAnswer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** A GET's status and body, whatever the status; rejects on an error, an abort, or a body above 1 MB. */
export function readJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { signal, headers }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > 1_000_000) asked.destroy(new Error("the answer has more than 1 MB"));
        chunks.push(chunk);
      });
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        let body: unknown = text;
        try {
          body = JSON.parse(text);
        } catch {}
        resolve({ status: answer.statusCode ?? 0, body });
      });
    });
    asked.on("error", reject);
  });
}
