import type { Guesses } from "../domain/guesses.ts";
import { shapeOf } from "../domain/promo_code.ts";
import { NO_USES, type Promo, type PromoTally, type PromoUse } from "../domain/promo.ts";
import { keys } from "./keys.ts";
import { pagesBelow } from "./pages.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** The code that is written so. */
export function getPromo(reader: Reader, code: string): Promise<Promo | undefined> {
  return reader.get<Promo>(keys.promo(code));
}

/** The code that is written so, or else the one that looks like it. */
export async function findPromo(reader: Reader, code: string): Promise<Promo | undefined> {
  const promo = await getPromo(reader, code);
  if (promo) return promo;
  const shape = shapeOf(code);
  const alike = await reader.get<string>(keys.promoByShape(shape)) ?? shape;
  return alike === code ? undefined : await getPromo(reader, alike);
}

/** Writes a new code; false where there is one that is, or looks, the same. It checks three keys. */
export async function addPromo(tx: Transaction, promo: Promo): Promise<boolean> {
  const { code } = promo;
  const shape = shapeOf(code);
  if (await getPromo(tx, code) || await tx.get(keys.promoByShape(shape))) return false;
  if (shape !== code && await getPromo(tx, shape)) return false;
  setPromo(tx, promo);
  return true;
}

/** Writes a code that can be nobody else's, or one that is there. */
export function setPromo(tx: Transaction, promo: Promo): void {
  const { code, campaign } = promo;
  tx.set(keys.promo(code), promo);
  const shape = shapeOf(code);
  if (shape !== code) tx.set(keys.promoByShape(shape), code);
  if (campaign !== null) tx.set(keys.promoOfCampaign(campaign, code), true);
}

/** How many uses of a code there are. */
export async function getTally(reader: Reader, code: string): Promise<PromoTally> {
  return await reader.get<PromoTally>(keys.promoTally(code)) ?? NO_USES;
}

/** One use of a code. */
export function getUse(
  reader: Reader,
  code: string,
  useId: string,
): Promise<PromoUse | undefined> {
  return reader.get<PromoUse>(keys.promoUse(code, useId));
}

/** The use of a code that a member has: reserved or used, the last of them. */
export function findUseOfMember(
  reader: Reader,
  memberId: string,
  code: string,
): Promise<string | undefined> {
  return reader.get<string>(keys.promoOfMember(memberId, code));
}

/** Writes a use and the tally with it; `before` is the use as it was. It checks two keys at most. */
export async function setUse(
  tx: Transaction,
  before: PromoUse | undefined,
  after: PromoUse,
): Promise<void> {
  const { code, useId, memberId } = after;
  const tally = { ...await getTally(tx, code) };
  if (before && before.state !== "released") tally[before.state] -= 1;
  if (after.state !== "released") tally[after.state] += 1;
  tx.set(keys.promoTally(code), tally);
  tx.set(keys.promoUse(code, useId), after);
  if (after.state === before?.state || (before?.state === "reserved" && after.state === "used")) {
    return;
  }
  // Whoever was erased has no uses any more.
  if (memberId === "") return;
  const ofMember = keys.promoOfMember(memberId, code);
  if (after.state !== "released") tx.set(ofMember, useId);
  else if (await findUseOfMember(tx, memberId, code) === useId) tx.delete(ofMember);
}

/** All uses of a code, a page at a time. */
export async function* usesOf(db: Database, code: string): AsyncGenerator<PromoUse> {
  for await (const page of pagesBelow<PromoUse>(db, keys.promoUses(code))) {
    for (const { value } of page) yield value;
  }
}

/** All codes, or those of a campaign, a page at a time. */
export async function* pagesOfPromos(
  db: Database,
  campaign?: string,
): AsyncGenerator<Promo[]> {
  if (campaign === undefined) {
    for await (const page of pagesBelow<Promo>(db, keys.promos())) {
      yield page.map(({ value }) => value);
    }
    return;
  }
  for await (const page of pagesBelow(db, keys.promosOfCampaign(campaign))) {
    const found = await db.getMany<Promo[]>(page.map(({ key }) => keys.promo(String(key[2]))));
    yield found.filter((promo) => promo !== undefined);
  }
}

/** Whether a member has paid money for something; what cost nothing does not count. */
export async function hasPaid(reader: Reader, memberId: string): Promise<boolean> {
  return await reader.get(keys.firstPayment(memberId)) !== undefined;
}

/** Whose guesses are counted together with those of a member. */
export const ALL = "all";

/** The name under which a member's guesses are counted. */
export function guesserOf(memberId: string): string {
  return `member:${memberId}`;
}

/** The wrong codes that somebody tried lately. */
export function getGuesses(reader: Reader, whose: string): Promise<Guesses | undefined> {
  return reader.get<Guesses>(keys.promoGuesses(whose));
}

/** Writes the wrong codes of somebody; they are forgotten after `matterFor` milliseconds. */
export function setGuesses(
  tx: Transaction,
  whose: string,
  guesses: Guesses,
  matterFor: number,
): void {
  tx.set(keys.promoGuesses(whose), guesses, { expireIn: matterFor });
}
