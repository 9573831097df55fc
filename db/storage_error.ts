import { AppError } from "../domain/errors.ts";

/** A call to the store did not answer in time; it cannot be stopped and may still take effect. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";

  constructor(milliseconds: number) {
    super(`the store did not answer within ${milliseconds} ms`);
  }
}

/**
 * What to throw for an error of a KV call: a mistake in our code stays as it is, everything else is
 * `storage_unavailable` with the error as its cause and a `reason` in its details.
 */
export function storageError(error: unknown): unknown {
  if (isMisuse(error)) return error;
  return new AppError("storage_unavailable", { reason: reasonOf(error) }, { cause: error });
}

/**
 * Whether a call failed because another process holds the database file: the call did nothing, and
 * trying again helps.
 */
export function isLocked(error: unknown): boolean {
  return error instanceof AppError && isLockedFile(error.cause);
}

function isLockedFile(error: unknown): boolean {
  return error instanceof Error && error.message.includes("database is locked");
}

function reasonOf(error: unknown): string {
  if (error instanceof DeadlineExceeded) return error.message;
  return isLockedFile(error) ? "another process holds the database file" : "the store failed";
}

/**
 * Whether Deno KV refused what it was asked, before it did anything: a mistake in our code.
 *
 * The messages are those of Deno's `ext/kv`; its storage failures are TypeErrors as well, so the
 * class tells nothing.
 */
function isMisuse(error: unknown): boolean {
  return error instanceof Error && MISUSE.test(error.message);
}

const MISUSE = new RegExp(
  [
    "too (large|many)",
    "key cannot be empty",
    "could not be cloned",
    "expireIn must be",
    "^selector ",
    "keyspace defined by prefix",
    "start key is greater",
    "expected string, number, bigint",
  ].join("|"),
  "i",
);
