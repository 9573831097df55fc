/**
 * The worker's own log: JSON lines like those of the service.
 *
 * The framework's logger is kept at errors, because its other lines hold what members say
 * (`lk.pii.…`). Here go ids, codes and numbers only.
 */
export function log(
  level: "info" | "warning" | "error",
  message: string,
  properties: Record<string, string | number | boolean | null | undefined> = {},
): void {
  const line = { "@timestamp": new Date().toISOString(), level, message, logger: "sfera.agent" };
  write(`${JSON.stringify({ ...line, properties })}\n`);
}

/** Sends the lines from now on there instead. */
export function logTo(next: (line: string) => void): void {
  write = next;
}

const encoder = new TextEncoder();
let write = (line: string): void => void Deno.stdout.writeSync(encoder.encode(line));

/**
 * What went wrong as it may be logged: a code, or a name and where it was thrown; never the text of
 * the error, which may hold a member's words.
 */
export function wordless(error: unknown): string {
  if (!(error instanceof Error)) return "something that is no error";
  if ("code" in error && typeof error.code === "string") return error.code;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames].join("\n");
}
