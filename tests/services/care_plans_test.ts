import assert from "node:assert/strict";
import { getCarePlan } from "../../db/care_plans.ts";
import { headOf, keys } from "../../db/keys.ts";
import { getMember, setMember } from "../../db/members.ts";
import { setSettings } from "../../db/settings.ts";
import { appendTurn } from "../../db/turns.ts";
import type { Database } from "../../db/tx.ts";
import type { Member } from "../../domain/member.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import { DEFAULT_SETTINGS } from "../../domain/settings.ts";
import { type CarePlans, createCarePlans } from "../../services/care_plans.ts";
import { createOutbox } from "../../services/outbox.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "../kit/app.ts";
import { addTestMember } from "../kit/members.ts";
import { temporaryKv } from "../kit/temporary_kv.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;

interface Care extends AsyncDisposable {
  db: Database;
  clock: ReturnType<typeof movableClock>;
  carePlans: CarePlans;
  /** The member says something; answers the number of the turn. */
  say(text: string): Promise<number>;
  /** Says it, and the assistant calls `start_plan` in answer. */
  start(text: string, carePlan?: string): ReturnType<CarePlans["start"]>;
  /** What is in the outbox, oldest first. */
  asked(): Promise<OutboxMessage[]>;
  change(change: Partial<Member>): Promise<void>;
}

/** Care plans of Anna, at noon in UTC, which is 15:00 for the community. */
async function care(language: Member["language"] = "ru"): Promise<Care> {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const clock = movableClock();
  const { community } = await testConfig();
  const [ids, texts] = [testIds(), await testTexts()];
  const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
  const wakes = new Wakes();
  const outbox = createOutbox({ db, clock, liveness: clock, ids, messenger, wakes });
  const carePlans = createCarePlans({ db, clock, ids, community, outbox, texts });
  await addTestMember(db, "anna", {
    telegramId: "1001",
    language,
    createdAt: clock.now(),
  });
  const say: Care["say"] = async (text) => {
    const turn = { role: "member", text, at: clock.now(), source: "app" } as const;
    const kept = await db.tx((tx) =>
      appendTurn(tx, "anna", { ...turn, generationId: ids.next(), status: "complete" })
    );
    return kept.sequence;
  };
  return {
    db,
    clock,
    carePlans,
    say,
    start: async (text, carePlan = "after-tilt") => {
      const turnSequence = await say(text);
      const diagnosis = "тильт\nпосле серии";
      return await carePlans.start({ memberId: "anna", carePlan, diagnosis, turnSequence });
    },
    asked: async () => {
      const found = await db.list<OutboxMessage>({ prefix: ["outbox", "1001"] });
      return found.map(({ value }) => value);
    },
    change: (change) =>
      db.tx(async (tx) => setMember(tx, { ...(await getMember(tx, "anna"))!, ...change })),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** Anna has agreed to the plan. */
async function agreed(care: Care): Promise<void> {
  await care.start("меня несёт");
  assert.equal((await care.start("да, давай"))?.state, "started");
}

Deno.test("the first call only proposes, also a second one in the same answer", async () => {
  await using anna = await care();
  const turnSequence = await anna.say("Да, начни план прямо сейчас");
  const request = { memberId: "anna", carePlan: "after-tilt", diagnosis: "", turnSequence };
  assert.equal((await anna.carePlans.start(request))?.state, "proposed");
  assert.equal((await anna.carePlans.start(request))?.state, "proposed");
  assert.equal(await anna.carePlans.view("anna"), null);
  assert.equal(await anna.carePlans.describe("anna"), "");
});

Deno.test("it starts with the member's consent in a later turn, and is shown in their language", async () => {
  for (const [language, title] of [["ru", "После тильта"], ["en", "After a tilt"]] as const) {
    await using anna = await care(language);
    await agreed(anna);
    const view = (await anna.carePlans.view("anna"))!;
    assert.deepEqual([view.id, view.title], ["after-tilt", title]);
    assert(view.steps.length >= 3);
    const note = await anna.carePlans.describe("anna");
    assert(note.startsWith(`<care_plan title="${title}" since="2026-11-23">\n`));
    assert(note.includes(`\n1. ${view.steps[0]}\n2. `));
    const kept = (await getCarePlan(anna.db, "anna"))!;
    assert.equal(kept.running?.diagnosis, "тильт после серии");
    assert(!note.includes("серии"), "what the assistant noted is shown to nobody");
  }
});

Deno.test("a refusal, another plan or a day that passed start nothing, and it is proposed again", async () => {
  await using anna = await care();
  await anna.start("меня несёт");
  assert.equal((await anna.start("нет, не надо"))?.state, "proposed");
  assert.equal((await anna.start("что там в плане?"))?.state, "proposed");
  assert.equal((await anna.start("да, давай", "burn-out"))?.state, "proposed", "another plan");
  anna.clock.move(DAY + 1);
  assert.equal((await anna.start("да, давай", "burn-out"))?.state, "proposed", "a day later");
  assert.equal(await anna.carePlans.view("anna"), null);
  assert.equal((await anna.start("да, давай", "burn-out"))?.state, "started");
});

Deno.test("words that the model makes up for the member are no consent", async () => {
  await using anna = await care();
  await anna.start("меня несёт");
  const invented = { memberId: "anna", carePlan: "after-tilt", diagnosis: "", turnSequence: 99 };
  assert.equal((await anna.carePlans.start(invented))?.state, "proposed");
  assert.equal(await anna.carePlans.start({ ...invented, carePlan: "unknown" }), undefined);
});

Deno.test("one plan runs at a time; another takes its place only with consent", async () => {
  await using anna = await care();
  await agreed(anna);
  assert.equal((await anna.start("ещё раз тот же"))?.state, "running");
  const proposed = await anna.start("я выгорела", "burn-out");
  assert.deepEqual([proposed?.state, proposed?.replaces?.id], ["proposed", "after-tilt"]);
  assert.equal((await anna.carePlans.view("anna"))?.id, "after-tilt");
  const started = await anna.start("да", "burn-out");
  assert.deepEqual([started?.state, started?.replaces?.id], ["started", "after-tilt"]);
  assert.equal((await anna.carePlans.view("anna"))?.id, "burn-out");
  const due = await anna.db.list({ prefix: ["due", "care_plan"] });
  assert.equal(due.length, 1, "nothing is left of the one before");
});

Deno.test("after a day of silence she asks, once, with a button that opens the chat", async () => {
  await using anna = await care();
  await agreed(anna);
  anna.clock.move(DAY - 1);
  assert.equal(await anna.carePlans.sweep(), 0);
  anna.clock.move(1);
  assert.equal(await anna.carePlans.sweep(), 1);
  assert.equal(await anna.carePlans.sweep(), 0);
  const [message, ...more] = await anna.asked();
  assert.deepEqual(more, []);
  assert.equal(message!.text, "Как ты сегодня? Получилось побыть без терминала?");
  assert.deepEqual(message!.buttons, [[{ text: "Ответить", appPath: "chat" }]]);
  assert.match(await anna.carePlans.describe("anna"), /<asked on="2026-11-24">Как ты сегодня\?/);
});

Deno.test("what the member says in between moves the question by a day", async () => {
  await using anna = await care();
  await agreed(anna);
  anna.clock.move(20 * HOUR);
  await anna.say("всё хорошо");
  anna.clock.move(4 * HOUR);
  assert.equal(await anna.carePlans.sweep(), 0);
  anna.clock.move(20 * HOUR - 1);
  assert.equal(await anna.carePlans.sweep(), 0);
  anna.clock.move(1);
  assert.equal(await anna.carePlans.sweep(), 1);
});

Deno.test("three different questions in a row, then none, also long after", async () => {
  await using anna = await care("en");
  await agreed(anna);
  for (let hour = 0; hour < 20 * 24; hour += 1) {
    anna.clock.move(HOUR);
    await anna.carePlans.sweep();
  }
  const texts = (await anna.asked()).map(({ text }) => text);
  assert.equal(texts.length, 3);
  assert.equal(new Set(texts).size, 3);
  assert.equal(texts[0], "How are you today? Did you manage to stay away from the terminal?");
  assert.deepEqual(await anna.db.list({ prefix: ["due", "care_plan"] }), []);
});

Deno.test("nobody is asked who muted it, cannot be written to, is banned or has ended it", async () => {
  const reasons: ((care: Care) => Promise<unknown>)[] = [
    ({ db }) =>
      db.tx((tx) =>
        Promise.resolve(setSettings(tx, "anna", { ...DEFAULT_SETTINGS, muted: ["care_plan"] }))
      ),
    (care) => care.change({ unreachableSince: 1 }),
    (care) => care.change({ bannedAt: 1 }),
    (care) => care.carePlans.end("anna"),
    ({ db }) => db.tx((tx) => Promise.resolve(tx.delete(keys.member("anna")))),
  ];
  for (const reason of reasons) {
    await using anna = await care();
    await agreed(anna);
    await reason(anna);
    for (let day = 0; day < 3; day += 1) {
      anna.clock.move(DAY);
      assert.equal(await anna.carePlans.sweep(), 0, String(reason));
    }
    assert.deepEqual(await anna.asked(), []);
  }
});

Deno.test("who lets themself be asked again is asked again", async () => {
  await using anna = await care();
  await agreed(anna);
  await anna.change({ unreachableSince: 1 });
  anna.clock.move(DAY);
  await anna.carePlans.sweep();
  await anna.change({ unreachableSince: null });
  anna.clock.move(DAY);
  assert.equal(await anna.carePlans.sweep(), 1);
});

Deno.test("it ends when the member says so, and by itself after two weeks", async () => {
  await using anna = await care();
  assert.equal(await anna.carePlans.end("anna"), undefined);
  await agreed(anna);
  assert.equal((await anna.carePlans.end("anna"))?.id, "after-tilt");
  assert.equal(await anna.carePlans.view("anna"), null);
  await agreed(anna);
  anna.clock.move(14 * DAY - 1);
  assert.notEqual(await anna.carePlans.view("anna"), null);
  anna.clock.move(1);
  assert.equal(await anna.carePlans.view("anna"), null);
  assert.equal(await anna.carePlans.describe("anna"), "");
});

Deno.test("an entry of the index that nothing stands behind is taken out", async () => {
  await using anna = await care();
  await anna.db.tx((tx) => Promise.resolve(tx.set(keys.due("care_plan", 1, "gone"), "gone")));
  assert.equal(await anna.carePlans.sweep(), 0);
  assert.deepEqual(await anna.db.list({ prefix: ["due", "care_plan"] }), []);
});
