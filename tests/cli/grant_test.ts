/** `deno task sfera grant …` and `audit` as an operator runs them, beside a service at work. */
import assert from "node:assert/strict";
import { addGrant } from "../../db/grants.ts";
import { headOf, keys } from "../../db/keys.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { createDatabase, type Database } from "../../db/tx.ts";
import { GRANT_DAY } from "../../domain/grant.ts";
import { newCall } from "../../domain/call_life.ts";
import { CALL_TIMES } from "../../domain/call.ts";
import { flagsOf } from "../ci/task.ts";
import { testIds } from "../kit/app.ts";
import { testGrant } from "../kit/grants.ts";
import { addTestMember } from "../kit/members.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

interface Place {
  /** The store, open as the service has it. */
  kv: Deno.Kv;
  db: Database;
  sfera(...words: string[]): Promise<{ code: number; output: string[]; errors: string[] }>;
}

function test(title: string, run: (place: Place) => Promise<void>) {
  Deno.test(title, async () => {
    const store = await Deno.makeTempDir({ prefix: "sfera-" });
    const kv = await openDatabaseKv(`${store}/sfera.sqlite3`);
    const flags = await flagsOf("sfera", store);
    const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
    const lines = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd().split("\n");
    try {
      await addTestMember(db, "01ANNA", { telegramId: "1001", createdAt: Date.now() - GRANT_DAY });
      await run({
        kv,
        db,
        async sfera(...words) {
          const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
            args: ["run", "--cached-only", ...flags, "cli/main.ts", ...words],
            cwd: ROOT,
            env: { KV_URL: `${store}/sfera.sqlite3`, NO_COLOR: "1" },
          }).output();
          return { code, output: lines(stdout), errors: lines(stderr) };
        },
      });
    } finally {
      kv.close();
      await Deno.remove(store, { recursive: true });
    }
  });
}

test("days are given, shown with their reasons, and taken back", async ({ sfera }) => {
  const given = await sfera("grant", "add", "1001", "pro", "--days", "3", "--reason", "a lost day");
  assert.deepEqual([given.code, given.errors], [0, [""]]);
  assert.match(
    given.output[0]!,
    /^Given: Pro for 3 days as operator:\S+ \(a lost day\)\.$/,
  );
  const moment = String.raw`\d+ \w+ \d{4}, \d\d:\d\d +`;
  const lines = given.output.slice(2);
  assert.equal(lines[0], "Access (Europe/Moscow)");
  assert.match(lines[1]!, new RegExp(`^  ${moment}- ${moment}Free  everybody has it$`));
  assert.match(
    lines[2]!,
    new RegExp(String.raw`^  ${moment}- ${moment}Pro   operator:\S+ \(a lost day\)$`),
  );
  assert.match(lines[3]!, new RegExp(`^  ${moment}- ${moment}Pro   grace after operator:`));
  assert.match(lines[4]!, new RegExp(`^  ${moment}- for ever +Free  everybody has it$`));

  const shown = await sfera("member", "show", "1001");
  assert.match(shown.output.join("\n"), /^Plan {9}Pro until \d.*\(Europe\/Moscow\)$/m);
  const json = JSON.parse((await sfera("member", "show", "1001", "--json")).output[0]!);
  assert.deepEqual([json.plan, json.reason], ["pro", "granted"]);
  assert.deepEqual(
    json.access.map(({ plan, source, reason }: Record<string, string | null>) => [
      plan,
      source,
      reason,
    ]),
    [
      ["free", null, "free"],
      ["pro", "operator", "granted"],
      ["pro", "operator", "grace"],
      ["free", null, "free"],
    ],
  );

  const [listed] = (await sfera("grant", "list", "1001", "--json")).output;
  const { id, member, days, revokedAt, note } = JSON.parse(listed!);
  assert.deepEqual([member, days, revokedAt, note], ["01ANNA", 3, null, "a lost day"]);
  const back = await sfera("grant", "revoke", id);
  assert.match(back.output[0]!, /^Taken back: Pro for 3 days as .*, taken back\.$/);
  const again = await sfera("grant", "revoke", id);
  assert.deepEqual(again.output, ["It was taken back before; nothing has changed."]);
  assert.match(
    (await sfera("member", "show", "1001")).output.join("\n"),
    /^Plan {9}Free for ever$/m,
  );
});

test("what is not there, and words that do not fit", async ({ sfera }) => {
  const refused: [string[], string][] = [
    [["add", "1002", "pro", "--days", "3"], "There is no member 1002."],
    [["add", "1001", "max", "--days", "3"], "There is no plan max."],
    [["add", "1001", "free", "--forever"], "There is no plan free."],
    [["revoke", "invoice:9"], "There is no grant invoice:9."],
  ];
  for (const [words, error] of refused) {
    const { code, errors } = await sfera("grant", ...words);
    assert.deepEqual([code, errors], [1, [error]]);
  }
  const wrong = [
    [],
    ["add", "1001"],
    ["add", "1001", "pro"],
    ["add", "1001", "pro", "--days", "0"],
    ["add", "1001", "pro", "--days", "1,5"],
    ["add", "1001", "pro", "--days", "3661"],
    ["add", "1001", "pro", "--days", "3", "--forever"],
    ["revoke"],
    ["list", "1", "2"],
  ];
  await Promise.all(wrong.map(async (words) => {
    const { code, errors } = await sfera("grant", ...words);
    assert.deepEqual([code, errors[0]], [2, "Usage: deno task sfera COMMAND"], words.join(" "));
  }));
  assert.deepEqual((await sfera("grant", "list", "1001")).output, [
    "No grants: the plan that everybody has.",
  ]);
});

test("an audit of books that are right finds nothing", async ({ sfera, db }) => {
  const now = Date.now();
  const grant = testGrant({ id: "operator:1", memberId: "01ANNA", earliest: now });
  await db.tx((tx) => addGrant(tx, grant, now));
  const { code, output } = await sfera("audit");
  const looked = "1 member, 1 grant, 0 invoices, 0 codes: no difference.";
  assert.deepEqual([code, output], [0, [looked]]);
});

test("an audit tells of each difference, and exits with 1", async ({ sfera, db, kv }) => {
  const now = Date.now();
  for (const [id, days] of [["operator:1", 30], ["operator:2", 10]] as const) {
    const grant = testGrant({ id, days, memberId: "01ANNA", earliest: now - GRANT_DAY / days });
    await db.tx((tx) => addGrant(tx, grant, now));
  }
  const given = { memberId: "01ANNA", room: "r", language: "ru", incognito: false } as const;
  const call = newCall(
    { ...given, id: "c1", day: "2026-11-20", allowedMilliseconds: null },
    now,
    CALL_TIMES,
  );
  await kv.set(keys.callOfMember("01ANNA", "c1"), true);
  await kv.set(keys.call("c1"), { ...call, charged: true, talkedMilliseconds: 61_500 });
  await kv.delete(keys.grantOwner("operator:1"));
  await kv.delete(keys.grant("01ANNA", "operator:2"));
  await kv.set(keys.due("access", 5, "01ANNA"), "01ANNA");
  const { code, output } = await sfera("audit", "--json");
  assert.equal(code, 1);
  const found = output.map((line) => JSON.parse(line));
  assert.deepEqual(found.at(-1), {
    members: 1,
    grants: 1,
    invoices: 0,
    promos: 0,
    differences: 6,
  });
  assert.deepEqual(found.slice(0, -1).map(({ what }) => what), [
    "next change of access",
    "calls used in 2026-11-20",
    "call_seconds used in 2026-11-20",
    "grant operator:1: owner",
    "grant operator:2",
    "mark of what is due",
  ]);
  const { output: lines } = await sfera("audit");
  assert.equal(
    lines[2],
    "01ANNA: call_seconds used in 2026-11-20: expected 61 or more, found 0",
  );
  assert.equal(lines.at(-1), "1 member, 1 grant, 0 invoices, 0 codes: 6 differences.");
});
