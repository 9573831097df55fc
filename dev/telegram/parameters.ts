import { badRequest } from "./errors.ts";

/** A file that came with a call. */
export interface Upload {
  name: string;
  mimeType: string;
  bytes: Uint8Array;
}

/**
 * The parameters of one call, from JSON, a form or a query string alike.
 *
 * As in the Bot API every value may come as text: numbers and booleans in a form, objects as JSON
 * inside a form field.
 */
export class Parameters {
  constructor(
    private readonly values: ReadonlyMap<string, unknown>,
    private readonly uploads: ReadonlyMap<string, Upload> = new Map(),
  ) {}

  has(name: string): boolean {
    return this.text(name) !== "";
  }

  /** The value as text; empty where it is absent. Objects become JSON. */
  text(name: string): string {
    const value = this.values.get(name);
    if (value === undefined || value === null) return "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  /** A whole number; `fallback` where it is absent or no number, kept within the bounds. */
  integer(name: string, fallback: number, minimum = -Infinity, maximum = Infinity): number {
    const value = Number.parseInt(this.text(name), 10);
    return Number.isNaN(value) ? fallback : Math.min(maximum, Math.max(minimum, value));
  }

  boolean(name: string): boolean {
    return ["true", "1", "yes", "t"].includes(this.text(name).toLowerCase());
  }

  /** An object or array; `undefined` where it is absent. `label` names it in the refusal. */
  json(name: string, label: string): unknown {
    const value = this.values.get(name);
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value === "object") return value;
    try {
      return JSON.parse(String(value));
    } catch {
      throw badRequest(`can't parse ${label} JSON object`);
    }
  }

  /** The uploaded file under this name or behind its `attach://` reference. */
  upload(name: string): Upload | undefined {
    const reference = /^attach:\/\/(.+)$/.exec(this.text(name))?.[1];
    return this.uploads.get(reference ?? name);
  }
}

/** Reads the parameters of a call from its query string and body. */
export async function readParameters(
  query: URLSearchParams,
  contentType: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<Parameters> {
  const values = new Map<string, unknown>(query);
  const uploads = new Map<string, Upload>();
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (body.length === 0) return new Parameters(values);
  if (type === "application/json") {
    for (const [name, value] of Object.entries(parseObject(body))) values.set(name, value);
  } else if (type === "multipart/form-data" || type === "application/x-www-form-urlencoded") {
    for (const [name, value] of await parseForm(contentType, body)) {
      if (typeof value === "string") values.set(name, value);
      else uploads.set(name, await toUpload(value));
    }
  }
  return new Parameters(values, uploads);
}

function parseObject(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Refused below, like a body that is JSON and no object.
  }
  throw badRequest("can't parse the request body as a JSON object");
}

async function parseForm(contentType: string, body: Uint8Array<ArrayBuffer>): Promise<FormData> {
  try {
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch {
    throw badRequest("can't parse the request body as a form");
  }
}

async function toUpload(file: File): Promise<Upload> {
  return { name: file.name, mimeType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) };
}
