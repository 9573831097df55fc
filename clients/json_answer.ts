import { AppError } from "../domain/errors.ts";
import { untilAborted } from "./deadline.ts";

/** An attempt that failed where another one may not; its message says how, in words. */
export class Unlucky extends Error {}

/**
 * Reads the JSON of an answer; what is no JSON is undefined, which no schema lets through.
 *
 * Throws what `tooLong` makes of an answer of more than `mostBytes`, `Unlucky` of one that breaks off
 * or is not there when `signal` aborts.
 */
export async function readJson(
  response: Response,
  signal: AbortSignal,
  { mostBytes, tooLong }: { mostBytes: number; tooLong: () => AppError },
): Promise<unknown> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    while (reader) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) break;
      size += value.length;
      if (size > mostBytes) throw tooLong();
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    reader?.cancel().catch(() => {});
    throw error instanceof AppError ? error : new Unlucky("its answer broke off");
  }
  return parse(text + decoder.decode());
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
