import type { Gift } from "../domain/gift.ts";
import { keys } from "./keys.ts";
import { pagesBelow } from "./pages.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** The gift that a code stands for. */
export function getGift(reader: Reader, code: string): Promise<Gift | undefined> {
  return reader.get<Gift>(keys.gift(code));
}

/** The gift that an invoice paid for; in a transaction it checks two keys. */
export async function findGiftOfInvoice(
  reader: Reader,
  invoiceId: string,
): Promise<Gift | undefined> {
  const code = await reader.get<string>(keys.giftOfInvoice(invoiceId));
  return code === undefined ? undefined : await getGift(reader, code);
}

/** Writes a gift with its indexes. */
export function setGift(tx: Transaction, gift: Gift): void {
  const { code, invoiceId, memberId } = gift;
  tx.set(keys.gift(code), gift);
  tx.set(keys.giftOfInvoice(invoiceId), code);
  // One whose buyer was erased is nobody's.
  if (memberId !== "") tx.set(keys.giftOfMember(memberId, code), true);
}

/** The gifts that a member bought, the newest first. */
export async function listGifts(db: Database, memberId: string): Promise<Gift[]> {
  const gifts: Gift[] = [];
  for await (const page of pagesBelow(db, keys.giftsOfMember(memberId))) {
    const found = await db.getMany<Gift[]>(page.map(({ key }) => keys.gift(String(key[2]))));
    gifts.push(...found.filter((gift) => gift !== undefined));
  }
  return gifts.sort((one, other) => other.boughtAt - one.boughtAt);
}
