/** `deno task sfera promo …` as an operator runs it, beside a service at work. */
import assert from "node:assert/strict";
import { headOf, keys } from "../../db/keys.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { getPromo } from "../../db/promos.ts";
import { createDatabase, type Database } from "../../db/tx.ts";
import type { Money } from "../../domain/money.ts";
import { createGuessing } from "../../services/guesses.ts";
import { createPromoUses } from "../../services/promos.ts";
import { movableClock, testIds } from "../kit/app.ts";
import { testPurchase } from "../kit/promos.ts";
import { type Run, runSfera } from "./kit.ts";

interface Place {
  kv: Deno.Kv;
  db: Database;
  /** Where the command may write. */
  folder: string;
  sfera(...words: string[]): Promise<Run>;
}

function test(title: string, run: (place: Place) => Promise<void>) {
  Deno.test(title, async () => {
    const folder = await Deno.makeTempDir({ prefix: "sfera-" });
    const kv = await openDatabaseKv(`${folder}/sfera.sqlite3`);
    const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
    try {
      await run({
        kv,
        db,
        folder,
        sfera: (...words) => runSfera(folder, ["promo", ...words]),
      });
    } finally {
      kv.close();
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const USD = (amount: string) => ({ amount, currency: "USD" }) as Money;

test("a code is made, listed with its uses and revenue, shown and taken back", async ({ db, sfera }) => {
  const words = ["--percent", "20", "--max", "100", "--once", "--until", "2027-01-31"];
  const made = await sfera("create", "spring-20", ...words, "--campaign", "Весна");
  assert.deepEqual([made.code, made.errors, made.output[0]], [
    0,
    [],
    "Made: SPRING20, 20% off.",
  ]);
  const again = await sfera("create", "SPRING20", ...words, "--campaign", "Весна");
  assert.equal(again.output[0], "SPRING20 is there already, just so; nothing has changed.");
  const promo = (await getPromo(db, "SPRING20"))!;
  assert.equal(new Date(promo.validUntil!).toISOString(), "2027-01-31T21:00:00.000Z");

  const clock = movableClock();
  const guessing = createGuessing({ db, liveness: clock });
  const uses = createPromoUses({ db, clock, guessing });
  for (const [useId, memberId] of [["i1", "anna"], ["i2", "boris"]] as const) {
    const purchase = testPurchase(memberId, { price: USD("24.99") });
    await db.tx((tx) => uses.reserve(tx, "SPRING20", { useId, purchase }, clock.now()));
  }
  const paid = { useId: "i1", memberId: "anna", revenue: USD("19.99"), anew: false };
  await db.tx((tx) => uses.count(tx, "SPRING20", paid, clock.now()));
  const figures = "1 used of 100, 1 reserved, revenue $19.99";
  assert.deepEqual((await sfera("list")).output, [`SPRING20           20% off  ${figures}  Весна`]);
  assert.deepEqual((await sfera("report")).output, [`Весна                 1 code  ${figures}`]);
  const [json] = (await sfera("report", "--campaign", "Весна", "--json")).output;
  assert.deepEqual(JSON.parse(json!), {
    campaign: "Весна",
    codes: 1,
    issued: 100,
    reserved: 1,
    used: 1,
    revenue: { USD: "19.99" },
  });
  const shown = (await sfera("show", "SPRING20")).output.join("\n");
  assert.match(shown, /^Until {8}1 Feb 2027, 00:00 \(Europe\/Moscow\)$/m);
  assert.match(shown, /^ {2}.*used {6}anna {2}i1 {2}\$19\.99$/m);

  assert.match((await sfera("disable", "spring20")).output[0]!, /^SPRING20 is disabled/);
  assert.match((await sfera("disable", "spring20")).output[0]!, /nothing has changed/);
  assert.match((await sfera("list")).output[0]!, /disabled$/);
});

test("codes in bulk are in the file and in the store, and nobody can guess them", async (place) => {
  const { sfera, folder, db } = place;
  // A new installation has no such folder yet.
  const csv = `${folder}/spring/codes.csv`;
  const words = ["--plan", "pro", "--days", "30", "--campaign", "Gifts", "--csv", csv];
  const made = await sfera("bulk", "450", ...words);
  assert.deepEqual([made.code, made.output[0]], [0, `450 codes in ${csv}: 30 days of pro.`]);
  const [header, ...lines] = (await Deno.readTextFile(csv)).trimEnd().split("\n");
  assert.equal(header, "code,brings,offers,campaign,from,until,uses,rules");
  const codes = lines.map((line) => line.split(",")[0]!);
  assert.equal(new Set(codes).size, 450);
  for (const code of codes) assert.match(code, /^[2-9A-HJKMNP-Z]{17}$/);
  const kept = await db.getMany(codes.map((code) => keys.promo(code)));
  assert(kept.every((promo) => promo !== undefined));
  const [report] = (await sfera("report", "--json")).output;
  assert.deepEqual([JSON.parse(report!).codes, JSON.parse(report!).issued], [450, 450]);
});

test("after a crash the same command goes on where it ended, and no code is lost", async (place) => {
  const { sfera, folder, db, kv } = place;
  const csv = `${folder}/codes.csv`;
  const words = ["--amount", "5", "--currency", "usd", "--csv", csv];
  await sfera("bulk", "30", ...words);
  // The last batch got into the file and not into the store, and a line was torn.
  const before = (await Deno.readTextFile(csv)).trimEnd().split("\n").slice(1)
    .map((line) => line.split(",")[0]!);
  for (const code of before.slice(20)) await kv.delete(keys.promo(code));
  await Deno.writeTextFile(csv, "TORN", { append: true });
  const made = await sfera("bulk", "40", ...words);
  assert.equal(made.output[0], `40 codes in ${csv}: $5 off, 30 were there before.`);
  const after = (await Deno.readTextFile(csv)).trimEnd().split("\n").slice(1)
    .map((line) => line.split(",")[0]!);
  assert.deepEqual(after.slice(0, 30), before);
  const kept = await db.getMany(after.map((code) => keys.promo(code)));
  assert.equal(kept.filter((promo) => promo !== undefined).length, 40);
  const all = await Array.fromAsync(kv.list({ prefix: keys.promos() }));
  assert.equal(all.length, 40, "none is in the store that is not in the file");

  const others = await sfera("bulk", "40", "--percent", "5", "--csv", csv);
  assert.equal(others.code, 1);
  assert.match(others.errors[0]!, /line 2: expected a code with what is asked for now/);
  await Deno.writeTextFile(`${folder}/notes.csv`, "my notes\n");
  const notes = await sfera("bulk", "4", "--percent", "5", "--csv", `${folder}/notes.csv`);
  assert.match(notes.errors[0]!, /expected a new file, or one that this command has made/);
  const elsewhere = await sfera("bulk", "4", "--percent", "5", "--csv", `${folder}-elsewhere.csv`);
  assert.match(elsewhere.errors[0]!, /expected a file below \.\/data/);
});

test("what cannot be is refused with what was expected and what came", async ({ sfera }) => {
  const refused: [string[], RegExp][] = [
    [["SPRING", "--percent", "0"], /^percent: expected 0\.01 to 100.* came "0"$/],
    [["SPRING", "--percent", "1,5"], /^percent: expected .* came "1,5"$/],
    [["SPRING", "--percent", "101"], /came "101"$/],
    [["SPRING", "--amount", "-1", "--currency", "USD"], /more than zero, came "-1"$/],
    [["SPRING", "--amount", "1e9", "--currency", "USD"], /written out in digits, came "1e9"$/],
    [["SPRING", "--amount", "1,5", "--currency", "USD"], /with a point, not a comma, came "1,5"$/],
    [["SPRING", "--amount", "5"], /^currency: expected three letters/],
    [["SPRING"], /^expected one of: percent/],
    [["SPRING", "--percent", "5", "--days", "7"], /^expected one of: percent/],
    [["SPRING", "--days", "0"], /^days: expected a whole number from 1 to 3660, came "0"$/],
    [["SPRING", "--plan", "max", "--days", "7"], /^plan: expected one of pro, came "max"$/],
    [["SPRING", "--percent", "5", "--offers", "plan:max"], /^offers: .* came "plan:max"$/],
    [["SPRING", "--percent", "5", "--until", "31.12.2026"], /^until: expected a day such as/],
    [["SPRING", "--percent", "5", "--max", "0"], /^max: expected a whole number/],
    [["ЖЁЛУДЬ", "--percent", "5"], /^code: expected 3 to 32 Latin letters and digits/],
  ];
  await Promise.all(refused.map(async ([words, error]) => {
    const { code, errors } = await sfera("create", ...words);
    assert.equal(code, 1, words.join(" "));
    assert.match(errors[0]!, error);
  }));
  assert.deepEqual((await sfera("show", "NONE")).errors, ["There is no code NONE."]);
  for (const words of [[], ["create"], ["bulk", "5", "--percent", "5"], ["list", "x"], ["show"]]) {
    const { code, errors } = await sfera(...words);
    assert.deepEqual([code, errors[0]], [2, "Usage: deno task sfera COMMAND"], words.join(" "));
  }
});
