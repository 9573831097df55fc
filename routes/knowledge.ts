import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Community, Language } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import type { Chunk, Document, SourceText } from "../domain/knowledge.ts";
import { later } from "../domain/later.ts";
import { FILE_BYTES } from "../domain/upload.ts";
import type { Knowledge, Stored } from "../services/knowledge.ts";
import type { Members } from "../services/members.ts";
import type { Texts } from "../services/texts.ts";
import { type RequestContext, type RequestEnvironment, requestLanguage } from "./environment.ts";
import { keepStreaming } from "./event_stream.ts";
import { DOCUMENTS_PATH } from "./limits.ts";
import type {
  KnowledgeDocument,
  KnowledgeDocuments,
  KnowledgeProgress,
  Passage,
} from "./schemas.ts";

const log = getLogger(["sfera", "http"]);

/** What a form adds around a file, in bytes. */
const FORM_BYTES = 64 * 1024;
const NAME_LENGTH = 200;
/** What is shown of a file that was taken in. */
const PREVIEW_CHUNKS = 5;
const PREVIEW_LENGTH = 400;

/** Reads a file of the owner's material; `services/documents/mod.ts`. */
type ReadDocument = (document: { file: string; bytes: Uint8Array }) => Promise<SourceText>;

/** `/knowledge`: passages for members; documents for those who look after the knowledge. */
export function knowledgeRoutes(deps: {
  /** Loaded when it is first needed. */
  knowledge: () => Promise<Knowledge>;
  readDocument: ReadDocument;
  members: Members;
  community: Community;
  texts: Texts;
}) {
  const { knowledge, readDocument, members, community, texts } = deps;

  /** Nobody else is told that there is anything. */
  async function requireOperator(context: RequestContext): Promise<void> {
    const { operator } = await members.view(context.get("memberId"));
    if (!operator) throw new AppError("not_found", { what: "page" });
  }

  async function warningsOf(
    { document, chunks }: Stored,
    language: Language,
  ): Promise<string[]> {
    const others = (await (await knowledge()).list()).filter(({ id, title }) =>
      id !== document.id && title === document.title
    );
    const warnings = others.slice(0, 1).map(({ file }) =>
      texts.format(language, "knowledge-warning-title", { file })
    );
    if (chunks.length > 1 && chunks.every(({ headings }) => headings.length === 0)) {
      warnings.push(texts.format(language, "knowledge-warning-headings"));
    }
    return await Promise.all(warnings);
  }

  /** Takes a file in and tells how it goes; what is wrong with it is told too, and never thrown. */
  async function takeIn(
    file: File,
    language: Language,
    tell: (progress: KnowledgeProgress) => void,
  ): Promise<void> {
    try {
      tell({ step: "reading" });
      const bytes = new Uint8Array(await file.arrayBuffer());
      const source = await readDocument({ file: file.name, bytes });
      const stored = await (await knowledge()).store(source, tell);
      const { outcome, document, chunks } = stored;
      tell({
        step: "done",
        outcome,
        document: documentView(document),
        warnings: await warningsOf(stored, language),
        preview: chunks.slice(0, PREVIEW_CHUNKS).map(previewOf),
      });
    } catch (caught) {
      const error = caught instanceof AppError ? caught : new AppError("internal");
      if (error.status >= 500) log.error("A file could not be taken in: {caught}", { caught });
      const { describeUnreadable } = await import(
        later("../services/documents/unreadable.ts")
      ) as typeof import("../services/documents/unreadable.ts");
      tell({ step: "failed", message: await describeUnreadable(texts, language, error) });
    }
  }

  function stream(context: RequestContext, file: File): Response {
    const language = requestLanguage(context, community.assistant.defaultLanguage);
    return keepStreaming(context, async (stream) => {
      // Storing goes on where the page is gone; a broken connection must not leave a file half told.
      let number = 0;
      let written: Promise<unknown> = Promise.resolve();
      await takeIn(file, language, (progress) => {
        const event = {
          id: String(number += 1),
          event: "progress",
          data: JSON.stringify(progress),
        };
        written = written.then(() => stream.writeSSE(event)).catch(() => {});
      });
      await written;
    });
  }

  return new Hono<RequestEnvironment>()
    .get("/knowledge/passages/:chunkId", async (context) => {
      // Bans are read where the member is.
      await members.view(context.get("memberId"));
      const passage = await (await knowledge()).passage(context.req.param("chunkId"));
      if (!passage) throw new AppError("not_found", { what: "passage" });
      return context.json(passage satisfies Passage);
    })
    .get(DOCUMENTS_PATH, async (context) => {
      await requireOperator(context);
      const documents = await (await knowledge()).list();
      const body: KnowledgeDocuments = { documents: documents.map(documentView) };
      return context.json(body);
    })
    .post(
      DOCUMENTS_PATH,
      async (context, next) => {
        await requireOperator(context);
        await next();
      },
      bodyLimit({ maxSize: FILE_BYTES + FORM_BYTES, onError: refuseLargeFile }),
      async (context) => stream(context, await fileIn(context)),
    )
    .post(`${DOCUMENTS_PATH}/:id/undo`, async (context) => {
      await requireOperator(context);
      const document = await (await knowledge()).undo(context.req.param("id"));
      return context.json(documentView(document));
    })
    .delete(`${DOCUMENTS_PATH}/:id`, async (context) => {
      await requireOperator(context);
      await (await knowledge()).remove(context.req.param("id"));
      return context.body(null, 204);
    });
}

async function fileIn(context: RequestContext): Promise<File> {
  const form = await context.req.formData().catch(() => undefined);
  const file = form?.get("file");
  const expected =
    `a form (multipart/form-data) with a file in the field "file", its name at most ${NAME_LENGTH} characters long`;
  if (!(file instanceof File) || file.name === "" || file.name.length > NAME_LENGTH) {
    const received = form ? `a form with ${[...form.keys()].join(", ") || "nothing"}` : "no form";
    throw new AppError("bad_request", { expected, received });
  }
  if (file.size > FILE_BYTES) refuseLargeFile();
  return file;
}

function documentView(document: Document): KnowledgeDocument {
  const { id, file, title, language, chunkCount, bytes, updatedAt, previous } = document;
  const canUndo = previous !== null;
  return { id, file, title, language, chunks: chunkCount, bytes, updatedAt, canUndo };
}

function previewOf({ headings, text }: Chunk) {
  const short = text.length <= PREVIEW_LENGTH ? text : `${text.slice(0, PREVIEW_LENGTH - 1)}…`;
  return { headings, text: short };
}

function refuseLargeFile(): never {
  throw new AppError("body_too_large", { mostBytes: FILE_BYTES });
}
