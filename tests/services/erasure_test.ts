import assert from "node:assert/strict";
import { headOf, keys } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import type { Erasure } from "../../domain/erasure.ts";
import { AppError } from "../../domain/errors.ts";
import { createErasures } from "../../services/erasure.ts";
import { createFacts } from "../../services/facts.ts";
import { createMembers } from "../../services/members.ts";
import { createToolRegistry } from "../../services/tools/registry.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testApp, testConfig, testIds, testTexts, TOKEN } from "../kit/app.ts";
import { crashingKv } from "../kit/crash_kv.ts";
import { needsDenokv, startDenokv } from "../kit/denokv.ts";
import { copyOf, type FilledMember, fillMember } from "../kit/member_data.ts";
import { temporaryFolder } from "../kit/temporary_kv.ts";
import { entriesWith, wholeStore } from "../kit/whole_store.ts";
import { toolsOn } from "../kit/tools.ts";

const ANNA = 7000000123;
const { community } = await testConfig();
const texts = await testTexts();

/** A store with one member of whom it holds something of every kind. */
async function filledStore(): Promise<{ kv: Deno.Kv; anna: FilledMember }> {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  return { kv: await copyOf(app.kv), anna };
}

/** One process that erases. */
function processOn(kv: Deno.Kv) {
  const ids = testIds();
  const db = createDatabase(kv, { ids, random: () => 0, headOf });
  const clock = movableClock();
  const time = { clock, liveness: clock };
  const answers = { abandon: () => {} };
  const wakes = new Wakes();
  const shared = { db, ...time, ids, community };
  const erasures = createErasures({ ...shared, answers, texts, wakes, botToken: TOKEN });
  return { db, erasures, members: createMembers({ ...shared, erasures }) };
}

async function assertNothingLeft(kv: Deno.Kv, { memberId, telegramId, word }: FilledMember) {
  const store = await wholeStore(kv);
  for (const trace of [memberId, telegramId, word]) {
    assert.deepEqual(entriesWith(store, trace).map(({ key }) => key), [], `"${trace}" is left`);
  }
}

async function receiptsIn(kv: Deno.Kv) {
  const receipts = await Array.fromAsync(kv.list({ prefix: ["erasure_receipt"] }));
  // deno-lint-ignore no-explicit-any
  return receipts.map(({ value }) => value as any);
}

Deno.test("an erasure may die between any two steps, and the sweep ends it, counting the same", async () => {
  const { kv, anna } = await filledStore();
  const counting = await copyOf(kv);
  const counted = crashingKv(counting, {});
  const { removed } = await processOn(counted).erasures.erase(anna.memberId);
  assert(counted.steps > 60, `${counted.steps} steps`);
  counting.close();
  let begun = 0;
  // Between two commits there are many reads, and dying at one of them is dying at all of them.
  for (let crashAt = 1; crashAt <= counted.steps; crashAt += 3) {
    const store = await copyOf(kv);
    const crashing = crashingKv(store, { crashAt });
    await processOn(crashing).erasures.erase(anna.memberId).catch(() => {});
    const member = await store.get(keys.member(anna.memberId));
    const left = await store.get<Erasure>(keys.erasure(anna.memberId));
    const next = processOn(store);
    assert.equal(await next.erasures.sweep(), left.value ? 1 : 0);
    assert.equal(await next.erasures.sweep(), 0, "there is nothing left to do");
    if (member.value) {
      assert.deepEqual(await receiptsIn(store), []);
    } else {
      begun += 1;
      await assertNothingLeft(store, anna);
      const [receipt, ...more] = await receiptsIn(store);
      assert.deepEqual(more, []);
      assert.deepEqual([receipt.removed, receipt.left], [removed, 0], `died at ${crashAt}`);
    }
    store.close();
  }
  assert(begun > 30, `${begun} erasures had begun`);
  kv.close();
});

Deno.test("a commit of an erasure may fail or lose its reply", async () => {
  const { kv, anna } = await filledStore();
  for (const fault of ["before", "after", "conflict"] as const) {
    for (let number = 1;; number += 1) {
      const store = await copyOf(kv);
      const failing = crashingKv(store, { commit: (one) => one === number ? fault : undefined });
      await processOn(failing).erasures.erase(anna.memberId).catch(() => {});
      await processOn(store).erasures.sweep();
      if (!(await store.get(keys.member(anna.memberId))).value) {
        await assertNothingLeft(store, anna);
        assert.equal((await receiptsIn(store)).length, 1);
      }
      store.close();
      if (failing.commits < number) break;
    }
  }
  kv.close();
});

Deno.test("whoever comes while they are being erased waits for the end, and is new", async () => {
  const { kv, anna } = await filledStore();
  let waited = 0;
  for (const crashAt of [5, 10, 20, 40]) {
    const store = await copyOf(kv);
    await processOn(crashingKv(store, { crashAt })).erasures.erase(anna.memberId).catch(() => {});
    if ((await store.get(keys.erasure(anna.memberId))).value) waited += 1;
    const entered = await processOn(store).members.enter({ id: ANNA, languageCode: "ru" });
    const begun = !(await store.get(keys.member(anna.memberId))).value;
    assert.equal(entered.id !== anna.memberId, begun);
    const left = entriesWith(await wholeStore(store), anna.memberId).length;
    assert.equal(left === 0, begun);
    store.close();
  }
  assert(waited >= 2, `${waited} waited`);
  kv.close();
});

Deno.test("whatever is counted of a day comes back with the same person, and only to them", async () => {
  const { kv, anna } = await filledStore();
  const used = { schema: 1, used: 7, reservations: { held: movableClock().now() + 1 } };
  await kv.set(keys.usage(anna.memberId, "gradings", "2026-11-23"), used);
  await kv.set(keys.usage(anna.memberId, "gradings", "2026-11-22"), used);
  const { erasures, members } = processOn(kv);
  await erasures.erase(anna.memberId);
  const usageOf = async (id: string) =>
    (await Array.fromAsync(kv.list<{ used: number }>({ prefix: keys.usages(id) })))
      .map(({ key, value }) => [key[2], key[3], value.used]);
  const boris = await members.enter({ id: ANNA + 1 });
  assert.deepEqual(await usageOf(boris.id), []);
  const again = await members.enter({ id: ANNA });
  assert.deepEqual(await usageOf(again.id), [
    ["gradings", "2026-11-23", 8],
    ["messages", "2026-11-23", 1],
  ]);
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: ["erased"] })), []);
  kv.close();
});

Deno.test("two processes erase at the same time and count nothing twice", async () => {
  const { kv, anna } = await filledStore();
  const alone = await copyOf(kv);
  const { removed } = await processOn(alone).erasures.erase(anna.memberId);
  alone.close();
  const both = [processOn(kv), processOn(kv)];
  const receipts = await Promise.all(both.map(({ erasures }) => erasures.erase(anna.memberId)));
  assert.deepEqual(receipts[0], receipts[1]);
  assert.deepEqual(receipts[0]!.removed, removed);
  await assertNothingLeft(kv, anna);
  await assert.rejects(
    both[0]!.erasures.erase(anna.memberId),
    (error) => error instanceof AppError && error.code === "session_invalid",
  );
  kv.close();
});

Deno.test({
  ...needsDenokv("a self-hosted store is erased from and searched like one in memory"),
  fn: async () => {
    await using folder = await temporaryFolder();
    await using server = await startDenokv(folder.path);
    const { kv, anna } = await filledStore();
    const remote = await Deno.openKv(server.url);
    for await (const { key, value } of kv.list({ prefix: [] })) await remote.set(key, value);
    for (let sequence = 3; sequence <= 450; sequence += 1) {
      await remote.set(keys.turn(anna.memberId, sequence), {
        schema: 1,
        sequence,
        text: "черника",
      });
    }
    const { removed, left } = await processOn(remote).erasures.erase(anna.memberId);
    assert.equal(removed.find(({ what }) => what === "Сообщения и ответы")!.count, 450);
    assert.equal(left, 0);
    await assertNothingLeft(remote, anna);
    kv.close();
    remote.close();
  },
});

/** How each tool that stores is called; one that is missing here fails the test. */
const CALLS: Record<string, unknown> = {
  save_user_name: { name: "черника" },
  update_profile: { section: "bio", content: "Любит чернику" },
};

Deno.test("a tool that stores writes nothing for a member who is gone", async () => {
  const { kv, anna } = await filledStore();
  const { db, erasures } = processOn(kv);
  await erasures.erase(anna.memberId);
  const before = await wholeStore(kv);
  const clock = movableClock();
  const facts = createFacts({ db, clock, ids: testIds() });
  const tools = toolsOn(db, clock);
  const registry = createToolRegistry(tools);
  for (const { name } of tools.filter(({ stores }) => stores)) {
    assert(Object.hasOwn(CALLS, name), `say how "${name}" is called`);
    const { result } = await registry.call(name, CALLS[name], {
      db,
      clock,
      memberId: anna.memberId,
      language: "ru",
      texts,
      turnSequence: 1,
      cite: () => 1,
      signal: new AbortController().signal,
    });
    assert(Object.hasOwn(result, "error"), `${name} says that it did nothing`);
  }
  const source = { sequence: 1, sentence: "черника", at: 0 };
  const said = { section: "bio", text: "черника", source } as const;
  await assert.rejects(
    facts.add(anna.memberId, said),
    (error) => error instanceof AppError && error.code === "session_invalid",
  );
  assert.deepEqual(await wholeStore(kv), before);
  kv.close();
});

Deno.test("what no holding names is found, removed where it is the member's, and told where it is not", async () => {
  const { kv, anna } = await filledStore();
  await kv.set(["novelty", anna.memberId, 1], "черника");
  await kv.set(["novelty_of_chat", anna.telegramId], "черника");
  await kv.set(["shared", "list"], { members: ["someone", anna.memberId] });
  const receipt = await processOn(kv).erasures.erase(anna.memberId);
  assert.deepEqual(receipt.removed.find(({ what }) => what === "Остальное"), {
    what: "Остальное",
    count: 2,
  });
  assert.equal(receipt.left, 1);
  const left = entriesWith(await wholeStore(kv), anna.memberId);
  assert.deepEqual(left.map(({ key }) => key), [["shared", "list"]]);
  kv.close();
});

Deno.test("what was paid stays, and nothing links it to whom it was of", async () => {
  const { kv, anna } = await filledStore();
  const listed = async (noun: string) =>
    // deno-lint-ignore no-explicit-any
    (await Array.fromAsync(kv.list<any>({ prefix: [noun] }))).map(({ value }) => value);
  const [before] = await listed("invoice");
  await processOn(kv).erasures.erase(anna.memberId);
  await assertNothingLeft(kv, anna);
  const [invoice] = await listed("invoice");
  assert.deepEqual(invoice, { ...before, memberId: "" });
  const uses = await listed("promo_use");
  assert.deepEqual(
    uses.map(({ memberId, state, useId }) => [memberId, state, useId.startsWith("redemption:")]),
    [["", "used", true], ["", "used", false]],
    "a code is used no less often",
  );
  for (const { code, memberId, redeemedBy } of await listed("gift")) {
    const expected = code.endsWith("taken") ? ["another", ""] : ["", "another"];
    assert.deepEqual([memberId, redeemedBy], expected, "a redeemed gift stays redeemed");
  }
  assert.deepEqual((await listed("referral")).map(({ inviterId }) => inviterId), [""]);
  const errands = await listed("errand");
  assert.deepEqual(
    errands.map(({ errand: { kind, memberId } }) => [kind, memberId]),
    [["flag", ""]],
    "an operator still has to look at the money",
  );
  assert.deepEqual((await listed("payment_flag")).map(({ memberId }) => memberId), [""]);
  const [receipt] = await receiptsIn(kv);
  assert(receipt.kept.some((sentence: string) => sentence.startsWith("Записи об оплатах")));
  kv.close();
});

Deno.test("nobody is erased while they would go on paying", async () => {
  const { kv, anna } = await filledStore();
  const { db } = processOn(kv);
  const clock = movableClock();
  const erasures = createErasures({
    db,
    clock,
    liveness: clock,
    ids: testIds(),
    community,
    answers: { abandon: () => {} },
    endSubscription: () => Promise.reject(new AppError("payments_unavailable")),
    texts,
    wakes: new Wakes(),
    botToken: TOKEN,
  });
  await assert.rejects(erasures.erase(anna.memberId), { code: "payments_unavailable" });
  assert((await kv.get(keys.member(anna.memberId))).value);
  kv.close();
});
