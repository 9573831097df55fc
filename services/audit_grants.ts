/** Each grant comes from something, and what gives days has given them. */
import { getGift } from "../db/gifts.ts";
import { getInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import { getUse } from "../db/promos.ts";
import { getReferral } from "../db/referrals.ts";
import type { Database } from "../db/tx.ts";
import type { Grant } from "../domain/grant.ts";
import { compared, type Difference } from "./audit_difference.ts";

/** What a grant is named after is there, and gave it to this member. */
export async function auditGrantSource(db: Database, key: Deno.KvKey): Promise<Difference[]> {
  const [member, id] = [String(key[1]), String(key[2])];
  const [grant, there] = await db.getMany<[Grant, unknown]>([key, keys.member(member)]);
  if (!grant || !there) return [];
  return compared(member, [`grant ${id}: what it comes from`, true, await hasSource(db, grant)]);
}

async function hasSource(db: Database, { id, memberId }: Grant): Promise<boolean> {
  const [source, name = "", whose = ""] = id.split(":");
  switch (source) {
    case "invoice":
      return (await getInvoice(db, name))?.memberId === memberId;
    case "gift":
      return (await getGift(db, name))?.redeemedBy === memberId;
    case "trial":
      return name === memberId;
    case "redemption":
      return whose === memberId &&
        (await getUse(db, name, `redemption:${memberId}`))?.state === "used";
    case "referral":
      return await getInvoice(db, name) !== undefined;
    default:
      return source === "operator";
  }
}

/** Who redeemed a gift has its days, unless it was taken back. */
export async function auditGift(db: Database, code: string): Promise<Difference[]> {
  const gift = await getGift(db, code);
  if (!gift) return [];
  const { invoiceId, memberId, redeemedBy, takenAt, days } = gift;
  const differences = compared(
    memberId,
    [`gift ${code}: its invoice`, code, await db.get(keys.giftOfInvoice(invoiceId))],
  );
  const isTheirs = redeemedBy && await db.get(keys.member(redeemedBy)) !== undefined;
  // What becomes of it is still being passed on.
  const left = ["taken", `${days}`].map((to) => keys.errand(`gift:${invoiceId}:${to}`));
  const isUnderWay = (await db.getMany(left)).some((errand) => errand !== undefined);
  if (!isTheirs || isUnderWay) return differences;
  const grant = await db.get<Grant>(keys.grant(redeemedBy, `gift:${code}`));
  if (grant?.revokedBy === "operator") return differences;
  const inForce = grant && grant.revokedAt === null ? grant.days : null;
  const expected = takenAt === null ? days : null;
  return [
    ...differences,
    ...compared(redeemedBy, [`grant gift:${code}: days in force`, expected, inForce]),
  ];
}

/** Both have the days of an invitation that has paid. */
export async function auditReferral(db: Database, invitedId: string): Promise<Difference[]> {
  const referral = await getReferral(db, invitedId);
  if (!referral?.reward) return [];
  const { inviterId, reward: { invoiceId, days } } = referral;
  // They are being given.
  if (await db.get(keys.errand(`first_payment:${invitedId}`)) !== undefined) return [];
  const sides = [[invitedId, "invited"], [inviterId, "inviter"]] as const;
  const differences = sides.map(async ([memberId, side]) => {
    const id = `referral:${invoiceId}:${side}`;
    const [member, grant] = await db.getMany<[unknown, Grant]>([
      keys.member(memberId),
      keys.grant(memberId, id),
    ]);
    return member ? compared(memberId, [`grant ${id}: days`, days, grant?.days]) : [];
  });
  return (await Promise.all(differences)).flat();
}
