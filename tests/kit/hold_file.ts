/** Another process that has begun to write to the file, until it is told to stop. */
export async function holdFile(path: string): Promise<{ release(): Promise<void> }> {
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["eval", HOLD_FILE, path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = holder.stdout.getReader();
  await output.read();
  return {
    async release() {
      await holder.stdin.close();
      while (!(await output.read()).done);
      await holder.status;
    },
  };
}

const HOLD_FILE = `
  import { DatabaseSync } from "node:sqlite";
  const file = new DatabaseSync(Deno.args[0]);
  file.exec("BEGIN IMMEDIATE");
  await Deno.stdout.write(new TextEncoder().encode("held"));
  await Deno.stdin.read(new Uint8Array(1));
  file.exec("ROLLBACK");
`;
