import assert from "node:assert/strict";
import { taken, type Usage } from "../../domain/allowance.ts";
import type { Conversation, Generation, Turn } from "../../domain/conversation.ts";
import { AppError } from "../../domain/errors.ts";
import type { Member } from "../../domain/member.ts";
import { House } from "./house.ts";
import { MARKS, Play, type Script } from "./play.ts";

/** Everything that the store holds when all is settled. */
interface Settled {
  members: Member[];
  turns: Map<string, Turn[]>;
  lastSequences: Map<string, number>;
  generations: Generation[];
  events: Map<string, { name: string; data: Record<string, unknown> }[]>;
  eventNumbers: Map<string, number[]>;
  usage: { memberId: string; day: string; usage: Usage }[];
}

async function read(kv: Deno.Kv): Promise<Settled> {
  const all = <T>(...prefix: Deno.KvKey) => Array.fromAsync(kv.list<T>({ prefix }));
  const members = (await all<Member>("member")).map(({ value }) => value);
  const events = await all<{ name: string; data: Record<string, unknown> }>("generation_event");
  const byOwner = <T, R>(entries: Deno.KvEntry<T>[], value: (entry: Deno.KvEntry<T>) => R) => {
    const grouped = Map.groupBy(entries, ({ key }) => String(key[1]));
    return new Map([...grouped].map(([owner, list]) => [owner, list.map(value)]));
  };
  return {
    members,
    turns: byOwner(await all<Turn>("turn"), ({ value }) => value),
    lastSequences: new Map(
      (await all<Conversation>("conversation")).map(({ key, value }) => [
        String(key[1]),
        value.lastSequence,
      ]),
    ),
    generations: (await all<Generation>("generation")).map(({ value }) => value),
    events: byOwner(events, ({ value }) => value),
    eventNumbers: byOwner(events, ({ key }) => Number(key[2])),
    usage: (await all<Usage>("usage")).map(({ key, value }) => ({
      memberId: String(key[1]),
      day: String(key[3]),
      usage: value,
    })),
  };
}

type Check = (play: Play, settled: Settled) => void;

const chargedOnce: Check = ({ house }, { generations, turns, usage, members }) => {
  const kept = generations.filter(({ answerSequence }) => answerSequence !== null);
  for (const { memberId, day, usage: used } of usage) {
    const ofDay = kept.filter((one) => one.memberId === memberId && one.day === day);
    assert.equal(used.used, ofDay.length, "used = answers kept of that day");
    const held = taken(used, house.sim.time.now()) - used.used;
    assert.equal(held, 0, "nothing is held for ever");
  }
  for (const member of members) {
    const answers = (turns.get(member.id) ?? []).filter(({ role }) => role === "assistant");
    const ofMember = kept.filter(({ memberId }) => memberId === member.id);
    assert.deepEqual(
      answers.map(({ generationId }) => generationId).sort(),
      ofMember.map(({ id }) => id).sort(),
    );
    assert.equal(member.interactionCount, ofMember.length, "interactionCount = answers kept");
  }
};

const oneKeyOneAnswer: Check = ({ house }, { generations, turns }) => {
  for (const ids of house.given.values()) assert.equal(ids.size, 1, "one key, one generation");
  for (const { id, memberId } of generations) {
    const ofGeneration = (turns.get(memberId) ?? []).filter((turn) => turn.generationId === id);
    const roles = ofGeneration.map(({ role }) => role);
    assert(["member", "member assistant"].includes(roles.join(" ")), roles.join(" "));
  }
};

const noGapInTurns: Check = (_play, { turns, lastSequences }) => {
  for (const [memberId, said] of turns) {
    const numbers = said.map(({ sequence }) => sequence);
    assert.deepEqual(numbers, numbers.map((_, index) => index + 1));
    assert.equal(lastSequences.get(memberId), numbers.length);
  }
};

const oneEnd: Check = ({ house }, { generations, events, eventNumbers, turns }) => {
  for (const generation of generations) {
    const { id, memberId, status, answerSequence } = generation;
    assert.notEqual(status, "running", "a deadline closes what a dead process left");
    const numbers = eventNumbers.get(id) ?? [];
    assert.deepEqual(numbers, numbers.map((_, index) => index + 1), "events are numbered 1 to n");
    assert.equal(generation.lastEvent, numbers.length);
    const list = events.get(id) ?? [];
    const ends = list.filter(({ name }) => name === "done");
    assert.equal(ends.length, 1, "done once");
    assert.equal(list.at(-1), ends[0], "done last");
    const { data } = ends[0]!;
    const charged = answerSequence !== null;
    assert.deepEqual([data.status, data.charged, data.turnSequence], [
      status,
      charged,
      answerSequence,
    ]);
    if (status === "failed") assert(!charged);
    if (status === "complete") assert(charged);
    if (charged) {
      const shown = list.filter(({ name }) => name === "text").map(({ data }) => data.text);
      const turn = turns.get(memberId)!.find(({ sequence }) => sequence === answerSequence)!;
      assert.equal(shown.join("").trim(), turn.text, "what is kept is what was shown");
    }
    assert.equal(house.closed.filter((closed) => closed.id === id).length, 1, "closed once");
  }
};

const sameForEveryReader: Check = ({ house }, { events }) => {
  for (const reader of house.readers) {
    const list = (events.get(reader.generationId) ?? []).map((event, index) => ({
      id: index + 1,
      ...event,
    })).slice(reader.after);
    const seen = reader.ended ? list : list.slice(0, reader.events.length);
    assert.deepEqual(reader.events, seen);
  }
};

const nothingMissingInHistory: Check = ({ histories }, { generations }) => {
  for (const { turns, running } of histories) {
    for (const turn of turns.filter(({ role }) => role === "member")) {
      const generation = generations.find(({ id }) => id === turn.generationId)!;
      if (generation.answerSequence === null) continue;
      const answered = turns.some(({ sequence }) => sequence === generation.answerSequence);
      assert(answered || running.includes(generation.id), "an answer is there, or being written");
    }
  }
};

const askedOnce: Check = (_play, { members, generations }) => {
  for (const { id, nameAskedAt, name } of members) {
    const complete = generations.filter(({ memberId, status }) =>
      memberId === id && status === "complete"
    );
    const asked = complete.filter(({ asksName }) => asksName).length;
    assert(asked <= 1, "asked in one answer at most");
    assert.equal(nameAskedAt !== null, asked === 1, "asked again until an answer asked");
    if (name !== null || asked === 1) continue;
    assert(complete.every(overtaken(generations)), "every first answer asks");
  }
};

/** An answer to a message that was sent while another answer was to ask. */
function overtaken(generations: Generation[]) {
  return ({ memberId, turnSequence }: Generation) =>
    generations.some((other) =>
      other.memberId === memberId && other.asksName && other.turnSequence < turnSequence
    );
}

const nothingOfOthers: Check = ({ house, histories, generations }, { members, turns }) => {
  const others = (mark: string) => MARKS.filter((one) => one !== mark);
  const assertOwn = (value: unknown, mark: string, what: string) => {
    for (const other of others(mark)) assert(!JSON.stringify(value).includes(other), what);
  };
  for (const { instructions, contents } of house.requests) {
    const mark = MARKS.find((mark) => JSON.stringify(contents).includes(mark))!;
    assertOwn({ instructions, contents }, mark, "what the model is told");
  }
  house.members.forEach(({ id }, index) => {
    assertOwn(turns.get(id) ?? [], MARKS[index]!, "turns");
    assertOwn(members.find((member) => member.id === id), MARKS[index]!, "member");
  });
  for (const { member, turns } of histories) assertOwn(turns, MARKS[member]!, "history");
  for (const { generationId, events } of house.readers) {
    const { member } = generations.find(({ id }) => id === generationId)!;
    assertOwn(events, MARKS[member]!, "events");
  }
  house.sent.forEach(({ chatId, text }) => {
    const index = house.members.findIndex(({ telegramId }) => telegramId === chatId);
    assertOwn(text, MARKS[index]!, "messages");
  });
};

/** What a closed generation of the bot tells in the chat, or undefined where it tells nothing. */
function told({ events, turns }: Settled, generation: Generation): string | undefined {
  if (generation.source !== "bot") return undefined;
  if (generation.status === "failed") {
    const notice = events.get(generation.id)!.find(({ name }) => name === "notice")!;
    return String(notice.data.text);
  }
  return turns.get(generation.memberId)!
    .find(({ sequence }) => sequence === generation.answerSequence)?.text;
}

const toldInOrder: Check = ({ house, script }, settled) => {
  const gaveUp = script.commands.some((command) => command.do === "block" && command.blocked);
  for (const { id, telegramId } of house.members) {
    const expected = house.closed.filter(({ memberId }) => memberId === id)
      .map((closed) => told(settled, closed)).filter((text) => text !== undefined);
    const sent = house.sent.filter(({ chatId, result }) =>
      chatId === telegramId && (result === "sent" || result === "unreachable")
    ).map(({ text }) => text);
    assert.deepEqual(once(sent), once(expected), "sent in the order of the facts");
    if (!script.rough && !gaveUp) assert.deepEqual(sent, expected, "sent once");
  }
  assert(house.mostHolders <= 1, "one sender at a time");
};

/** The list without what stands again right after itself. */
function once(list: string[]): string[] {
  return list.filter((text, index) => text !== list[index - 1]);
}

const EXPECTED_ERRORS = ["allowance_exhausted", "storage_unavailable", "conflict"];

const onlyKnownErrors: Check = ({ errors, script }) => {
  for (const error of errors) {
    assert(error instanceof AppError && EXPECTED_ERRORS.includes(error.code), error as Error);
    if (!script.rough) assert.notEqual(error.code, "storage_unavailable");
  }
};

const CHECKS: Record<string, Check> = {
  "a message is charged once, and only for an answer that was kept": chargedOnce,
  "a key makes one generation and at most one answer": oneKeyOneAnswer,
  "turns are numbered without gaps": noGapInTurns,
  "an answer ends exactly once": oneEnd,
  "every reader sees the same events": sameForEveryReader,
  "history misses no answer": nothingMissingInHistory,
  "the name is asked for in one answer that came to its end": askedOnce,
  "nothing of one member reaches another": nothingOfOthers,
  "what an answer tells in the chat arrives, in order": toldInOrder,
  "nothing breaks in another way": onlyKnownErrors,
};

/** Plays a script and looks at what is left; answers the play. */
export async function assertInvariants(script: Script): Promise<Play> {
  await using house = await House.open(script);
  const usage = watchUsage(house);
  const play = new Play(house, script);
  await play.run();
  assert(usage.most <= script.limit, `${usage.most} used or held of ${script.limit}`);
  const settled = await read(house.sim.kv);
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      check(play, settled);
    } catch (error) {
      throw new Error(name, { cause: error });
    }
  }
  return play;
}

/** The most that was used or held at once, after any commit. */
function watchUsage({ sim }: House): { most: number } {
  const seen = { most: 0 };
  const note = sim.onCommit;
  sim.onCommit = (writes) => {
    for (const { key, value } of writes) {
      if (key[0] === "usage") {
        seen.most = Math.max(seen.most, taken(value as Usage, sim.time.now()));
      }
    }
    return note(writes);
  };
  return seen;
}
