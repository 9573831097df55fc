import type { Document, File } from "grammy/types";
import { badRequest } from "./errors.ts";
import type { Upload } from "./parameters.ts";
import type { Storage } from "./storage.ts";

/** The largest file a bot may send, and the largest it may fetch with `getFile`, in bytes. */
export const UPLOAD_BYTES = 50 * 1024 * 1024;
const DOWNLOAD_BYTES = 20 * 1024 * 1024;
/** Below Deno KV's limit of 64 KiB for a value. */
const CHUNK_BYTES = 60_000;

interface FileRecord {
  document: Document;
  path: string;
  chunks: number;
}

/** The files that went through the box, whole in memory and in chunks in its storage. */
export class Files {
  readonly #files = new Map<string, FileRecord & { bytes: Uint8Array<ArrayBuffer> }>();

  constructor(private readonly storage: Storage) {}

  async load(): Promise<void> {
    const chunks = new Map<string, Uint8Array[]>();
    for (const { key, value } of await this.storage.load<Uint8Array>("file-chunk")) {
      const id = String(key[1]);
      chunks.set(id, [...chunks.get(id) ?? [], value]);
    }
    for (const { key, value } of await this.storage.load<FileRecord>("file")) {
      const id = String(key[1]);
      this.#files.set(id, { ...value, bytes: join(chunks.get(id) ?? []) });
    }
  }

  /** Keeps a file; the document carries the `file_id` under which it is found again. */
  add({ name, mimeType, bytes }: Upload): Document {
    const number = this.#files.size + 1;
    const id = `box-file-${number}-${crypto.randomUUID()}`;
    const extension = /\.[\w]{1,8}$/.exec(name)?.[0] ?? "";
    const document: Document = {
      file_id: id,
      file_unique_id: `box${number}`,
      file_name: name,
      mime_type: mimeType === "" || mimeType === "application/octet-stream"
        ? guessType(extension)
        : mimeType,
      file_size: bytes.length,
    };
    const chunks = Math.ceil(bytes.length / CHUNK_BYTES);
    const record = { document, path: `documents/file_${number}${extension}`, chunks };
    this.#files.set(id, { ...record, bytes: new Uint8Array(bytes) });
    this.storage.put(["file", id], record);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const start = chunk * CHUNK_BYTES;
      this.storage.put(["file-chunk", id, chunk], bytes.slice(start, start + CHUNK_BYTES));
    }
    return document;
  }

  document(fileId: string): Document | undefined {
    return this.#files.get(fileId)?.document;
  }

  bytes(fileId: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#files.get(fileId)?.bytes;
  }

  /** What `getFile` answers. */
  describe(fileId: string): File {
    const file = this.#files.get(fileId);
    if (!file) throw badRequest("wrong file_id or the file is temporarily unavailable");
    if (file.bytes.length > DOWNLOAD_BYTES) throw badRequest("file is too big");
    const { file_id, file_unique_id, file_size } = file.document;
    return { file_id, file_unique_id, file_size, file_path: file.path };
  }

  /** The bytes behind a `file_path`. */
  read(path: string): Uint8Array<ArrayBuffer> | undefined {
    return [...this.#files.values()].find((file) => file.path === path)?.bytes;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".md": "text/markdown",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".txt": "text/plain",
};

function guessType(extension: string): string {
  return TYPES[extension.toLowerCase()] ?? "application/octet-stream";
}

function join(chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}
