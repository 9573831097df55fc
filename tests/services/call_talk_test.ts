import assert from "node:assert/strict";
import { keys } from "../../db/keys.ts";
import type { Settings } from "../../domain/settings.ts";
import { DEFAULT_SETTINGS } from "../../domain/settings.ts";
import { openTalk, spoken } from "../kit/call_talk.ts";
import { say } from "../kit/facts.ts";

const choose = (change: Partial<Settings>): Settings => ({ ...DEFAULT_SETTINGS, ...change });

Deno.test("a call begins with the pack's greeting, all that is known, and the talks before", async () => {
  await using house = await openTalk({ member: { name: "Анна" } });
  const { db, clock, talk, community, facts } = house;
  await say(db, "anna", "Торгую фьючерсами", { at: clock.now() });
  await say(db, "anna", "Понятно.", { at: clock.now(), role: "assistant" });
  const source = { sequence: 1, sentence: "Плечо два", at: clock.now() };
  await facts.add("anna", { section: "bio", text: "Плечо два", source });
  await db.tx((tx) =>
    Promise.resolve(tx.set(keys.settings("anna"), choose({ voice: "Kore", country: "KZ" })))
  );
  const begun = await talk.begin(await house.write());
  assert.equal(begun.greeting, community.assistant.greeting.ru);
  assert.deepEqual(begun.history, [
    { role: "member", text: "Торгую фьючерсами" },
    { role: "assistant", text: "Понятно." },
  ]);
  assert.match(begun.instructions, /<profile>\n- bio: Плечо два\n<\/profile>/);
  assert.match(begun.instructions, /<member name="Анна" language="ru"\/>/);
  assert.match(begun.instructions, /<emergency country="KZ">/);
  assert.deepEqual([begun.model, begun.voice, begun.nextTurn], ["gemini-3.8-live", "Kore", 0]);
  assert(begun.tools.some(({ name }) => name === "update_profile"));
  assert.deepEqual(begun.phrases.warnings, {
    "120": "У нас осталось две минуты.",
    "30": "Осталось полминуты, давай закругляться.",
  });
});

Deno.test("the call's language decides, and a voice that the pack lost is its first", async () => {
  await using house = await openTalk();
  await house.db.tx((tx) =>
    Promise.resolve(tx.set(keys.settings("anna"), choose({ voice: "Gone" })))
  );
  const begun = await house.talk.begin(await house.write({ language: "en" }));
  assert.equal(begun.greeting, house.community.assistant.greeting.en);
  assert.equal(begun.voice, "Aoede");
  assert.equal(begun.phrases.oneMoment, "One moment, I am looking.");
});

Deno.test("another agent knows the talk so far and greets nobody again", async () => {
  await using house = await openTalk();
  const call = await house.write();
  await house.talk.append(call, spoken(0, ["assistant", "Привет."], ["member", "Как дела?"]));
  const begun = await house.talk.begin(await house.change({ epoch: 2 }));
  assert.deepEqual([begun.greeting, begun.nextTurn], [null, 2]);
  assert.deepEqual(begun.history.map(({ text }) => text), ["Привет.", "Как дела?"]);
});

Deno.test("another agent greets where nobody has heard the greeting", async () => {
  await using house = await openTalk();
  const greetedIn = async (change: Parameters<typeof house.write>[0]) =>
    (await house.talk.begin(await house.write({ epoch: 2, talking: false, ...change }))).greeting;
  assert.notEqual(await greetedIn({}), null);
  assert.notEqual(await greetedIn({ talking: true, talkedMilliseconds: 400 }), null);
  assert.equal(await greetedIn({ talkedMilliseconds: 9000 }), null);
  assert.notEqual(await greetedIn({ incognito: true }), null);
  assert.equal(await greetedIn({ incognito: true, talking: true }), null);
});

Deno.test("the name is asked for once, in the first answer that was heard to its end", async () => {
  await using house = await openTalk();
  const { talk } = house;
  const asks = async () => /^<ask_name\/>$/m.test((await talk.begin(call)).instructions);
  const call = await house.write();
  assert(await asks());
  assert.equal((await house.member()).nameAskedAt, null);
  await talk.append(
    call,
    spoken(0, ["assistant", "Привет."], ["member", "Сколько стоит биткоин?"]),
  );
  assert(await asks(), "the greeting asked for nothing");
  const answer = spoken(2, ["assistant", "Сто тысяч. Как"]);
  await talk.append(call, [{ ...answer[0]!, interrupted: true }]);
  assert(await asks(), "the question was not heard");
  await talk.append(call, spoken(3, ["member", "Ага"], ["assistant", "Как тебя зовут?"]));
  assert(!await asks());
  assert.equal((await house.member()).nameAskedAt, house.clock.now());
  assert.equal((await house.member()).interactionCount, 2);
});

Deno.test("an incognito call begins with what is known, and without what was said", async () => {
  await using house = await openTalk();
  const { db, clock, talk } = house;
  await say(db, "anna", "Торгую фьючерсами", { at: clock.now() });
  const begun = await talk.begin(await house.write({ incognito: true }));
  assert.deepEqual(begun.history, []);
  assert.doesNotMatch(begun.instructions, /^<ask_name\/>$/m);
  assert(!begun.tools.some(({ name }) => name === "update_profile"));
});

Deno.test("words of self-harm bring the numbers of the country, and the role of help", async () => {
  await using house = await openTalk();
  const { db, talk, clock } = house;
  await db.tx((tx) => Promise.resolve(tx.set(keys.settings("anna"), choose({ country: "KZ" }))));
  const call = await house.write();
  const words = spoken(1, ["member", "Я не хочу жить"]);
  await talk.append(call, spoken(0, ["assistant", "Привет."]));
  const answer = await talk.append(call, words);
  const [card] = answer.cards;
  const [help] = house.community.help.KZ!;
  assert(card?.kind === "emergency" && card.contacts[0]!.phone === help!.phone);
  assert.match(answer.instructions!, /<emergency country="KZ">/);
  assert.doesNotMatch(answer.instructions!, /^<persona/m);
  assert.deepEqual(await talk.append(call, words), answer, "the first answer may have been lost");
  const calm = await talk.append(call, spoken(2, ["assistant", "Я рядом."], ["member", "Да"]));
  assert.deepEqual(calm, { nextTurn: 4, cards: [], instructions: null });
  const shown = (await house.turns()).map(({ cards }) => cards?.map(({ kind }) => kind));
  assert.deepEqual(shown, [undefined, undefined, ["emergency"], undefined]);
  clock.move(61 * 60_000);
  const later = await talk.append(call, spoken(4, ["member", "Спасибо, мне легче"]));
  assert.match(later.instructions!, /^<persona name="partner"/m);
  assert.equal((await house.member()).nameAskedAt, null, "nobody is asked for a name in danger");
});

Deno.test("a crisis of a text just before goes on in the call, one of another day does not", async () => {
  await using house = await openTalk();
  const { db, talk, clock } = house;
  const inCrisis = async () => {
    const { instructions } = await talk.begin(await house.write());
    return !/^<persona/m.test(instructions);
  };
  await say(db, "anna", "Не хочу жить", { at: clock.now() - 10 * 60_000 });
  assert(await inCrisis());
  house.move(2 * 3600_000);
  assert(!await inCrisis());
  const call = await house.write({ startedAt: house.liveness.now() });
  const { instructions } = await talk.append(call, spoken(0, ["assistant", "Привет."]));
  assert.equal(instructions, null);
});

Deno.test("an incognito call stores nothing, and help comes all the same", async () => {
  await using house = await openTalk();
  const { talk } = house;
  const call = await house.write({ incognito: true });
  const before = await Array.fromAsync(house.kv.list({ prefix: [] }), ({ key }) => key);
  const answer = await talk.append(
    call,
    spoken(0, ["assistant", "Привет."], ["member", "Хочу умереть"]),
  );
  assert.equal(answer.nextTurn, 2);
  assert.equal(answer.cards[0]!.kind, "emergency");
  assert.match(answer.instructions!, /<emergency/);
  await talk.runTool(call, { name: "get_weather", id: "1", arguments: { city: "Москва" } }, signal);
  const after = await Array.fromAsync(house.kv.list({ prefix: [] }), ({ key }) => key);
  assert.deepEqual(after, before);
});

const { signal } = new AbortController();
