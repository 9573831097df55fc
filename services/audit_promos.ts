/** How often a code is used follows from its uses, and they from invoices and redemptions. */
import { getInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import { getPromo, getTally, usesOf } from "../db/promos.ts";
import type { Database } from "../db/tx.ts";
import type { PromoUse } from "../domain/promo.ts";
import { compared, type Difference } from "./audit_difference.ts";

/** The tally of a code is the count of its uses, and no more than it is good for. */
export async function auditPromo(db: Database, code: string): Promise<Difference[]> {
  const counted = { reserved: 0, used: 0 };
  for await (const { state } of usesOf(db, code)) {
    if (state !== "released") counted[state] += 1;
  }
  const [tally, promo] = [await getTally(db, code), await getPromo(db, code)];
  const most = promo?.maxUses ?? Infinity;
  const isOver = counted.reserved + counted.used > most;
  return compared(
    "",
    [`code ${code}: reserved`, counted.reserved, tally.reserved],
    [`code ${code}: used`, counted.used, tally.used],
    [`code ${code}: within its ${most} uses`, true, !isOver],
  );
}

/** A use is that of an invoice with this code, or of a member who has the days. */
export async function auditUse(db: Database, key: Deno.KvKey): Promise<Difference[]> {
  const use = await db.get<PromoUse>(key);
  if (!use) return [];
  const { code, useId, memberId, state } = use;
  const what = `use ${useId} of code ${code}`;
  if (useId.startsWith("redemption:")) {
    // Erased, or being erased.
    if (memberId === "" || await db.get(keys.member(memberId)) === undefined) return [];
    const granted = await db.get(keys.grant(memberId, `redemption:${code}:${memberId}`));
    return compared(memberId, [`${what}: its grant`, state === "used", granted !== undefined]);
  }
  const invoice = await getInvoice(db, useId);
  return compared(memberId, [`${what}: code of its invoice`, code, invoice?.promo?.code]);
}
