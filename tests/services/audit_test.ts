/** Each thing that is kept otherwise than it follows is told, and nothing else is. */
import assert from "node:assert/strict";
import { addGrant } from "../../db/grants.ts";
import { keys } from "../../db/keys.ts";
import { termsOf } from "../../domain/grant.ts";
import type { CheckoutRequest } from "../../services/invoices.ts";
import { createGrants } from "../../services/grants.ts";
import { testIds } from "../kit/app.ts";
import { testGrant } from "../kit/grants.ts";
import { addTestMember } from "../kit/members.ts";
import { addTestPromo } from "../kit/promos.ts";
import { differencesIn, type SellingWorld, sellingWorld } from "../kit/selling.ts";

/** A shop in which everything was bought, given and used that can be. */
async function busyShop() {
  const world = await sellingWorld();
  const { db, invoices, gifts, clock } = world;
  for (const member of ["anna", "boris", "vera"]) await addTestMember(db, member);
  await addTestPromo(db, { code: "SPRING20", maxUses: 3 });
  const buy = async (memberId: string, change: Partial<CheckoutRequest> = {}, pays = "pay") => {
    const request = { offer: "plan:pro", way: "crypto" as const, gift: false, ...change };
    const { price } = await invoices.quote(memberId, request);
    const { id } = await invoices.checkout(memberId, { ...request, price });
    await world.standIn.act((await world.invoice(id)).uuid!, pays as "pay", "lost");
    return await invoices.check(memberId, id);
  };
  const paid = await buy("anna", { promoCode: "SPRING20" });
  const pack = await buy("anna", { offer: "pack:hour" });
  const gift = await buy("anna", { gift: true });
  await gifts.redeem("boris", gift.gift!.code);
  const over = await buy("vera", {}, "over");
  await invite(world, over.id);
  const usage = { schema: 1, used: 3600, reservations: {} };
  await world.kv.set(keys.usage("anna", "call_seconds", `period:invoice:${pack.id}`), usage);
  await invoices.sweepErrands();
  const now = clock.now();
  const open = await invoices.checkout("boris", {
    offer: "pack:hour",
    way: "crypto",
    gift: false,
    price: { amount: "4.99", currency: "USD" },
  });
  return { ...world, ids: { paid, pack, gift, over, open }, now };
}

/** Vera came by Anna's invitation, and has paid. */
async function invite({ db, kv, community, clock }: SellingWorld, invoiceId: string) {
  const plan = community.plans.find(({ id }) => id === "pro")!;
  const at = clock.now();
  const reward = { invoiceId, planId: "pro", days: 7, terms: termsOf(plan), at };
  const referral = { schema: 1, invitedId: "vera", inviterId: "anna", code: "x", at, reward };
  await kv.set(keys.referral("vera"), referral);
  for (const [memberId, side] of [["vera", "invited"], ["anna", "inviter"]] as const) {
    const id = `referral:${invoiceId}:${side}`;
    const given = testGrant({ id, memberId, source: "referral", days: 7, earliest: at, rank: 1 });
    await db.tx((tx) => addGrant(tx, given, at));
  }
}

/** Changes of single fields of what is kept. */
const by = (change: Record<string, unknown>) => (value: unknown) => ({
  ...value as object,
  ...change,
});
const gone = () => undefined;

type World = Awaited<ReturnType<typeof busyShop>>;
type Corruption = [
  what: string,
  key: (world: World) => Deno.KvKey | Promise<Deno.KvKey>,
  change: (value: unknown) => unknown,
  ...told: RegExp[],
];

const CORRUPTIONS: Corruption[] = [
  [
    "an invoice that forgot that it was paid",
    ({ ids }) => keys.invoice(ids.paid.id),
    by({ told: null }),
    /state: expected paid, found open/,
  ],
  [
    "a refund that nobody told of",
    ({ ids }) => keys.invoice(ids.paid.id),
    by({ refund: "paid" }),
    /state: expected paid, found refunded/,
    /days in force: expected none, found 30/,
    /use of its code: expected released, found used/,
  ],
  [
    "a grant of more days than were bought",
    ({ ids }) => keys.grant("anna", `invoice:${ids.paid.id}`),
    by({ days: 300 }),
    /days in force: expected 30, found 300/,
    /next change of access/,
  ],
  [
    "a grant that is taken back although it is paid",
    ({ ids }) => keys.grant("anna", `invoice:${ids.pack.id}`),
    by({ revokedAt: 1 }),
    /days in force: expected \d+, found none/,
  ],
  [
    "a grant of an invoice that there is not",
    ({ ids }) => keys.invoice(ids.pack.id),
    gone,
    /grant invoice:\S+: what it comes from/,
  ],
  [
    "a pack of which more was used than it came with",
    ({ ids }) => keys.usage("anna", "call_seconds", `period:invoice:${ids.pack.id}`),
    by({ used: 3601 }),
    /used of the pack invoice:\S+: expected 3600 or less, found 3601/,
  ],
  [
    "credit that was lost",
    ({ ids }) => keys.credit("vera", `left:${ids.over.id}`),
    gone,
    /credit left: expected [\d.]+, found 0/,
  ],
  [
    "credit out of nothing",
    ({ ids }) => keys.credit("anna", `left:${ids.paid.id}`),
    () => ({ schema: 1, amount: "5", currency: "USD", at: 1 }),
    /credit left: expected 0, found 5/,
  ],
  [
    "a first payment that was not noted",
    () => keys.firstPayment("anna"),
    gone,
    /first payment noted: expected true, found false/,
  ],
  [
    "a tally that forgot a use",
    () => keys.promoTally("SPRING20"),
    by({ used: 0 }),
    /code SPRING20: used: expected 1, found 0/,
  ],
  [
    "a code that is used more often than it may be",
    () => keys.promo("SPRING20"),
    by({ maxUses: 0 }),
    /within its 0 uses: expected true, found false/,
  ],
  [
    "a use that was given back although its invoice is paid",
    ({ ids }) => keys.promoUse("SPRING20", ids.paid.id),
    by({ state: "released" }),
    /use of its code: expected used, found released/,
    /code SPRING20: used: expected 0, found 1/,
  ],
  [
    "a use of nobody's invoice",
    () => keys.promoUse("SPRING20", "nothing"),
    () => ({ schema: 1, code: "SPRING20", useId: "nothing", memberId: "anna", state: "released" }),
    /use nothing of code SPRING20: code of its invoice: expected SPRING20, found none/,
  ],
  [
    "a redemption that gave nothing",
    () => keys.promoUse("DAYS", "redemption:anna"),
    () => ({
      schema: 1,
      code: "DAYS",
      useId: "redemption:anna",
      memberId: "anna",
      state: "used",
    }),
    /use redemption:anna of code DAYS: its grant: expected true, found false/,
  ],
  [
    "a gift of other days than were bought",
    ({ ids }) => keys.gift(ids.gift.gift!.code),
    by({ days: 3 }),
    /gift of invoice \S+: days: expected 30, found 3/,
    /grant gift:\S+: days in force: expected 3, found 30/,
  ],
  [
    "a gift that whoever redeemed it has not",
    ({ ids }) => keys.gift(ids.gift.gift!.code),
    by({ redeemedBy: "vera" }),
    /grant gift:\S+: days in force: expected 30, found none/,
    /grant gift:\S+: what it comes from/,
  ],
  [
    "an invitation of which one side got nothing",
    ({ ids }) => keys.grant("anna", `referral:${ids.over.id}:inviter`),
    gone,
    /grant referral:\S+:inviter: days: expected 7, found none/,
    /grant referral:\S+:inviter: expected the grant/,
  ],
  [
    "an invoice that its member does not find",
    ({ ids }) => keys.invoiceOfMember("anna", ids.paid.id),
    gone,
    /among those of its member: expected true, found false/,
  ],
  [
    "an invoice that nobody looks at again",
    async ({ ids, invoice }) => {
      const { dueAt, id } = await invoice(ids.open.id);
      return keys.due("invoice", dueAt!, id);
    },
    gone,
    /entry among what is due/,
  ],
  [
    "an entry that stands for nothing",
    () => keys.due("errand", 5, "nothing"),
    () => "nothing",
    /errand nothing: entry among what is due: expected none/,
  ],
  [
    "an errand that nobody does",
    () => keys.errand("lost"),
    () => ({ schema: 1, errand: { kind: "flag", id: "lost" }, attempts: 0, dueAt: 7 }),
    /errand lost: entry among what is due: expected lost, found none/,
  ],
  [
    "a telling that was dropped out of what is to be applied",
    ({ ids }) => keys.due("payment_event", 5, `${ids.paid.id}:gone`),
    (value) => value ?? "gone",
    /payment_event \S+: entry among what is due: expected none/,
  ],
];

Deno.test("books that are right are found so, and each thing that is wrong is told", async (test) => {
  await using world = await busyShop();
  const { kv, db, clock } = world;
  assert.deepEqual(await differencesIn(db, clock), []);
  for (const [what, keyOf, change, ...told] of CORRUPTIONS) {
    await test.step(what, async () => {
      const key = await keyOf(world);
      const { value, versionstamp } = await kv.get(key);
      const changed = change(value);
      if (changed === undefined) {
        assert(versionstamp, `there is nothing at ${key.join(" ")}`);
        await kv.delete(key);
      } else {
        await kv.set(key, changed);
      }
      const differences = await differencesIn(db, clock);
      for (const line of told) {
        assert(differences.some((one) => line.test(one)), `${line}\n${differences.join("\n")}`);
      }
      if (versionstamp) await kv.set(key, value);
      else await kv.delete(key);
      assert.deepEqual(await differencesIn(db, clock), []);
    });
  }
});

Deno.test("what an operator took back is no difference, whatever was paid", async () => {
  await using world = await busyShop();
  const { ids, db, clock, community } = world;
  const grants = createGrants({ db, clock, ids: testIds(), community });
  await grants.revoke(`invoice:${ids.pack.id}`);
  await grants.revoke(`gift:${ids.gift.gift!.code}`);
  assert.deepEqual(await differencesIn(db, clock), []);
});
