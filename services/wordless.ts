import { AppError } from "../domain/errors.ts";

/**
 * What went wrong as it may be logged where the error's own text may hold a member's words, as the
 * address of a failed request does: a code, or a name and where it was thrown.
 */
export function wordless(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (!(error instanceof Error)) return "something that is no error";
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames].join("\n");
}
