import assert from "node:assert/strict";
import { addGrant, getAccessMark, revokeGrant } from "../../db/grants.ts";
import { keys } from "../../db/keys.ts";
import type { Grant } from "../../domain/grant.ts";
import type { Member } from "../../domain/member.ts";
import { createReminders } from "../../services/reminders.ts";
import { type GrantChange, testGrant } from "../kit/grants.ts";
import { type Post, startPost } from "../kit/post.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const NAME = { ru: "Pro", en: "Pro" };

interface Reminding extends Post {
  /** Gives Anna days of Pro from now on. */
  give(days: number, change?: GrantChange): Promise<Grant>;
  /** Time goes by, and the sweep comes; answers what Anna received. */
  pass(milliseconds: number): Promise<string[]>;
  sweep(): Promise<number>;
}

async function reminding(member: Partial<Member> = {}): Promise<Reminding> {
  const post = await startPost(member);
  const { db, clock } = post;
  const reminders = createReminders(post);
  let count = 0;
  return Object.assign(post, {
    sweep: () => reminders.sweep(),
    async give(days: number, change: GrantChange = {}) {
      const id = change.id ?? `invoice:${count += 1}`;
      const plain = testGrant({ memberId: "anna", id, days, earliest: clock.now(), ...change });
      const grant = { ...plain, terms: { ...plain.terms, name: NAME } };
      await db.tx((tx) => addGrant(tx, grant, clock.now()));
      return grant;
    },
    async pass(milliseconds: number) {
      clock.move(milliseconds);
      await reminders.sweep();
      return await post.received();
    },
  });
}

Deno.test("an end is told four times, with its date and a way to the plans", async () => {
  await using anna = await reminding();
  await anna.give(30);
  assert.deepEqual(await anna.pass(26 * DAY), []);
  assert.deepEqual(await anna.pass(DAY), [
    "Дни плана Pro заканчиваются 23 декабря в 15:00: осталось 3 дня.\n" +
    "Продлить можно заранее: новые дни встанут следом, ничего не пропадёт.",
  ]);
  assert.deepEqual(anna.lastButtons(), [[{ text: "Посмотреть планы", appPath: "plans" }]]);
  assert.deepEqual(await anna.pass(HOUR), [], "each comes once");
  assert.match(
    (await anna.pass(2 * DAY - HOUR)).join(),
    /^Дни .* 23 декабря в 15:00: остался 1 день/,
  );
  assert.match((await anna.pass(DAY)).join(), /закончились\. Теперь у тебя план Free/);
  assert.match((await anna.pass(DAY)).join(), /^План Pro закончился 23 декабря в 15:00\./);
  assert.deepEqual(await anna.pass(30 * DAY), []);
  assert.equal((await getAccessMark(anna.db, "anna"))!.remindAt, null);
});

Deno.test("it is told in the member's language, and a trial and grace are told as such", async () => {
  await using anna = await reminding({ language: "en" });
  await anna.give(5, { source: "trial", graceDays: 3 });
  assert.match(
    (await anna.pass(4 * DAY)).join(),
    /^Your trial of Pro ends on November 28 at 3:00\sPM: 1 day left\./,
  );
  assert.match(
    (await anna.pass(DAY)).join(),
    /^Your trial of Pro is over\. Until December 1 at 3:00\sPM .* and then the Free plan stays\.$/,
  );
  await anna.change({ language: "ru" });
  assert.match((await anna.pass(DAY)).join(), /но до 1 декабря в 15:00 всё ещё работает/);
});

Deno.test("after a time without a sweep only the latest is told, or nothing that is long past", async () => {
  await using anna = await reminding();
  await anna.give(30);
  const told = await anna.pass(30 * DAY + HOUR);
  assert.equal(told.length, 1);
  assert.match(told[0]!, /закончились/);
  await using boris = await reminding();
  await boris.give(30);
  assert.deepEqual(await boris.pass(60 * DAY), []);
});

Deno.test("whoever renews is not reminded, even where the reminder was on its way", async () => {
  await using anna = await reminding();
  await anna.give(30);
  await anna.choose({ quietHours: { from: "14:00", until: "16:00" } });
  assert.deepEqual(await anna.pass(29 * DAY), [], "it is quiet, so it waits");
  await anna.give(30);
  assert.deepEqual(await anna.pass(2 * HOUR), []);
  assert.deepEqual(await anna.pass(DAY), [], "nor at the end that was");
  assert.match((await anna.pass(29 * DAY)).join(), /остался 1 день/);
});

Deno.test("a refund stops reminders, and moves up those of what queued behind", async () => {
  await using anna = await reminding();
  const first = await anna.give(30);
  await anna.give(10);
  await anna.pass(5 * DAY);
  await anna.db.tx((tx) => revokeGrant(tx, first.id, anna.clock.now()));
  assert.match((await anna.pass(7 * DAY)).join(), /осталось 3 дня/);
  const second = "invoice:2";
  await anna.db.tx((tx) => revokeGrant(tx, second, anna.clock.now()));
  assert.deepEqual(await anna.pass(10 * DAY), []);
});

Deno.test("a reminder that waited for the morning is said as it is then", async () => {
  await using anna = await reminding();
  // The end is at two in the night, so all reminders come in quiet hours.
  anna.clock.move(11 * HOUR);
  await anna.give(30);
  assert.deepEqual(await anna.pass(27 * DAY), []);
  assert.match((await anna.pass(7 * HOUR)).join(), /24 декабря в 2:00: осталось 3 дня/);
  assert.deepEqual(await anna.pass(2 * DAY - 7 * HOUR), []);
  assert.match((await anna.pass(7 * HOUR)).join(), /остался 1 день/);
  assert.deepEqual(await anna.pass(17 * HOUR), []);
  const told = await anna.pass(7 * HOUR);
  assert.deepEqual([told.length, /закончились/.test(told[0]!)], [1, true]);
});

Deno.test("what renews itself in Stars is reminded of only once it was cancelled, or failed to", async () => {
  await using anna = await reminding();
  const { expires } = { expires: anna.clock.now() + 30 * DAY };
  const subscription = (cancelled: boolean) =>
    anna.kv.set(keys.starsSubscription("anna"), { cancelled, expiresAt: expires });
  await anna.give(30);
  await subscription(false);
  assert.deepEqual(await anna.pass(27 * DAY), []);
  await subscription(true);
  assert.match((await anna.pass(2 * DAY)).join(), /остался 1 день/);
  await subscription(false);
  assert.deepEqual(await anna.pass(DAY), [], "Telegram may be a little late");
  assert.match((await anna.pass(DAY)).join(), /закончился/);
});

Deno.test("muted reminders are not sent, nor to whom is banned", async () => {
  await using anna = await reminding();
  await anna.give(30);
  await anna.choose({ muted: ["reminders"] });
  assert.deepEqual(await anna.pass(27 * DAY), []);
  await anna.choose({ muted: [] });
  await anna.change({ bannedAt: 1 });
  assert.deepEqual(await anna.pass(2 * DAY), []);
  await anna.change({ bannedAt: null });
  assert.match((await anna.pass(DAY)).join(), /закончились/);
});

Deno.test("two sweeps at one moment remind once, and what is gone is left alone", async () => {
  await using anna = await reminding();
  await anna.give(30);
  anna.clock.move(27 * DAY);
  const reminded = await Promise.all([anna.sweep(), anna.sweep(), anna.sweep()]);
  assert.equal(reminded.reduce((sum, one) => sum + one), 1);
  assert.equal((await anna.received()).length, 1);
  await anna.kv.delete(keys.accessMark("anna"));
  assert.deepEqual(await anna.pass(30 * DAY), []);
  assert.deepEqual(await Array.fromAsync(anna.kv.list({ prefix: ["due", "reminder"] })), []);
});
