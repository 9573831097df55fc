import { getLogger } from "@logtape/logtape";
import { getMember } from "../db/members.ts";
import { deleteUpload, getUpload, listDueUploads, setUpload } from "../db/uploads.ts";
import type { Database } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import type { Document } from "../domain/knowledge.ts";
import type { Member } from "../domain/member.ts";
import type { MessageButton } from "../domain/outbox.ts";
import {
  type DocumentAction,
  FILE_BYTES,
  MOST_READINGS,
  READING_TIME,
  type Upload,
  uploadName,
} from "../domain/upload.ts";
import { readDocument } from "./documents/mod.ts";
import { describeUnreadable, unreadable } from "./documents/unreadable.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock, FileSource } from "./ports.ts";
import type { Texts } from "./texts.ts";
import { describeStored } from "./uploads_preview.ts";

const log = getLogger(["sfera", "uploads"]);

/** Uploads taken up in one sweep. */
const BATCH = 20;
/** How long a download may take, in milliseconds. */
const DOWNLOAD_TIME = 60_000;

/** A document as the bot was given it. */
export interface SentDocument {
  fileId: string;
  /** As the sender's device named it. */
  name: string | undefined;
  /** Where Telegram tells it. */
  bytes: number | undefined;
}

/** Documents that operators send to the bot. */
export interface Uploads {
  /**
   * Takes a document that came with an update; what becomes of it is told by the bot.
   *
   * Resolves once it is written down, which outlives a crash; the same update is taken once.
   */
  accept(upload: { member: Member; updateId: number; document: SentDocument }): Promise<void>;
  /**
   * Does what a button under a document says; the sentence that tells of it.
   *
   * A button of a revision that holds no more does nothing, however often it is pressed.
   */
  act(press: {
    member: Member;
    action: DocumentAction;
    documentId: string;
    revision: string;
  }): Promise<string>;
  /** Begins anew what a process that died has left; answers how many there were. */
  sweep(): Promise<number>;
  /** Resolves when nothing is being read in this process. */
  settled(): Promise<void>;
}

/** Makes the use case; `clock` dates what is written, `signal` ends downloads when Sfera stops. */
export function createUploads(deps: {
  db: Database;
  clock: Clock;
  files: FileSource;
  knowledge: Pick<Knowledge, "store" | "undo" | "remove" | "list">;
  outbox: Outbox;
  texts: Texts;
  signal: AbortSignal;
}): Uploads {
  const { db, clock, files, knowledge, outbox, texts, signal } = deps;
  const running = new Set<string>();
  /** One at a time: a book takes much memory while it is read. */
  let reading = Promise.resolve();

  async function accept(
    { member, updateId, document }: Parameters<Uploads["accept"]>[0],
  ): Promise<void> {
    const file = uploadName(document.name);
    const told = { member, kind: "upload", dedupeKey: `update:${updateId}` };
    if ((document.bytes ?? 0) > FILE_BYTES) {
      return await outbox.send({ ...told, text: await explain(member, file, tooLarge(file)) });
    }
    const now = clock.now();
    const upload: Upload = {
      schema: 1,
      id: String(updateId),
      memberId: member.id,
      fileId: document.fileId,
      file,
      attempts: 1,
      dueAt: now + READING_TIME,
      createdAt: now,
    };
    const text = await texts.format(member.language, "upload-reading", { file });
    const isNew = await db.tx(async (tx) => {
      const added = await outbox.add(tx, { ...told, text });
      if (added) setUpload(tx, undefined, upload);
      return added;
    });
    outbox.hurry();
    if (isNew) begin(upload);
  }

  /** Reads in the background: the next update is not to wait for a book. */
  function begin(upload: Upload): void {
    running.add(upload.id);
    reading = reading.then(() => take(upload)).catch((error) => {
      log.error("Upload {id} waits for another try: {error}", { id: upload.id, error });
    }).finally(() => running.delete(upload.id));
  }

  async function take(upload: Upload): Promise<void> {
    if (signal.aborted) return;
    const member = await getMember(db, upload.memberId);
    if (!member) return await db.tx((tx) => Promise.resolve(deleteUpload(tx, upload)));
    const { text, buttons } = await read(upload, member);
    await db.tx(async (tx) => {
      const kept = await getUpload(tx, upload);
      if (!kept) return;
      deleteUpload(tx, kept);
      const dedupeKey = `upload:${upload.id}`;
      await outbox.add(tx, { member, kind: "upload", dedupeKey, text, buttons });
    });
    outbox.hurry();
  }

  /** What is to be said of an upload; throws where another try may help. */
  async function read(
    upload: Upload,
    member: Member,
  ): Promise<{ text: string; buttons?: MessageButton[][] }> {
    const { file, fileId, attempts } = upload;
    try {
      const either = AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_TIME)]);
      const bytes = await files.download(fileId, { mostBytes: FILE_BYTES, signal: either });
      const source = await readDocument({ file, bytes });
      const stored = await knowledge.store(source);
      return await describeStored({
        stored,
        since: attempts > 1 ? upload.createdAt : null,
        documents: await knowledge.list(),
        texts,
        language: member.language,
      });
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof AppError && LASTING.has(error.code)) {
        return { text: await explain(member, file, error) };
      }
      if (attempts < MOST_READINGS) throw error;
      log.error("Upload {id} is given up: {error}", { id: upload.id, error });
      return { text: await texts.format(member.language, "upload-failed", { file }) };
    }
  }

  async function explain(member: Member, file: string, error: AppError): Promise<string> {
    const problem = error.code === "body_too_large"
      ? tooLarge(file)
      : error.code === "bad_request"
      ? unreadable(file, "no_text")
      : error;
    const reason = await describeUnreadable(texts, member.language, problem);
    return await texts.format(member.language, "upload-refused", { file, reason });
  }

  return {
    accept,

    async act({ member, action, documentId, revision }) {
      const say = (id: string, args = {}) => texts.format(member.language, id, args);
      try {
        const { previous, title } = held(await knowledge.list(), documentId, revision);
        if (action === "undo" && previous) {
          const restored = await knowledge.undo(documentId, revision);
          return await say("upload-undone", { title: restored.title });
        }
        await knowledge.remove(documentId, revision);
        return await say("upload-removed", { title });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "not_found") throw error;
        return await say("upload-stale");
      }
    },

    async sweep() {
      const now = clock.now();
      const due = await listDueUploads(db, now, BATCH);
      let begun = 0;
      for (const name of due) {
        const upload = await db.tx(async (tx) => {
          const kept = await getUpload(tx, name);
          if (!kept || kept.dueAt > now || running.has(kept.id)) return undefined;
          const again = { ...kept, attempts: kept.attempts + 1, dueAt: now + READING_TIME };
          setUpload(tx, kept, again);
          return again;
        });
        if (!upload) continue;
        begin(upload);
        begun += 1;
      }
      return begun;
    },

    settled: () => reading,
  };
}

/** Errors that another try would meet again. */
const LASTING = new Set(["document_unreadable", "body_too_large", "bad_request"]);

const tooLarge = (file: string) => unreadable(file, "too_large");

/** The document, or `not_found` where another revision holds now. */
function held(documents: readonly Document[], documentId: string, revision: string): Document {
  const document = documents.find(({ id }) => id === documentId);
  if (document?.revision === revision) return document;
  throw new AppError("not_found", { what: "revision", id: documentId });
}
