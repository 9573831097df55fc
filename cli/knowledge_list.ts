import { type CommandDependencies, count, formatMoment } from "./command.ts";
import { WORDS_ALONE } from "./knowledge_add.ts";

/** Shows every document, by the name of its file. */
export async function listDocuments(deps: CommandDependencies): Promise<void> {
  const { knowledge, print, timeZone, transcripts } = deps;
  const documents = await knowledge.list();
  for (const { id, file, title, language, chunkCount, embedding, updatedAt } of documents) {
    print(`${id}  ${file}  "${title}"`);
    const notes = [
      language,
      count(chunkCount, "chunk"),
      formatMoment(updatedAt, timeZone),
      ...(embedding === null ? ["words alone"] : []),
    ];
    print(`${" ".repeat(id.length)}  ${notes.join(", ")}`);
  }
  const chunks = documents.reduce((sum, { chunkCount }) => sum + chunkCount, 0);
  print(`${count(documents.length, "document")}, ${count(chunks, "chunk")}.`);
  if (!transcripts) print(WORDS_ALONE);
}

/** Takes a document out, by the name of its file or its id. */
export async function removeDocument(name: string, deps: CommandDependencies): Promise<number> {
  const { knowledge, print, printError } = deps;
  const documents = await knowledge.list();
  const wanted = name.normalize("NFC").replace(/^\.\//, "");
  const document = documents.find(({ id, file }) => id === wanted || file === wanted);
  if (!document) {
    const like = documents.filter(({ file }) =>
      file.split("/").at(-1) === wanted.split("/").at(-1)
    );
    const hint = like.length > 0
      ? `Did you mean ${like.map(({ file }) => file).join(" or ")}?`
      : "knowledge list shows what there is.";
    printError(`There is no document ${name}. ${hint}`);
    return 1;
  }
  await knowledge.remove(document.id);
  print(`${document.file} is removed, with its ${count(document.chunkCount, "chunk")}.`);
  return 0;
}

/** Removes what broken writes left behind, and embeds what is not embedded yet. */
export async function reindex({ knowledge, print, transcripts }: CommandDependencies) {
  const { embedded, removed } = await knowledge.reindex({ embed: transcripts !== undefined });
  print(`${count(embedded, "chunk")} embedded, ${count(removed, "left-over revision")} removed.`);
  if (!transcripts) print(WORDS_ALONE);
}
