import { getLogger } from "@logtape/logtape";
import {
  endErasure,
  getErasure,
  getReceipt,
  setErased,
  setErasure,
  takeErased,
} from "../db/erasures.ts";
import { listGrants } from "../db/grants.ts";
import { listRunning } from "../db/generations.ts";
import { headOf, keys } from "../db/keys.ts";
import { findMemberId, getMember } from "../db/members.ts";
import { listDue } from "../db/due.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { getUsage } from "../db/usage.ts";
import { taken } from "../domain/allowance.ts";
import { dayOf } from "../domain/calendar.ts";
import type { Community } from "../domain/community.ts";
import type { Erasure, ErasureReceipt } from "../domain/erasure.ts";
import { AppError } from "../domain/errors.ts";
import type { Member } from "../domain/member.ts";
import { isTrialGone } from "../domain/trial.ts";
import type { Answers } from "./answers.ts";
import { signer } from "./crypto.ts";
import { type Holding, HOLDINGS, type Owner, pagesOf } from "./holdings.ts";
import { findTraces } from "./traces.ts";
import type { Clock, Ids } from "./ports.ts";
import type { Texts } from "./texts.ts";
import type { Wakes } from "./wakes.ts";

const log = getLogger(["sfera", "erasure"]);

/** Erasures that are finished in one sweep. */
const SWEEP_BATCH = 100;
/** Keys that no holding names and that go in one commit. */
const TRACES_BATCH = 200;

/** What goes in one commit, and how it is counted. */
interface Batch {
  keys: Deno.KvKey[];
  name: string;
  count: number;
  /** Takes the member out of what stays. */
  unlink?: (tx: Transaction, erased: Erasure) => Promise<"goes" | "stays">;
}

export interface Erasures {
  /**
   * Erases everything about a member and answers what was removed.
   *
   * From its first commit on the member is gone for everybody, and nothing is written about them any
   * more. Asked for twice at once it is one erasure. Errors: `session_invalid` where there is no such
   * member.
   */
  erase(memberId: string): Promise<ErasureReceipt>;
  /** Ends an erasure that is under way; does nothing where none is. */
  finish(memberId: string): Promise<void>;
  /** Whether an erasure of this member is under way. */
  isUnderWay(tx: Transaction, memberId: string): Promise<boolean>;
  /**
   * A new member with what outlived an earlier erasure of the same person: a ban, that the trial was
   * had, today's usage.
   */
  restored(tx: Transaction, member: Member): Promise<Member>;
  /** Ends erasures whose process died; answers how many. */
  sweep(): Promise<number>;
}

/** Makes what erases members; `liveness` is real time. */
export function createErasures(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  community: Community;
  answers: Pick<Answers, "abandon">;
  /**
   * Sees to it that the member pays for nothing any more; while it cannot, nothing is erased. Absent
   * where nothing renews itself.
   */
  endSubscription?: (memberId: string) => Promise<void>;
  /** Ends the call that the member is in; absent where there are no calls. */
  endCall?: (memberId: string) => Promise<void>;
  texts: Texts;
  wakes: Wakes;
  botToken: string;
}): Erasures {
  const { db, clock, liveness, ids, community, answers, texts, wakes, botToken } = deps;
  const today = () => dayOf(clock.now(), community.assistant.timeZone);

  /**
   * Makes of a Telegram id what stands for a person whom nobody can tell from it who has not both their
   * id and the bot's token.
   */
  const hashOf = signer(botToken, "erased");

  /** Marks the member: they are gone, and what reads them in its transaction writes no more. */
  async function begin(memberId: string): Promise<Erasure> {
    const receiptId = ids.next();
    const day = today();
    const kinds = await usedKinds(memberId, day.name);
    const invoices = { prefix: keys.invoicesOfMember(memberId) };
    const hasInvoices = (await db.list(invoices, { limit: 1 })).length > 0;
    return await db.tx(async (tx) => {
      const known = await getErasure(tx, memberId);
      if (known) return known;
      const member = await getMember(tx, memberId);
      if (!member) throw new AppError("session_invalid", { reason: "no such member" });
      const { telegramId, language, bannedAt } = member;
      const used = await usedOn(tx, memberId, day.name, kinds);
      const endsIn = Math.ceil(day.end - clock.now());
      const usage = { schema: 1, used } as const;
      const trialGone = isTrialGone(member, await listGrants(tx, memberId));
      const person = { bannedAt, trialGone };
      setErased(tx, hashOf(telegramId), { person, day: { name: day.name, endsIn }, usage });
      tx.delete(keys.member(memberId));
      tx.delete(keys.conversation(memberId));
      const kept = ["kept-chat"];
      if (bannedAt !== null) kept.push("kept-ban");
      if (trialGone) kept.push("kept-trial");
      if (hasInvoices) kept.push("kept-payments");
      if (Object.keys(used).length > 0) kept.push("kept-usage");
      const erasure: Erasure = {
        schema: 1,
        memberId,
        telegramId,
        language,
        receiptId,
        dueAt: liveness.now(),
        step: 0,
        removed: { member: 1 },
        kept,
      };
      setErasure(tx, erasure);
      return erasure;
    });
  }

  /** Kinds of which something was used on a day; what is counted may be more than plans sell. */
  async function usedKinds(memberId: string, day: string): Promise<string[]> {
    const usages = await db.list({ prefix: keys.usages(memberId) });
    return usages.filter(({ key }) => key[3] === day).map(({ key }) => String(key[2]));
  }

  /** What was used of each allowance; what an answer holds that is still written counts as used. */
  async function usedOn(tx: Transaction, memberId: string, day: string, kinds: string[]) {
    const used: Record<string, number> = {};
    for (const kind of kinds) {
      const count = taken(await getUsage(tx, memberId, kind, day), liveness.now());
      if (count > 0) used[kind] = count;
    }
    return used;
  }

  async function abandonAnswers(memberId: string): Promise<void> {
    for (const { generationId } of await listRunning(db, memberId)) {
      answers.abandon(generationId);
      wakes.wake(generationId);
    }
  }

  /** Removes a batch and counts it, unless another process was faster: then nothing happens. */
  async function remove(
    { memberId, step }: Erasure,
    batch: Batch,
  ): Promise<void> {
    await db.tx(async (tx) => {
      const current = await getErasure(tx, memberId);
      if (current?.step !== step) return;
      const { name, count, unlink } = batch;
      const stays = await unlink?.(tx, current) === "stays";
      if (!stays) batch.keys.forEach((key) => tx.delete(key));
      const removed = { ...current.removed, [name]: (current.removed[name] ?? 0) + count };
      setErasure(tx, { ...current, step: step + 1, removed });
    });
  }

  /** What of a holding is removed next; undefined where nothing is left of it. */
  async function nextBatch(holding: Holding, owner: Owner): Promise<Batch | undefined> {
    const { name, below, unlink } = holding;
    for await (const page of pagesOf(db, holding, owner)) {
      for (const entry of below ? page : []) {
        const under = await below!(db, entry);
        if (under.length > 0) return { keys: under, name, count: 0 };
      }
      if (unlink) {
        // One a commit: what it looks at beside is checked there.
        const [entry] = page;
        return {
          keys: [entry!.key],
          name,
          count: 1,
          unlink: (tx, erased) => unlink(tx, entry!, erased),
        };
      }
      return { keys: page.map(({ key }) => key), name, count: page.length };
    }
  }

  /** Goes on with an erasure to its end, from wherever it stands; nothing where it has ended. */
  async function finish(memberId: string): Promise<void> {
    await deps.endCall?.(memberId);
    for (const holding of HOLDINGS) {
      while (true) {
        // Before the look at what is left, so that nothing is counted that another has removed.
        const erasure = await getErasure(db, memberId);
        if (!erasure) return;
        const batch = await nextBatch(holding, erasure);
        if (!batch) break;
        await remove(erasure, batch);
      }
    }
    const erasure = await getErasure(db, memberId);
    if (!erasure) return;
    const traces = await findTraces(db, erasure, lastKeys(erasure));
    if (traces.keys.length > 0) {
      const nouns = [...new Set(traces.keys.map(([noun]) => noun))];
      log.error("An erasure found what no holding names: {nouns}", { nouns });
      const some = traces.keys.slice(0, TRACES_BATCH);
      await remove(erasure, { keys: some, name: "other", count: some.length });
      return await finish(memberId);
    }
    const nouns = [...new Set(traces.values.map(([noun]) => noun))];
    if (nouns.length > 0) log.error("An erased member is still named in: {nouns}", { nouns });
    if (!await end(erasure, traces.values.length)) await finish(memberId);
  }

  /** The last commit: only the receipt stays. Answers false where another process was at work. */
  async function end(erasure: Erasure, left: number): Promise<boolean> {
    const { memberId, telegramId, step } = erasure;
    const receipt = await receiptOf(erasure, left);
    const ended = await db.tx(async (tx) => {
      const current = await getErasure(tx, memberId);
      if (current && current.step !== step) return "not yet";
      if (!current) return "before";
      const owner = await findMemberId(tx, telegramId);
      for (const key of lastKeys(erasure)) tx.delete(key);
      if (owner !== undefined && owner !== memberId) {
        tx.set(keys.memberByTelegram(telegramId), owner);
      }
      endErasure(tx, erasure, receipt);
      return "now";
    });
    if (ended === "now") {
      log.info("Erased a member: receipt {receiptId}", { receiptId: receipt.id });
    }
    return ended !== "not yet";
  }

  async function receiptOf(erasure: Erasure, left: number): Promise<ErasureReceipt> {
    const { receiptId, removed, kept, language } = erasure;
    const say = (id: string) => texts.format(language, id);
    const counted = Object.entries(removed).filter(([, count]) => count > 0);
    return {
      schema: 1,
      id: receiptId,
      at: clock.now(),
      removed: await Promise.all(
        counted.map(async ([name, count]) => ({ what: await say(`erased-${name}`), count })),
      ),
      left,
      kept: await Promise.all(kept.map(say)),
    };
  }

  return {
    async erase(memberId) {
      await deps.endSubscription?.(memberId);
      const { receiptId } = await begin(memberId);
      await abandonAnswers(memberId);
      await finish(memberId);
      const receipt = await getReceipt(db, receiptId);
      if (!receipt) throw new AppError("conflict", { reason: "the erasure goes on" });
      return receipt;
    },
    finish,
    isUnderWay: async (tx, memberId) => await getErasure(tx, memberId) !== undefined,
    async restored(tx, member) {
      const hash = hashOf(member.telegramId);
      const { bannedAt, trialGone } = await takeErased(tx, hash, member.id, today().name);
      return { ...member, bannedAt, ...(trialGone && { trialGone }) };
    },
    async sweep() {
      let finished = 0;
      for (const { id: memberId } of await listDue(db, "erasure", liveness.now(), SWEEP_BATCH)) {
        const done = await finish(memberId).then(() => true, (error) => {
          log.error("An erasure could not be finished: {error}", { error });
          return false;
        });
        if (done) finished += 1;
      }
      return finished;
    },
  };
}

/** What names the member to the last, so that whoever comes again waits for the end. */
function lastKeys({ memberId, telegramId, dueAt }: Erasure): Deno.KvKey[] {
  return [
    keys.memberByTelegram(telegramId),
    keys.erasure(memberId),
    keys.due("erasure", dueAt, memberId),
    headOf(keys.turns(memberId))!,
    headOf(keys.facts(memberId))!,
    headOf(keys.grants(memberId))!,
    headOf(keys.credits(memberId))!,
  ];
}
