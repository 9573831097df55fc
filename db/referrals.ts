import type { Referral } from "../domain/referral.ts";
import { keys } from "./keys.ts";
import { pagesBelow } from "./pages.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** The code with which a member invites; undefined until they first asked for it. */
export function getReferralCode(reader: Reader, memberId: string): Promise<string | undefined> {
  return reader.get<string>(keys.referralCode(memberId));
}

/** The member who invites with a code. */
export function findInviter(reader: Reader, code: string): Promise<string | undefined> {
  return reader.get<string>(keys.referralByCode(code));
}

/** Writes the code with which a member invites, and back. */
export function setReferralCode(tx: Transaction, memberId: string, code: string): void {
  tx.set(keys.referralCode(memberId), code);
  tx.set(keys.referralByCode(code), memberId);
}

/** Who invited a member; undefined where nobody did. */
export function getReferral(reader: Reader, invitedId: string): Promise<Referral | undefined> {
  return reader.get<Referral>(keys.referral(invitedId));
}

/** Writes who invited a member, with its index. */
export function setReferral(tx: Transaction, referral: Referral): void {
  const { invitedId, inviterId } = referral;
  tx.set(keys.referral(invitedId), referral);
  tx.set(keys.referralOfMember(inviterId, invitedId), true);
}

/** Those who came by a member's invitation. */
export async function* referralsOf(db: Database, inviterId: string): AsyncGenerator<Referral> {
  for await (const page of pagesBelow(db, keys.referralsOfMember(inviterId))) {
    const found = await db.getMany<Referral[]>(
      page.map(({ key }) => keys.referral(String(key[2]))),
    );
    yield* found.filter((referral) => referral !== undefined);
  }
}
