/** The owner's material as its keeper looks after it: what is there, what is being taken in. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type {
  KnowledgeDocument,
  KnowledgeDocuments,
  KnowledgeProgress,
} from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";
import { read } from "../chat/stream.ts";
import { faultOf, type FileFault } from "./files.ts";

const PATH = "/api/knowledge/documents";
/** Milliseconds a large file may take on a slow line before the first event comes back. */
const SENDING = 300_000;
/** Milliseconds without a byte after which taking in counts as broken; pings come every 15 s. */
const SILENCE = 60_000;

type Done = Extract<KnowledgeProgress, { step: "done" }>;

/** Where one file stands on its way in. */
export type Progress =
  | { step: "waiting" | "sending" | "reading" }
  | { step: "splitting"; chunks: number }
  | { step: "storing"; done: number; all: number }
  | Done
  /** `broken`: the way to the service failed; `undone`: taken back. */
  | { step: "undone" | "broken" }
  | { step: "refused"; fault: Exclude<FileFault, null> }
  | { step: "failed"; message: string };

export interface Upload {
  key: number;
  file: File;
  progress: Progress;
}

export interface Knowledge {
  /** Null until they were read. */
  documents: ReadonlySignal<KnowledgeDocument[] | null>;
  /** Why the documents could not be read. */
  failure: ReadonlySignal<ApiError | null>;
  /** The files of this visit, the oldest first. */
  uploads: ReadonlySignal<Upload[]>;
  load(): Promise<void>;
  /** Takes files in, one after the other. */
  add(files: readonly File[]): Promise<void>;
  /** Sends a file again that did not get through. */
  again(upload: Upload): Promise<void>;
  /** Takes a line of the visit away; a file on its way stays. */
  dismiss(upload: Upload): void;
  /** Takes back what a file brought. @throws {ApiError} */
  takeBack(upload: Upload): Promise<void>;
  /** Goes back to the document before its last change or removal. @throws {ApiError} */
  undo(id: string): Promise<void>;
  /** @throws {ApiError} */
  remove(id: string): Promise<void>;
}

/** How far a file is, from 0 to 1. */
export function shareOf(progress: Progress): number {
  switch (progress.step) {
    case "waiting":
      return 0;
    case "sending":
      return 0.06;
    case "reading":
      return 0.14;
    case "splitting":
      return 0.22;
    case "storing":
      return progress.all > 0 ? 0.22 + 0.78 * Math.min(1, progress.done / progress.all) : 0.22;
    default:
      return 1;
  }
}

/** Whether nothing more happens to a file by itself. */
export function isOver({ step }: Progress): boolean {
  return !["waiting", "sending", "reading", "splitting", "storing"].includes(step);
}

/** The owner's material over the service. */
export function createKnowledge({ api }: { api: Api }): Knowledge {
  const documents = signal<KnowledgeDocument[] | null>(null);
  const failure = signal<ApiError | null>(null);
  const uploads = signal<Upload[]>([]);
  let keys = 0;
  let queue = Promise.resolve();

  function step(upload: Upload, progress: Progress): void {
    uploads.value = uploads.value.map((one) => one.key === upload.key ? { ...one, progress } : one);
  }

  async function send(upload: Upload): Promise<Progress> {
    const body = new FormData();
    body.set("file", upload.file, upload.file.name);
    const response = await api.send(PATH, { method: "POST", body, deadline: SENDING });
    for await (const event of read(response, SILENCE, new AbortController().signal)) {
      const progress = JSON.parse(event.data) as KnowledgeProgress;
      if (progress.step === "done" || progress.step === "failed") return progress;
      step(upload, progress);
    }
    return { step: "broken" };
  }

  async function takeIn(upload: Upload): Promise<void> {
    const fault = faultOf(upload.file);
    if (fault) return step(upload, { step: "refused", fault });
    step(upload, { step: "sending" });
    const end = await send(upload).catch((error): Progress => {
      if (!(error instanceof ApiError)) return { step: "broken" };
      return error.passing || !error.message
        ? { step: "broken" }
        : { step: "failed", message: error.message };
    });
    step(upload, end);
    // A stream that broke may have stored it all the same.
    if (end.step === "done" || end.step === "broken") await knowledge.load();
  }

  function enqueue(some: readonly Upload[]): Promise<void> {
    for (const upload of some) queue = queue.then(() => takeIn(upload));
    return queue;
  }

  const knowledge: Knowledge = {
    documents,
    failure,
    uploads,
    async load() {
      try {
        const all = await api.json<KnowledgeDocuments>(PATH);
        batch(() => {
          documents.value = all.documents;
          failure.value = null;
        });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failure.value = error;
      }
    },
    add(files) {
      const fresh = files.map((file): Upload => ({
        key: ++keys,
        file,
        progress: { step: "waiting" },
      }));
      uploads.value = [...uploads.value, ...fresh];
      return enqueue(fresh);
    },
    again(upload) {
      step(upload, { step: "waiting" });
      return enqueue([upload]);
    },
    dismiss(upload) {
      if (isOver(upload.progress)) {
        uploads.value = uploads.value.filter(({ key }) => key !== upload.key);
      }
    },
    async takeBack(upload) {
      const { progress } = upload;
      if (progress.step !== "done") return;
      const { id, canUndo } = progress.document;
      if (canUndo) await knowledge.undo(id);
      else await knowledge.remove(id);
      step(upload, { step: "undone" });
    },
    async undo(id) {
      await api.send(`${PATH}/${encodeURIComponent(id)}/undo`, { method: "POST" });
      await knowledge.load();
    },
    async remove(id) {
      await api.send(`${PATH}/${encodeURIComponent(id)}`, { method: "DELETE" });
      documents.value = documents.value?.filter((one) => one.id !== id) ?? null;
      await knowledge.load();
    },
  };
  return knowledge;
}
