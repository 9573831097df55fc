import { flagsOf } from "../ci/task.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** What a command wrote, line by line, and how it ended. */
export interface Run {
  code: number;
  output: string[];
  errors: string[];
}

/**
 * Runs `deno task sfera WORDS…` with the permissions of the task, on the store in `folder`.
 *
 * `folder` takes the place of `./data`.
 */
export async function runSfera(
  folder: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--cached-only", ...await flagsOf("sfera", folder), "cli/main.ts", ...words],
    cwd: ROOT,
    env: { KV_URL: `${folder}/sfera.sqlite3`, NO_COLOR: "1", ...environment },
  }).output();
  return { code, output: linesOf(stdout), errors: linesOf(stderr) };
}

/** Without what Deno tells where several start at once, and one waits for another. */
function linesOf(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes).trimEnd();
  return text.split("\n")
    .filter((line) => line !== "" || text !== "")
    .filter((line) => !line.startsWith("Blocking waiting for file lock"));
}
