import {
  addGeneration,
  findGenerationId,
  getGeneration,
  listEvents,
  listRunning,
} from "../db/generations.ts";
import { getMember, setMember } from "../db/members.ts";
import { appendTurn, listTurns } from "../db/turns.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import {
  type Generation,
  GENERATION_LEASE,
  isAbandoned,
  type Turn,
  type TurnSource,
} from "../domain/conversation.ts";
import type { Said } from "../domain/crisis.ts";
import { AppError } from "../domain/errors.ts";
import { holdMessage } from "./allowances.ts";
import type { Answers } from "./answers.ts";
import { nodeCrypto } from "./crypto.ts";
import { refuseBanned } from "./members.ts";
import type { Clock, Ids } from "./ports.ts";
import type { Wakes } from "./wakes.ts";

/** Longest message of a member, in UTF-16 units as Telegram counts them. */
export const MESSAGE_LENGTH = 4096;

/** How long a reader waits before it looks again at a generation that another process writes. */
const LOOK_EVERY = 200;

export interface MessageToAnswer {
  memberId: string;
  text: string;
  /** The same key again is the same request: nothing is asked or charged twice. */
  key: string;
  source: TurnSource;
}

export interface ChatEvent {
  id: number;
  name: string;
  data: unknown;
}

export interface Chat {
  /**
   * Takes a message and starts its answer.
   *
   * Errors: `banned`, `allowance_exhausted` (`kind`, `limit`, `resetsAt`), `idempotency_mismatch`,
   * `bad_request`, `stopping`.
   */
  send(message: MessageToAnswer): Promise<Generation>;
  /** The generation, if it is this member's; else `not_found`. */
  find(memberId: string, generationId: string): Promise<Generation>;
  /** Events after a number, as they come, until the answer is over or the signal ends. */
  follow(generationId: string, after: number, signal: AbortSignal): AsyncGenerator<ChatEvent>;
  /** Stops an answer; what was shown of it stays. Stopping what is over changes nothing. */
  cancel(memberId: string, generationId: string): Promise<Generation>;
  /**
   * The newest turns before a sequence number, oldest first, and the answers being written, as of
   * one moment.
   */
  history(memberId: string, page: { before?: number; limit: number }): Promise<{
    turns: Turn[];
    before: number | null;
    running: { generationId: string; turnSequence: number }[];
  }>;
}

/** Makes the conversation in text; `liveness` is real time, by which a process counts as dead. */
export function createChat(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  community: Community;
  answers: Answers;
  wakes: Wakes;
}): Chat {
  const { db, clock, liveness, ids, answers, wakes } = deps;

  /** Writes the member's turn, holds a message of the allowance, and opens the generation, at once. */
  async function open(
    message: MessageToAnswer,
  ): Promise<{ generation: Generation; fresh: boolean }> {
    const messageHash = hash(message.text);
    const id = ids.next();
    return await db.tx(async (tx) => {
      const { memberId, key, source, text } = message;
      const member = refuseBanned(await getMember(tx, memberId));
      const knownId = await findGenerationId(tx, memberId, key);
      const known = knownId && await getGeneration(tx, knownId);
      if (known && known.messageHash !== messageHash) throw new AppError("idempotency_mismatch");
      if (known) return { generation: known, fresh: false };

      const now = clock.now();
      const until = liveness.now() + GENERATION_LEASE;
      const earlier = () => saidBefore(tx, memberId);
      const { day, period, free } = await holdMessage(tx, deps, {
        id,
        memberId,
        until,
        text,
        earlier,
      });

      const turn = { role: "member", text, at: now, source, status: "complete" } as const;
      const { sequence } = await appendTurn(tx, memberId, { ...turn, generationId: id });
      const asksName = member.name === null && member.nameAskedAt === null;
      if (asksName) setMember(tx, { ...member, nameAskedAt: now });
      const generation: Generation = {
        schema: 1,
        id,
        memberId,
        key,
        messageHash,
        source,
        status: "running",
        createdAt: now,
        until,
        day,
        ...(period !== undefined && { period }),
        ...(free && { free }),
        asksName,
        turnSequence: sequence,
        answerSequence: null,
        lastEvent: 0,
      };
      addGeneration(tx, generation);
      return { generation, fresh: true };
    });
  }

  /** The generation as it stands, closed first where the process that wrote it died. */
  async function settled(generationId: string): Promise<Generation | undefined> {
    const generation = await getGeneration(db, generationId);
    if (generation && isAbandoned(generation, liveness.now())) {
      return await answers.closeAbandoned(generationId);
    }
    return generation;
  }

  async function find(memberId: string, generationId: string): Promise<Generation> {
    refuseBanned(await getMember(db, memberId));
    const generation = await settled(generationId);
    if (generation?.memberId !== memberId) throw new AppError("not_found", { what: "generation" });
    return generation;
  }

  return {
    find,

    async send(message) {
      if (message.text.length > MESSAGE_LENGTH) {
        throw new AppError("bad_request", {
          expected: `a message of at most ${MESSAGE_LENGTH} characters`,
          received: `${message.text.length} characters`,
        });
      }
      answers.refuseWhenStopping();
      const { generation, fresh } = await open(message);
      if (fresh) answers.write(generation);
      return generation;
    },

    async *follow(generationId, after, signal) {
      let last = after;
      while (!signal.aborted) {
        const generation = await settled(generationId);
        if (!generation) return;
        const events = generation.lastEvent > last ? await listEvents(db, generationId, last) : [];
        for (const event of events) {
          yield event;
          last = event.id;
        }
        if (generation.status !== "running" && events.length === 0) return;
        if (events.length > 0) continue;
        await wakes.wait(generationId, LOOK_EVERY, signal);
      }
    },

    async cancel(memberId, generationId) {
      const generation = await find(memberId, generationId);
      if (generation.status !== "running") return generation;
      return await answers.cancel(generation);
    },

    async history(memberId, page) {
      // As of one moment: an answer that is no longer being written is among the turns.
      const { turns, running } = await db.tx(async (tx) => {
        refuseBanned(await getMember(tx, memberId));
        return {
          turns: await listTurns(tx, memberId, page),
          running: await listRunning(tx, memberId),
        };
      });
      const first = turns[0]?.sequence ?? 1;
      const now = await Promise.all(running.map(({ generationId }) => settled(generationId)));
      return {
        turns,
        before: first > 1 ? first : null,
        running: running.filter((_, index) => (now[index]?.status ?? "failed") !== "failed"),
      };
    },
  };
}

/** Turns read to see whether a talk about self-harm goes on. */
const TURNS_BEFORE = 12;

async function saidBefore(tx: Transaction, memberId: string): Promise<Said[]> {
  const turns = await listTurns(tx, memberId, { limit: TURNS_BEFORE });
  return turns.filter(({ role }) => role === "member");
}

function hash(text: string): string {
  return nodeCrypto().createHash("sha256").update(text).digest("hex");
}
