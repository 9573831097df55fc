import type { Upload } from "../domain/upload.ts";
import { listDue, moveDue } from "./due.ts";
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
  tx.set(keys.upload(upload.memberId, upload.id), upload);
  moveDue(tx, "upload", nameOf(upload), before?.dueAt, upload.dueAt);
}

/** Takes an upload out that was read or refused. */
export function deleteUpload(tx: Transaction, upload: Upload): void {
  tx.delete(keys.upload(upload.memberId, upload.id));
  moveDue(tx, "upload", nameOf(upload), upload.dueAt, null);
}

/** The uploads that nobody reads at `now`, the oldest first. */
export async function listDueUploads(
  db: Database,
  now: number,
  limit: number,
): Promise<Pick<Upload, "memberId" | "id">[]> {
  return (await listDue(db, "upload", now, limit)).map((due) => {
    const [memberId = "", id = ""] = due.id.split(":");
    return { memberId, id };
  });
}
