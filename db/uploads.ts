import type { Upload } from "../domain/upload.ts";
import { keys } from "./keys.ts";
import type { Database, Transaction } from "./tx.ts";

/** How an upload is named where all of a kind are listed. */
const nameOf = ({ memberId, id }: Pick<Upload, "memberId" | "id">) => `${memberId}:${id}`;

/** The upload of an update, or undefined where it was settled. */
export function getUpload(
  tx: Pick<Transaction, "get">,
  { memberId, id }: Pick<Upload, "memberId" | "id">,
): Promise<Upload | undefined> {
  return tx.get<Upload>(keys.upload(memberId, id));
}

/** Writes an upload down, with the moment at which it is due. */
export function setUpload(tx: Transaction, before: Upload | undefined, upload: Upload): void {
  if (before) tx.delete(keys.due("upload", before.dueAt, nameOf(before)));
  tx.set(keys.upload(upload.memberId, upload.id), upload);
  tx.set(keys.due("upload", upload.dueAt, nameOf(upload)), nameOf(upload));
}

/** Takes an upload out that was read or refused. */
export function deleteUpload(tx: Transaction, upload: Upload): void {
  tx.delete(keys.upload(upload.memberId, upload.id));
  tx.delete(keys.due("upload", upload.dueAt, nameOf(upload)));
}

/** The uploads that nobody reads at `now`, the oldest first. */
export async function listDueUploads(
  db: Database,
  now: number,
  limit: number,
): Promise<Pick<Upload, "memberId" | "id">[]> {
  const due = await db.list<string>(keys.dueBefore("upload", now), { limit });
  return due.map(({ value }) => {
    const [memberId = "", id = ""] = value.split(":");
    return { memberId, id };
  });
}
