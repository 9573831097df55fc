import type { Community } from "../domain/community.ts";
import { checkAssistant } from "./assistant.ts";
import { checkCarePlans } from "./care_plans.ts";
import { checkGlossary, readPlainGlossary } from "./glossary.ts";
import { checkHelp } from "./help.ts";
import { checkPlans } from "./plans.ts";
import { parseYaml } from "./yaml.ts";

/** How the pack's files are reached; both reject where there is nothing at the path. */
export interface PackFiles {
  readText(path: string): Promise<string>;
  /** The names of the files in a folder. */
  listFolder(path: string): Promise<string[]>;
}

const FROM_SHIPPED =
  "Copy it from the community folder that ships with Sfera, or set COMMUNITY_DIR to your pack.";

/**
 * Reads the community pack in `folder`.
 *
 * Adds a line to `problems` for everything that is wrong, and then answers undefined.
 */
export async function readPack(
  files: PackFiles,
  folder: string,
  problems: string[],
): Promise<Community | undefined> {
  const root = folder.replace(/\/+$/, "");
  const pack = new PackReader(readAhead(files, root), problems);
  const assistant = await pack.yaml(`${root}/assistant.yaml`);
  const plans = await pack.yaml(`${root}/plans.yaml`);
  const glossary = await pack.glossary(`${root}/glossary.yaml`);
  const help = await pack.yaml(`${root}/help.yaml`);
  const carePlans = await pack.optional(`${root}/care_plans.yaml`, "carePlans: []");
  const prompts = await pack.prompts(`${root}/prompts`);
  const names = prompts && Object.keys(prompts);
  const checked = assistant && checkAssistant(assistant.file, assistant.value, names, problems);
  const sold = plans && checkPlans(plans.file, plans.value, problems);
  const community = {
    assistant: checked,
    plans: sold?.plans,
    packs: sold?.packs,
    sales: sold?.sales,
    prompts,
    glossary,
    help: help && checkHelp(help.file, help.value, problems),
    carePlans: carePlans && checkCarePlans(carePlans.file, carePlans.value, problems),
  };
  return isWhole(community) ? community : undefined;
}

/** Files of the pack that are read at once, while the first of them is being checked. */
const AHEAD = ["assistant", "plans", "glossary", "help", "care_plans"];

function readAhead(files: PackFiles, root: string): PackFiles {
  const texts = new Map(AHEAD.map((name) => {
    const path = `${root}/${name}.yaml`;
    const text = files.readText(path);
    // Whoever asks for it is told.
    text.catch(() => {});
    return [path, text];
  }));
  return {
    readText: (path) => texts.get(path) ?? files.readText(path),
    listFolder: (path) => files.listFolder(path),
  };
}

function isWhole(community: Partial<Community>): community is Community {
  return Object.values(community).every((part) => part !== undefined);
}

class PackReader {
  constructor(readonly files: PackFiles, readonly problems: string[]) {}

  async yaml(file: string): Promise<{ file: string; value: unknown } | undefined> {
    return this.#parsed(file, await this.#text(file));
  }

  /** Like `yaml`, for a file that a pack may do without: then it holds `otherwise`. */
  async optional(
    file: string,
    otherwise: string,
  ): Promise<{ file: string; value: unknown } | undefined> {
    return this.#parsed(file, await this.#optionalText(file, otherwise));
  }

  /** The glossary, empty where there is none; a plain one is read without YAML. */
  async glossary(file: string): Promise<string[][] | undefined> {
    const text = await this.#optionalText(file, "[]");
    const plain = text === undefined ? undefined : readPlainGlossary(text);
    if (plain) return plain;
    const parsed = this.#parsed(file, text);
    return parsed && checkGlossary(parsed.file, parsed.value, this.problems);
  }

  async #optionalText(file: string, otherwise: string): Promise<string | undefined> {
    return await this.files.readText(file).catch((error) =>
      isNotFound(error) ? otherwise : this.#unreadable(file, error)
    );
  }

  #parsed(file: string, text: string | undefined): { file: string; value: unknown } | undefined {
    if (text === undefined) return undefined;
    const parsed = parseYaml(text);
    if ("value" in parsed) return { file, value: parsed.value };
    this.problems.push(`${file}: ${parsed.problem}`);
  }

  async prompts(folder: string): Promise<Record<string, string> | undefined> {
    const names = await this.files.listFolder(folder).catch((error) =>
      this.#unreadable(folder, error)
    );
    if (!names) return undefined;
    const prompts: Record<string, string> = {};
    const markdown = names.filter((name) => name.endsWith(".md")).sort();
    for (const name of markdown) {
      const text = (await this.#text(`${folder}/${name}`))?.trim();
      prompts[name.slice(0, -".md".length)] = text ?? "";
      if (text === "") {
        const what = "expected instructions for the model, came an empty file.";
        this.problems.push(`${folder}/${name}: ${what} Write them, or remove the file.`);
      }
    }
    if (!markdown.includes("system.md")) {
      this.problems.push(`${folder}/system.md: there is no such file. ${FROM_SHIPPED}`);
    }
    return prompts;
  }

  async #text(file: string): Promise<string | undefined> {
    return await this.files.readText(file).catch((error) => this.#unreadable(file, error));
  }

  #unreadable(path: string, error: unknown): undefined {
    const name = error instanceof Error ? error.name : "unknown error";
    this.problems.push(
      isNotFound(error)
        ? `${path}: there is no such file or folder. ${FROM_SHIPPED}`
        : `${path}: cannot be read (${name}). Let Sfera read it.`,
    );
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === "NotFound";
}
