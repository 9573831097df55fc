import { z } from "zod";
import { keys } from "../../db/keys.ts";
import type { Database } from "../../db/tx.ts";
import { listTurns } from "../../db/turns.ts";
import { type Call, CALL_TIMES } from "../../domain/call.ts";
import type { Member } from "../../domain/member.ts";
import { type CallTalk, createCallTalk, type SpokenTurn } from "../../services/call_talk.ts";
import { createFacts } from "../../services/facts.ts";
import type { Clock } from "../../services/ports.ts";
import { createRecall } from "../../services/recall.ts";
import { createToolRegistry } from "../../services/tools/registry.ts";
import { defineTool, type Tool } from "../../services/tools/tool.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "./app.ts";
import { openStore } from "./facts.ts";
import { addTestMember } from "./members.ts";
import { toolsOn } from "./tools.ts";

const { community } = await testConfig();
const texts = await testTexts();

/** A call of Anna that an agent has just begun, with changes. */
export function testCall(change: Partial<Call> = {}): Call {
  const now = Date.parse("2026-11-23T12:00:00Z");
  const call: Partial<Call> = {
    schema: 1,
    id: "call-1",
    memberId: "anna",
    room: "room-1",
    language: "ru",
    incognito: false,
    status: "live",
    startedAt: now,
    day: "2026-11-23",
    dispatch: 1,
    epoch: 1,
    dispatchedAt: now,
    renewedAt: now,
    talking: true,
    absentSince: null,
    talkedMilliseconds: 0,
    allowedMilliseconds: null,
    turns: 0,
    endedAt: null,
    endReason: null,
    roomOpen: true,
    ...change,
  };
  return call as Call;
}

/** Turns as an agent tells them: who speaks and what, from an index on. */
export function spoken(from: number, ...said: [SpokenTurn["role"], string][]): SpokenTurn[] {
  return said.map(([role, text], place) => ({
    index: from + place,
    role,
    text,
    interrupted: false,
    millisecondsAgo: 0,
  }));
}

/** A tool that cites a guide and shows a card for each of the topics it is asked for. */
export function guideTool(): Tool {
  return defineTool({
    name: "guide",
    description: "",
    parameters: z.object({ topics: z.array(z.string()) }),
    run: ({ topics }, { cite }) => {
      for (const topic of topics) {
        cite({ chunkId: topic, title: topic, headings: [], quote: topic });
      }
      const cards = topics.map((topic) => ({
        kind: "link" as const,
        title: topic,
        text: topic,
        url: `https://${topic}.example`,
        site: topic,
        publishedAt: null,
      }));
      return Promise.resolve({ result: { told: topics }, cards });
    },
  });
}

/** The talk of calls in one process, on a database. */
export function talkOn(
  db: Database,
  { clock, liveness }: { clock: Clock; liveness: Clock },
  tools: Tool[] = toolsOn(db, clock),
): CallTalk {
  return createCallTalk({
    db,
    clock,
    liveness,
    community,
    texts,
    wakes: new Wakes(),
    recall: createRecall({ db, clock }),
    tools: createToolRegistry(tools),
    times: CALL_TIMES,
  });
}

/** A store with Anna, and the talk of her calls on it. */
export async function openTalk(
  { member = {}, tools }: { member?: Partial<Member>; tools?: () => Tool[] } = {},
) {
  const store = await openStore();
  const db = store.database;
  const clock = movableClock();
  const liveness = movableClock();
  await addTestMember(db, "anna", { createdAt: clock.now(), ...member });
  const talk = talkOn(db, { clock, liveness }, tools?.());
  const write = async (change: Partial<Call> = {}): Promise<Call> => {
    const call = testCall(change);
    await db.tx((tx) => Promise.resolve(tx.set(keys.call(call.id), call)));
    return call;
  };
  return {
    db,
    kv: store.kv,
    clock,
    liveness,
    talk,
    community,
    facts: createFacts({ db, clock, ids: testIds() }),
    /** Writes a call as the life of calls does. */
    write,
    /** The call as it is stored, changed. */
    async change(change: Partial<Call>): Promise<Call> {
      const stored = (await db.get<Call>(keys.call("call-1")))!;
      return await write({ ...stored, ...change });
    },
    turns: () => listTurns(db, "anna", { limit: 100 }),
    member: async () => (await db.get<Member>(keys.member("anna")))!,
    /** Moves both clocks. */
    move(milliseconds: number) {
      clock.move(milliseconds);
      liveness.move(milliseconds);
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
