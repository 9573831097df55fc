import { getMember } from "../db/members.ts";
import type { Entry } from "../db/pages.ts";
import type { Database } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import { sameText, signer } from "./crypto.ts";
import { type Holding, HOLDINGS, type Owner, pagesOf } from "./holdings.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

/** How long a link to an export is good, in milliseconds. */
const LINK_TIME = 10 * 60_000;

export interface Exports {
  /** A token for the member's file, for ten minutes; `session_invalid` where the member is gone. */
  link(memberId: string): Promise<{ token: string; fileName: string; expiresAt: number }>;
  /**
   * The file with everything about the member whom the token names, as JSON in pieces.
   *
   * It says how things stand while it is read. Errors: `not_found` for a token that is forged or too
   * old, or whose member is gone; one who is erased meanwhile breaks the file off.
   */
  open(token: string): Promise<{ memberId: string; fileName: string; text: AsyncIterable<string> }>;
}

/** Makes exports; their key follows from the bot token, as that of sessions does. */
export function createExports(deps: {
  db: Database;
  clock: Clock;
  texts: Texts;
  botToken: string;
}): Exports {
  const { db, clock, texts, botToken } = deps;

  const sign = signer(botToken, "export");

  /** The member id of a token that is genuine and not too old. */
  function verify(token: string): string {
    const [memberId, expiresAt, signature, more] = token.split(".");
    if (!memberId || !expiresAt || !signature || more !== undefined) refuse();
    if (!sameText(signature, sign(`${memberId}.${expiresAt}`))) refuse();
    if (Number(expiresAt) <= clock.now()) refuse();
    return memberId;
  }

  async function* write(owner: Owner): AsyncGenerator<string> {
    const about = {
      ru: await texts.format("ru", "export-about"),
      en: await texts.format("en", "export-about"),
    };
    yield `{\n"about": ${json(about)},\n"exportedAt": ${json(new Date(clock.now()))}`;
    for (const holding of HOLDINGS.filter(({ exported }) => exported !== "elsewhere")) {
      yield `,\n${json(holding.name)}: `;
      yield* holding.exported === "one" ? writeOne(holding, owner) : writeList(holding, owner);
    }
    // Whoever is erased while the file is written gets no file that only looks whole.
    if (!await getMember(db, owner.memberId)) refuse();
    yield "\n}\n";
  }

  async function* writeOne(holding: Holding, owner: Owner): AsyncGenerator<string> {
    for await (const [entry] of pagesOf(db, holding, owner)) {
      return yield json(readable(await exportOf(db, holding, entry!)));
    }
    yield "null";
  }

  async function* writeList(holding: Holding, owner: Owner): AsyncGenerator<string> {
    let before = "[\n";
    for await (const page of pagesOf(db, holding, owner)) {
      const values = await Promise.all(page.map((entry) => exportOf(db, holding, entry)));
      const lines = values.map((value) => json(readable(value)));
      yield before + lines.join(",\n");
      before = ",\n";
    }
    yield before === "[\n" ? "[]" : "\n]";
  }

  return {
    async link(memberId) {
      if (!await getMember(db, memberId)) {
        throw new AppError("session_invalid", { reason: "no such member" });
      }
      const expiresAt = clock.now() + LINK_TIME;
      const payload = `${memberId}.${expiresAt}`;
      return { token: `${payload}.${sign(payload)}`, fileName: fileName(clock.now()), expiresAt };
    },
    async open(token) {
      const memberId = verify(token);
      const member = await getMember(db, memberId);
      if (!member) refuse();
      const text = write({ memberId, telegramId: member.telegramId });
      return { memberId, fileName: fileName(clock.now()), text };
    },
  };
}

async function exportOf(db: Database, { toExport }: Holding, entry: Entry): Promise<unknown> {
  return toExport ? await toExport(entry, db) : entry.value;
}

/** Names of fields that hold a moment. */
const MOMENT = /^(at|from|to|until|\w+(At|From|To|Since|Until))$/;

/** A value as people read it: moments as dates, without what only the service needs. */
function readable(value: unknown, field = ""): unknown {
  if (typeof value === "number" && MOMENT.test(field)) return new Date(value).toISOString();
  if (Array.isArray(value)) return value.map((part) => readable(part, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, part]) => name !== "schema" && !ArrayBuffer.isView(part))
      .map(([name, part]) => [name, readable(part, name)]),
  );
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}

function fileName(now: number): string {
  return `sfera-${new Date(now).toISOString().slice(0, 10)}.json`;
}

function refuse(): never {
  throw new AppError("not_found", { what: "export" });
}
