import { addPromo, findPromo, getPromo, pagesOfPromos, setPromo, usesOf } from "../db/promos.ts";
import { keys } from "../db/keys.ts";
import type { Database } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import { addAmounts, type Amount, ZERO } from "../domain/money.ts";
import type { PromoTerms } from "../domain/new_promo.ts";
import { makeCode, type RandomBytes, readCode } from "../domain/promo_code.ts";
import { NO_USES, type Promo, type PromoTally, type PromoUse } from "../domain/promo.ts";
import type { Clock } from "./ports.ts";

/** Most codes that are written in one commit. */
export const CODES_AT_ONCE = 200;

/** What came of a code, or of a campaign. */
export interface PromoFigures {
  /** How many uses there may be in all; null where there is no limit. */
  issued: number | null;
  reserved: number;
  used: number;
  /** What was paid with it, by currency. */
  revenue: Record<string, Amount>;
}

/** A code with what came of it. */
export interface CodeReport extends PromoFigures {
  promo: Promo;
}

/** A campaign with what came of its codes. */
export interface CampaignReport extends PromoFigures {
  /** Null for the codes that belong to none. */
  campaign: string | null;
  codes: number;
}

/** Codes as their operator makes and watches them. */
export interface PromoCodes {
  /**
   * Makes one code; asked again by the same person for the very same, it is there already.
   *
   * Errors: `bad_request` (`reason`) for what cannot be a code, and where it is taken.
   */
  create(
    typed: string,
    terms: PromoTerms,
    by: string,
  ): Promise<{ promo: Promo; made: boolean }>;
  /**
   * Codes that nobody can guess; none of them is kept yet. For a `request` they are always the same
   * ones, so that one that comes twice makes them once.
   */
  make(count: number, request?: string): string[];
  /**
   * Keeps made codes, those that are not kept yet, at most `CODES_AT_ONCE` in one commit.
   *
   * Again with the same codes it changes nothing.
   */
  keep(codes: readonly string[], terms: PromoTerms, by: string): Promise<void>;
  /** A code with its figures and uses. Errors: `not_found`. */
  show(typed: string): Promise<{ report: CodeReport; uses: PromoUse[] }>;
  /** Takes a code back: nobody may use it from now on; what is reserved stays. Errors: `not_found`. */
  disable(typed: string): Promise<{ promo: Promo; changed: boolean }>;
  /** All codes, or those of a campaign, with what came of each. */
  list(campaign?: string): AsyncGenerator<CodeReport>;
  /** What came of each campaign, or of the one that is named. */
  report(campaign?: string): Promise<CampaignReport[]>;
}

/** Makes what operators do with codes. */
export function createPromoCodes(deps: {
  db: Database;
  clock: Clock;
  random: RandomBytes;
  /** Signs requests, so that nobody else knows what follows from one; chance without it. */
  sign?: (text: string) => string;
}): PromoCodes {
  const { db, clock, random, sign } = deps;

  function promoOf(code: string, terms: PromoTerms, createdBy: string): Promo {
    return { schema: 1, code, ...terms, createdAt: clock.now(), createdBy, disabledAt: null };
  }

  async function known(typed: string): Promise<Promo> {
    const { code } = readCode(typed);
    const promo = code === undefined ? undefined : await findPromo(db, code);
    if (!promo) throw new AppError("not_found", { what: "code", id: typed.slice(0, 40) });
    return promo;
  }

  async function* list(campaign?: string): AsyncGenerator<CodeReport> {
    for await (const promos of pagesOfPromos(db, campaign)) {
      const tallies = await db.getMany<PromoTally[]>(
        promos.map(({ code }) => keys.promoTally(code)),
      );
      for (const [place, promo] of promos.entries()) {
        yield await reportOf(db, promo, tallies[place] ?? NO_USES);
      }
    }
  }

  return {
    list,
    make(count, request) {
      const bytes = sign && request !== undefined ? followingFrom(sign, request) : random;
      return Array.from({ length: count }, () => makeCode(bytes));
    },

    async create(typed, terms, by) {
      const { kind = "promo", code } = readCode(typed);
      if (code === undefined || kind !== "promo") {
        const expected = "expected 3 to 32 Latin letters and digits";
        throw new AppError("bad_request", {
          reason: `code: ${expected}, came "${typed.slice(0, 40)}"`,
        });
      }
      const promo = promoOf(code, terms, by);
      if (await db.tx((tx) => addPromo(tx, promo))) return { promo, made: true };
      const known = await getPromo(db, code);
      if (known && isSame(known, { ...promo, createdAt: known.createdAt })) {
        return { promo: known, made: false };
      }
      const reason =
        `code: expected one that is not there yet and looks like no other, came ${code}`;
      throw new AppError("bad_request", { reason });
    },

    async keep(codes, terms, by) {
      for (let from = 0; from < codes.length; from += CODES_AT_ONCE) {
        const some = codes.slice(from, from + CODES_AT_ONCE);
        const kept = await db.getMany<Promo[]>(some.map((code) => keys.promo(code)));
        const missing = some.filter((_, place) => kept[place] === undefined);
        if (missing.length === 0) continue;
        await db.tx((tx) => {
          for (const code of missing) setPromo(tx, promoOf(code, terms, by));
          return Promise.resolve();
        });
      }
    },

    async show(typed) {
      const promo = await known(typed);
      const uses = await Array.fromAsync(usesOf(db, promo.code));
      const [tally = NO_USES] = await db.getMany<[PromoTally]>([keys.promoTally(promo.code)]);
      return { report: figuresOf(promo, tally, uses), uses };
    },

    async disable(typed) {
      const { code } = await known(typed);
      return await db.tx(async (tx) => {
        const promo = (await getPromo(tx, code))!;
        if (promo.disabledAt !== null) return { promo, changed: false };
        const disabled = { ...promo, disabledAt: clock.now() };
        setPromo(tx, disabled);
        return { promo: disabled, changed: true };
      });
    },

    async report(campaign) {
      const reports = new Map<string | null, CampaignReport>();
      for await (const one of list(campaign)) {
        const name = one.promo.campaign;
        const before = reports.get(name) ??
          { campaign: name, codes: 0, issued: 0, reserved: 0, used: 0, revenue: {} };
        reports.set(name, { ...before, codes: before.codes + 1, ...sumOf(before, one) });
      }
      return [...reports.values()];
    },
  };
}

/** Bytes that follow from a request: signatures of it and of a number, one after another. */
function followingFrom(sign: (text: string) => string, request: string): RandomBytes {
  let number = 0;
  return () => {
    const signature = sign(`${request}:${number += 1}`).replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0));
  };
}

/** Whether two codes are the same in all that they say. */
function isSame(one: Promo, other: Promo): boolean {
  const parts = (promo: Promo) => JSON.stringify(Object.entries(promo).sort());
  return parts(one) === parts(other);
}

async function reportOf(db: Database, promo: Promo, tally: PromoTally): Promise<CodeReport> {
  const uses = tally.used > 0 ? await Array.fromAsync(usesOf(db, promo.code)) : [];
  return figuresOf(promo, tally, uses);
}

function figuresOf(
  promo: Promo,
  { reserved, used }: PromoTally,
  uses: readonly PromoUse[],
): CodeReport {
  const revenue: Record<string, Amount> = {};
  for (const { state, revenue: paid } of uses) {
    if (state !== "used" || paid === null) continue;
    revenue[paid.currency] = addAmounts(revenue[paid.currency] ?? ZERO, paid.amount);
  }
  return { promo, issued: promo.maxUses, reserved, used, revenue };
}

function sumOf(one: PromoFigures, other: PromoFigures): PromoFigures {
  const revenue = { ...one.revenue };
  for (const [currency, amount] of Object.entries(other.revenue)) {
    revenue[currency] = addAmounts(revenue[currency] ?? ZERO, amount);
  }
  return {
    issued: one.issued === null || other.issued === null ? null : one.issued + other.issued,
    reserved: one.reserved + other.reserved,
    used: one.used + other.used,
    revenue,
  };
}
