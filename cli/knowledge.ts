import { type Command, parseWords } from "./command.ts";
import { addDocuments } from "./knowledge_add.ts";
import { listDocuments, reindex, removeDocument } from "./knowledge_list.ts";
import { searchKnowledge } from "./knowledge_search.ts";
import { structureTranscripts } from "./knowledge_structure.ts";

export const KNOWLEDGE_USAGE =
  `knowledge add [PATH…]           read files and folders into the knowledge
knowledge list                  what is in it
knowledge remove FILE|ID        take a document out
knowledge reindex               tidy it up, and embed what is not embedded yet
knowledge search QUERY          what it finds for a question
knowledge structure PATH…       make guides of raw transcripts with Gemini

Without PATH, add takes the folder knowledge/ of the community's pack.
search: --top K (5), --json (an object a line), --queries FILE (a question a line).
structure: --out FOLDER (knowledge/structured/ of the pack); it also takes subtitles (.srt, .vtt)
and chats that Telegram Desktop exported (.json).
GEMINI_API_KEY is needed to structure, and to search by meaning besides words.`;

/** Largest number of passages that may be asked for. */
const MOST_TOP = 100;

/** The command that `knowledge …` stands for, or undefined where the words do not fit. */
export function readKnowledgeCommand(words: readonly string[]): Command | undefined {
  const [action = "", ...rest] = words;
  return Object.hasOwn(ACTIONS, action) ? ACTIONS[action]!(rest) : undefined;
}

const ACTIONS: Record<string, (words: readonly string[]) => Command | undefined> = {
  add(words) {
    const read = parseWords(words, {});
    return read && ((deps) => addDocuments(read.positionals, deps));
  },
  list(words) {
    return words.length === 0 ? listDocuments : undefined;
  },
  remove(words) {
    const read = parseWords(words, {});
    const [name, ...rest] = read?.positionals ?? [];
    return name && rest.length === 0 ? (deps) => removeDocument(name, deps) : undefined;
  },
  reindex(words) {
    return words.length === 0 ? reindex : undefined;
  },
  search(words) {
    const read = parseWords(words, {
      top: { type: "string" },
      json: { type: "boolean" },
      queries: { type: "string" },
    });
    if (!read) return undefined;
    const { top = "5", json = false, queries } = read.values;
    const query = read.positionals.join(" ").trim();
    const limit = /^\d{1,3}$/.test(String(top)) ? Number(top) : 0;
    const isOneOrOther = (query === "") !== (queries === undefined);
    if (limit < 1 || limit > MOST_TOP || !isOneOrOther) return undefined;
    const file = queries === undefined ? undefined : String(queries);
    return (deps) =>
      searchKnowledge({ query, queriesFile: file, limit, json: Boolean(json) }, deps);
  },
  structure(words) {
    const read = parseWords(words, { out: { type: "string" } });
    if (!read || read.positionals.length === 0) return undefined;
    const out = read.values.out === undefined ? undefined : String(read.values.out);
    return (deps) => structureTranscripts({ paths: read.positionals, out }, deps);
  },
};
