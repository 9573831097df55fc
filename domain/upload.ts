/**
 * Largest file that is taken in, in bytes; also the largest that a bot may download
 * (https://core.telegram.org/bots/api#getfile).
 */
export const FILE_BYTES = 20 * 1024 * 1024;

/** A document that an operator sent to the bot and that is still to be taken in. */
export interface Upload {
  schema: 1;
  /** The number of the update that brought it: the same update is the same upload. */
  id: string;
  memberId: string;
  /** Telegram's name of the file, by which it is downloaded. */
  fileId: string;
  /** The name by which the document will be known. */
  file: string;
  /** How often its reading was begun. */
  attempts: number;
  /** Until when whoever reads it has it alone; after that it is begun again. */
  dueAt: number;
  createdAt: number;
}

/** How long one reading may take before another process begins anew, in milliseconds. */
export const READING_TIME = 5 * 60_000;

/** How often a reading is begun before it is given up. */
export const MOST_READINGS = 3;

/** What an operator may do with a document that was taken in. */
export type DocumentAction = "undo" | "remove";

/**
 * What the button of an action sends back; within Telegram's 64 bytes for ids of 16 and revisions of
 * 26 characters (https://core.telegram.org/bots/api#inlinekeyboardbutton).
 */
export function documentButtonData(
  action: DocumentAction,
  { id, revision }: { id: string; revision: string },
): string {
  return `document:${action}:${id}:${revision}`;
}

/** What `documentButtonData` makes, with its parts. */
export const DOCUMENT_BUTTON = /^document:(undo|remove):([\w-]+):([\w-]+)$/;

/** The longest name that is kept, without its ending. */
const NAME_LENGTH = 120;

/** The name of a file as it is kept: without folders, signs that none can type, and within reason. */
export function uploadName(name: string | undefined): string {
  const plain = (name ?? "").normalize("NFC").split(/[/\\]/).at(-1)!
    .replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  if (plain === "") return "document";
  const end = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? "";
  return plain.slice(0, plain.length - end.length).slice(0, NAME_LENGTH) + end;
}
