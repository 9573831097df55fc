import { getCallExtras, setCallExtras } from "../db/call_extras.ts";
import { closeConversation } from "../db/digests.ts";
import { keys } from "../db/keys.ts";
import { appendLateTurn } from "../db/late_turns.ts";
import { getMember, setMember } from "../db/members.ts";
import { appendTurn, getConversation, listTurns } from "../db/turns.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Call } from "../domain/call.ts";
import { type CallExtras, withShown } from "../domain/call_extras.ts";
import { isLate } from "../domain/call_life.ts";
import type { Card } from "../domain/card.ts";
import type { Turn } from "../domain/conversation.ts";
import { isInCrisis, speaksOfSelfHarm } from "../domain/crisis.ts";
import { AppError } from "../domain/errors.ts";
import type { Member } from "../domain/member.ts";
import type { Clock } from "./ports.ts";
import type { Wakes } from "./wakes.ts";

/** Something that was said in a call, as the agent tells it. */
export interface SpokenTurn {
  /** From 0, in this call. */
  index: number;
  role: "member" | "assistant";
  text: string;
  /** The member spoke into it: `text` is what was heard. */
  interrupted: boolean;
  /** By the agent's clock. */
  millisecondsAgo: number;
}

/** What storing turns came to. */
export interface StoredTurns {
  nextTurn: number;
  /** Whether the talk is about self-harm, before them and with them. */
  crisis: { before: boolean; after: boolean };
}

/** Most text stored at once, in UTF-16 units; a commit is bounded. */
const TEXT_AT_ONCE = 64_000;
/** Turns read to see whether a talk about self-harm goes on. */
const TURNS_BEFORE = 12;

/** What a turn is stored with. */
interface Talk {
  record: Call;
  member: Member;
  extras: CallExtras;
  earlier: Turn[];
}

/** Makes what stores the turns of calls, each once by its index. */
export function createCallTurns(
  { db, clock, liveness, wakes }: { db: Database; clock: Clock; liveness: Clock; wakes: Wakes },
) {
  async function read(tx: Transaction, call: Call): Promise<Talk> {
    const record = await tx.get<Call>(keys.call(call.id));
    const member = record && await getMember(tx, record.memberId);
    if (!record || !member) throw new AppError("call_ended", { reason: "member_gone" });
    if (record.epoch !== call.epoch) throw new AppError("epoch_stale");
    if (isLate(record, liveness.now())) {
      throw new AppError("call_ended", { reason: record.endReason });
    }
    const extras = await getCallExtras(tx, call.id);
    const earlier = await listTurns(tx, member.id, { limit: TURNS_BEFORE });
    return { record, member, extras, earlier };
  }

  /** Stores some turns in one commit; those that are stored already are left as they are. */
  async function keep(
    call: Call,
    turns: readonly SpokenTurn[],
    emergency: Card | undefined,
  ): Promise<StoredTurns> {
    return await db.tx(async (tx) => {
      const talk = await read(tx, call);
      const { record, member, earlier } = talk;
      const fresh = freshOf(turns, record.turns);
      const before = isInCrisis(saidIn(record, earlier, startOf(record)));
      if (fresh.length === 0) {
        return { nextTurn: record.turns, crisis: { before, after: before } };
      }
      if (record.turns === 0 && record.status !== "ended") {
        await closeConversation(tx, member.id, clock.now());
      }
      const all = [...earlier];
      let extras = talk.extras;
      for (const spoken of fresh) {
        if (spoken.role === "member" && speaksOfSelfHarm(spoken.text) && emergency) {
          extras = withShown({ ...extras, cards: [] }, {
            cards: [emergency, ...extras.cards],
            citations: [],
          });
        }
        const written = await write(tx, { ...talk, extras }, turnOf(record, spoken, extras, all));
        all.push(written);
        if (written.role === "assistant") extras = { ...extras, cards: [], citations: [] };
        extras = { ...extras, talk: await talkOf(tx, written, member.id, extras) };
      }
      setCallExtras(tx, record.id, extras);
      const nextTurn = record.turns + fresh.length;
      tx.set(keys.call(record.id), { ...record, turns: nextTurn });
      const after = isInCrisis(saidIn(record, all, startOf(record)));
      setMember(tx, afterTurns(member, all.slice(earlier.length), { all, asks: !after }));
      return { nextTurn, crisis: { before, after } };
    }, { lane: keys.call(call.id) });
  }

  function write(
    tx: Transaction,
    { record, extras }: Talk,
    turn: Omit<Turn, "schema" | "sequence">,
  ): Promise<Turn> {
    return record.status === "ended"
      ? appendLateTurn(tx, record.memberId, turn, extras.talk)
      : appendTurn(tx, record.memberId, turn);
  }

  /** Which conversation a turn stands in; a late one has ended it again. */
  async function talkOf(
    tx: Transaction,
    { sequence }: Turn,
    memberId: string,
    { talk }: CallExtras,
  ): Promise<CallExtras["talk"]> {
    const conversation = await getConversation(tx, memberId);
    const joined = talk?.lastSequence === sequence - 1 ? talk.firstSequence : sequence;
    return {
      firstSequence: conversation?.open?.firstSequence ?? joined,
      lastSequence: sequence,
    };
  }

  function turnOf(
    record: Call,
    { index, role, text, interrupted, millisecondsAgo }: SpokenTurn,
    { cards, citations }: CallExtras,
    before: readonly Turn[],
  ): Omit<Turn, "schema" | "sequence"> {
    const hers = role === "assistant";
    return {
      role,
      text,
      at: Math.max(clock.now() - millisecondsAgo, startOf(record), before.at(-1)?.at ?? 0),
      source: "call",
      callId: record.id,
      generationId: `${record.id}:${index}`,
      status: interrupted ? "cancelled" : "complete",
      ...(hers && cards.length > 0 && { cards }),
      ...(hers && citations.length > 0 && { citations }),
    };
  }

  /** When the call began, in the community's time. */
  function startOf({ startedAt }: Call): number {
    return clock.now() - Math.max(0, liveness.now() - startedAt);
  }

  return {
    /**
     * Stores turns; `emergency` is shown with her next words where one speaks of self-harm.
     *
     * Errors: `turn_gap` (`expected`), `call_ended`, `epoch_stale`.
     */
    async append(
      call: Call,
      turns: readonly SpokenTurn[],
      emergency: Card | undefined,
    ): Promise<StoredTurns> {
      let stored: StoredTurns | undefined;
      for (const some of portionsOf(turns)) {
        const kept = await keep(call, some, emergency);
        stored = { ...kept, crisis: { ...kept.crisis, before: (stored ?? kept).crisis.before } };
        wakes.wake(turnsWake(call.id));
      }
      return stored!;
    },
  };
}

/** What wakes those who wait for a turn of a call. */
export function turnsWake(callId: string): string {
  return `call_turns:${callId}`;
}

/** The turns that are to be stored next, each index once; `turn_gap` where one is missing. */
function freshOf(turns: readonly SpokenTurn[], expected: number): SpokenTurn[] {
  const byIndex = new Map(turns.toReversed().map((turn) => [turn.index, turn]));
  const fresh = [...byIndex.values()].filter(({ index }) => index >= expected)
    .sort((one, other) => one.index - other.index);
  if (fresh.some(({ index }, place) => index !== expected + place)) {
    throw new AppError("turn_gap", { expected });
  }
  return fresh;
}

/** The member's words; where none is of this call yet, as of its start. */
function saidIn(
  { id }: Call,
  turns: readonly Turn[],
  startedAt: number,
): { text: string; at: number }[] {
  const said = turns.filter(({ role }) => role === "member");
  return said.at(-1)?.callId === id ? said : [...said, { text: "", at: startedAt }];
}

/** The member after turns were stored: her answers count, and one of them asked for the name. */
function afterTurns(
  member: Member,
  fresh: readonly Turn[],
  { all, asks }: { all: readonly Turn[]; asks: boolean },
): Member {
  const isAnswer = (turn: Turn) =>
    turn.role === "assistant" &&
    all.some(({ role, callId, sequence }) =>
      role === "member" && callId === turn.callId && sequence < turn.sequence
    );
  const answers = fresh.filter(isAnswer);
  const asked = answers.find(({ status }) => status === "complete");
  const asksName = asks && member.name === null && member.nameAskedAt === null;
  return {
    ...member,
    interactionCount: member.interactionCount + answers.length,
    nameAskedAt: asksName && asked ? asked.at : member.nameAskedAt,
  };
}

/** Turns in portions that fit into a commit each. */
function portionsOf(turns: readonly SpokenTurn[]): SpokenTurn[][] {
  const portions: SpokenTurn[][] = [];
  let length = Infinity;
  for (const turn of turns.toSorted((one, other) => one.index - other.index)) {
    length += turn.text.length;
    if (length > TEXT_AT_ONCE) {
      portions.push([]);
      length = turn.text.length;
    }
    portions.at(-1)!.push(turn);
  }
  return portions;
}
