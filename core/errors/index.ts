/** Where in a user's file an error lies. Lines and columns count from 1. */
export interface Location {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly field?: string | undefined;
}

/** Exit codes of every command: see docs/reference/exit-codes.md. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

export interface ErrorDetails extends Location {
  /** The command or edit that mends it, in the imperative. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

/** Base of all errors that a person is meant to read. `code` is stable and never reused. */
export abstract class MaestroError extends Error implements Location {
  abstract readonly exitCode: ExitCode;
  readonly code: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly field?: string | undefined;
  readonly next?: string | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.file = details.file;
    this.line = details.line;
    this.column = details.column;
    this.field = details.field;
    this.next = details.next;
  }
}

/** Bad usage or bad input; nothing was changed (exit 2). */
export class InputError extends MaestroError {
  readonly exitCode = 2;
}

/** A rule said no (exit 1). */
export class RefusedError extends MaestroError {
  readonly exitCode = 1;
}

/** A person must decide (exit 3). */
export class HeldError extends MaestroError {
  readonly exitCode = 3;
}

/** Something outside failed: provider, network, disk; the state is safe to resume (exit 4). */
export class OutsideError extends MaestroError {
  readonly exitCode = 4;
}
