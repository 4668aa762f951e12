import { MaestroError } from "../../../../core/errors/index.ts";

/** Errors cross to the engine as text only: code and next step travel in it, for people and for the driver. */
export async function explained<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const verb = error.exitCode === 1 ? "refused: " : "";
    const plain = new Error(
      `error[${error.code}] ${verb}${error.message}${error.next ? `\n  next: ${error.next}` : ""}`,
    );
    plain.stack = plain.message;
    throw plain;
  }
}
