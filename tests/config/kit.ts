import assert from "node:assert/strict";
import { type Config, ConfigError, readConfig } from "../../config.ts";

/** The folder of the project. */
export const root = new URL("../../", import.meta.url);

/** The pack that ships with Sfera, by path. */
export const shipped = new Map<string, string>();
for (const folder of ["community", "community/prompts"]) {
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile) shipped.set(path, await Deno.readTextFile(new URL(path, root)));
  }
}

/** Of a bot token's form, and of no bot. */
export const TOKEN = "123456789:AA-no-bot-has-this-token-0123456789";

/** All that must be set. */
export const ENVIRONMENT: Record<string, string> = {
  TELEGRAM_BOT_TOKEN: TOKEN,
  GEMINI_API_KEY: "AIza-nobody-has-this-key-either",
  PUBLIC_URL: "https://sfera.example.com",
};

/** Reads the good environment and the shipped pack with changes; null takes a file away. */
export function read(
  environment: Record<string, string | undefined> = {},
  files: Record<string, string | null> = {},
  listFails?: Error,
): Promise<Config> {
  const pack = new Map<string, string | null>([...shipped, ...Object.entries(files)]);
  return readConfig({
    environment: { ...ENVIRONMENT, ...environment },
    communityFolder: "community",
    readText(path) {
      const text = pack.get(path) ?? null;
      return text === null ? Promise.reject(new Deno.errors.NotFound()) : Promise.resolve(text);
    },
    listFolder(path) {
      const inside = [...pack].filter(([file, text]) =>
        text !== null && file.startsWith(`${path}/`)
      );
      if (listFails || inside.length === 0) {
        return Promise.reject(listFails ?? new Deno.errors.NotFound());
      }
      return Promise.resolve(inside.map(([file]) => file.slice(path.length + 1)));
    },
  });
}

/** The lines that reading ends with. */
export async function problems(...args: Parameters<typeof read>): Promise<readonly string[]> {
  const error = await read(...args).then(() => undefined, (error) => error);
  assert.ok(error instanceof ConfigError, `expected a ConfigError, came ${error}`);
  assert.equal(error.message, error.problems.join("\n"));
  return error.problems;
}

/** A shipped file in which `from`, which is there once, is replaced by `to`. */
function edited(path: string, from: string, to: string): Record<string, string> {
  const text = shipped.get(path) ?? "";
  assert.equal(text.split(from).length, 2, `${path} holds this not once: ${from}`);
  return { [path]: text.replace(from, to) };
}

/** `assistant.yaml` with an edit. */
export const assistant = (from: string, to: string) => edited("community/assistant.yaml", from, to);
/** `plans.yaml` with an edit. */
export const plans = (from: string, to: string) => edited("community/plans.yaml", from, to);
/** `help.yaml` with an edit. */
export const help = (from: string, to: string) => edited("community/help.yaml", from, to);
/** `care_plans.yaml` with an edit. */
export const carePlans = (from: string, to: string) =>
  edited("community/care_plans.yaml", from, to);
