import { AppError } from "../domain/errors.ts";
import type { SourceText } from "../domain/knowledge.ts";
import { FILE_BYTES } from "../domain/upload.ts";
import { isDocumentName } from "../services/documents/format.ts";
import { readDocument } from "../services/documents/mod.ts";
import { describeUnreadable, unreadable } from "../services/documents/unreadable.ts";
import type { Stored } from "../services/knowledge.ts";
import type { Texts } from "../services/texts.ts";
import { type CommandDependencies, count } from "./command.ts";
import { findFiles, type FoundFile, reasonOf } from "./files.ts";

type Outcome = Stored["outcome"] | "failed";

/**
 * Takes files into the knowledge, a line each; one that cannot be read is named and the rest done.
 *
 * Answers 1 where a file failed.
 */
export async function addDocuments(
  paths: readonly string[],
  deps: CommandDependencies,
): Promise<number> {
  const { knowledge, knowledgeFolder, print, printError, transcripts } = deps;
  const given = paths.length > 0 ? paths : [knowledgeFolder];
  const { files, missing, others } = await findFiles(given, {
    home: knowledgeFolder,
    isDocument: isDocumentName,
  });
  for (const { path, reason } of missing) printError(`${path}: ${reason}`);
  const counts: Record<Outcome, number> = { added: 0, changed: 0, unchanged: 0, failed: 0 };
  let withoutMeaning = 0;
  const takenBy = new Map<string, string>();
  for (const [index, found] of files.entries()) {
    const place = `${index + 1}/${files.length} ${found.file}`;
    try {
      refuseTaken(found, takenBy);
      const stored = await knowledge.store(await readFile(found));
      counts[stored.outcome] += 1;
      if (stored.document.embedding === null) withoutMeaning += 1;
      print(`${place}  ${describeStored(stored)}`);
    } catch (error) {
      counts.failed += 1;
      printError(`${place}  failed: ${await explainFailure(error, deps.texts)}`);
    }
  }
  await warnOfTwins(deps);
  const failed = counts.failed + missing.length;
  const parts = Object.entries({ ...counts, failed })
    .filter(([, number]) => number > 0).map(([outcome, number]) => `${number} ${outcome}`);
  print(`${count(files.length, "file")}: ${parts.join(", ") || "nothing to add"}.`);
  if (others > 0) print(`${count(others, "file")} of other kinds left alone.`);
  if (!transcripts) print(WORDS_ALONE);
  else if (withoutMeaning > 0) {
    print(`${count(withoutMeaning, "document")} without embeddings: run knowledge reindex.`);
  }
  return failed > 0 ? 1 : 0;
}

/** What is said where there is no key. */
export const WORDS_ALONE =
  "GEMINI_API_KEY is not set: a question finds texts by their words and by glossary.yaml, not by their meaning.";

/** Reads a file of this machine; what is too large is refused before it is loaded. */
export async function readFile(
  { path, file }: FoundFile,
  read: typeof readDocument = readDocument,
): Promise<SourceText> {
  const { size } = await Deno.stat(path);
  if (size > FILE_BYTES) throw unreadable(file, "too_large");
  return await read({ file, bytes: await Deno.readFile(path) });
}

/** Two files of one name would take each other's place. */
function refuseTaken({ path, file }: FoundFile, takenBy: Map<string, string>): void {
  const other = takenBy.get(file);
  if (other !== undefined) throw new SameName(other);
  takenBy.set(file, path);
}

class SameName extends Error {
  constructor(readonly other: string) {
    super();
  }
}

function describeStored({ outcome, document }: Stored): string {
  if (outcome === "unchanged") return "unchanged";
  return `${outcome}, ${count(document.chunkCount, "chunk")}`;
}

/** Why a file was not taken in, in words; what nobody expected is thrown on. */
export async function explainFailure(error: unknown, texts: Texts): Promise<string> {
  if (error instanceof SameName) {
    return `It has the same name as ${error.other}. Give the folder above both instead.`;
  }
  if (error instanceof AppError) {
    // A store that is away fails for every file: that is for the end of the command to say.
    if (error.code === "storage_unavailable") throw error;
    if (error.code === "document_unreadable") return await describeUnreadable(texts, "en", error);
    return error.message;
  }
  const isOfDisk = error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied;
  if (isOfDisk) return reasonOf(error);
  throw error;
}

/** Two documents with one title cannot be told apart by those who read an answer's source. */
async function warnOfTwins({ knowledge, printError }: CommandDependencies): Promise<void> {
  const byTitle = new Map<string, string[]>();
  for (const { title, file } of await knowledge.list()) {
    const key = title.trim().toLowerCase();
    byTitle.set(key, [...byTitle.get(key) ?? [], file]);
  }
  for (const [title, files] of byTitle) {
    if (files.length < 2) continue;
    printError(
      `Warning: ${files.join(" and ")} have one title, "${title}". Give each its own, so that ` +
        "a source in an answer says which it is.",
    );
  }
}
