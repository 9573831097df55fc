const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * The flags with which a task of `deno.json` runs Deno, to run the same without `deno task`.
 *
 * `data` takes the place of the folder `./data`; a developer's `.env` is left out.
 */
export async function flagsOf(task: "start" | "sfera", data: string): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  return (tasks[task].command as string).split(" ").slice(2, -1)
    .filter((flag) => !flag.startsWith("--env-file"))
    .map((flag) => flag.replace(/=\.\/data(?=,|$)/, `=${data}`))
    .map((flag) => flag.replace(/^--allow-read=\.$/, `--allow-read=.,${data}`));
}
