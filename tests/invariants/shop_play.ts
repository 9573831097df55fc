/** Plays a schedule in a shop, and lets it end. */
import type { BookInvoice } from "../../dev/cryptomus/book.ts";
import type { Action } from "../../dev/cryptomus/server.ts";
import { AppError } from "../../domain/errors.ts";
import type { QuoteView } from "../../services/invoices.ts";
import { type Shop, sweepShop } from "../kit/shop.ts";
import type { Operation, Schedule } from "./shop_schedule.ts";
import { MEMBERS, PROMOS, ShopWorld } from "./shop_world.ts";
import { CALM } from "./simulation.ts";

const DAY = 24 * 3_600_000;
/** Money is looked for a week after an invoice is over, so no schedule takes as long. */
const LONGEST_SCHEDULE = 6 * DAY;
/**
 * How far the time moves at the end, so that whatever is waited for comes or is given up; first what
 * the dead held must run out.
 */
const LAST_MOVES = [300_000, 2 * DAY, 8 * DAY, 31 * DAY, 31 * DAY];
/** How often somebody confirms a price that has changed again. */
const MOST_CONFIRMATIONS = 3;
const ADDRESS = "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE";
const never = new AbortController().signal;

/** Plays a schedule, lets all that it began end, and the time pass until nothing is waited for. */
export async function play(schedule: Schedule): Promise<ShopWorld> {
  const world = await ShopWorld.open(schedule);
  const end = world.clock.now() + LONGEST_SCHEDULE;
  for (const operation of schedule.operations) {
    perform(world, operation, end);
    await world.goOn(operation.steps);
  }
  await world.settle();
  await calmDown(world);
  return world;
}

/** Nothing goes wrong any more, and the sweeps find what is left to do. */
async function calmDown(world: ShopWorld): Promise<void> {
  world.sim.trouble = CALM;
  world.sim.atOnce = true;
  for (const move of LAST_MOVES) {
    world.sim.time.skip(move);
    world.book.expire();
    // An errand may leave another.
    for (const { shop } of [...world.processes, ...world.processes]) await sweepShop(shop, never);
  }
}

function perform(world: ShopWorld, operation: Operation, end: number): void {
  const { slot } = operation;
  switch (operation.do) {
    case "buy":
      return buy(world, operation);
    case "quote": {
      const { offer, code: promoCode } = operation;
      const purchase = { offer, way: "crypto", gift: false, promoCode } as const;
      const memberId = memberOf(operation);
      return world.begin(slot, "quote", ({ invoices }) => invoices.quote(memberId, purchase));
    }
    case "pay":
      return pay(world, operation);
    case "pay in Stars":
      return payInStars(world, operation);
    case "replay":
      return replay(world, operation.count);
    case "poll":
      world.book.expire();
      return world.begin(slot, "poll", (shop) => sweepShop(shop, never));
    case "check now":
    case "cancel":
    case "refund":
      return tapInvoice(world, operation);
    case "redeem": {
      const gifts = [...world.witness.gifts.keys()];
      const codes = gifts.length > 0 && operation.which % 4 > 0
        ? gifts
        : [...PROMOS.map(({ code }) => code!), "NOBODYS"];
      const code = pick(codes, operation.which)!;
      const memberId = memberOf(operation);
      return world.begin(
        slot,
        `redeem ${code}`,
        ({ redemptions }) => redemptions.redeem(memberId, code),
      );
    }
    case "move the clock":
      if (world.clock.now() + operation.milliseconds < end) world.ahead += operation.milliseconds;
      return;
    case "kill":
      return world.sim.kill(world.processes[slot]!.simulated);
  }
}

/** Taps on what is sold, each of which sees the price, and confirms it. */
function buy(world: ShopWorld, operation: Operation & { do: "buy" }): void {
  const { offer, gift, way, code: promoCode, taps, slot } = operation;
  const purchase = { offer, gift, way, promoCode };
  const memberId = memberOf(operation);
  const tap = async ({ invoices }: Shop) => {
    let { price } = await invoices.quote(memberId, purchase);
    for (let times = 1; times <= MOST_CONFIRMATIONS; times += 1) {
      try {
        return await invoices.checkout(memberId, { ...purchase, price });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "quote_changed") throw error;
        price = (error.details.quote as QuoteView).price;
      }
    }
  };
  for (let count = 0; count < taps; count += 1) {
    world.begin((slot + count) % 2, `buy ${offer}`, tap);
  }
}

function pay(world: ShopWorld, { which, how, delivery, slot }: Operation & { do: "pay" }): void {
  world.book.expire();
  const order = pick(world.book.invoices().slice(-3), which);
  const action = order && pick(actionsOn(order), how);
  if (!order || !action) return;
  const told = world.act(order.orderId, action);
  if (delivery === "late" || delivery === "lost") return;
  const times = delivery === "thrice" ? 3 : 1;
  for (const webhook of delivery === "reversed" ? told.toReversed() : told) {
    for (let time = 0; time < times; time += 1) world.deliver((slot + time) % 2, webhook);
  }
}

/** What can become of an order as it is. */
function actionsOn({ status, paid }: BookInvoice): Action[] {
  switch (status) {
    case "check":
      return [
        ...(["pay", "pay", "pay", "wallets", "under", "under", "over", "over", "over"] as const),
        ...(["see", "late", "expire", "lock", "fail", "system_fail"] as const),
      ];
    case "confirm_check":
      return ["pay", "pay", "lock"];
    case "wrong_amount_waiting":
      return ["pay", "pay", "expire"];
    case "cancel":
    case "wrong_amount":
    case "fail":
    case "system_fail":
      return ["pay"];
    case "locked":
      return paid === "0" ? [] : ["pay", "refund"];
    case "paid":
    case "paid_over":
      return ["again", "again", "refund", "refund_fail"];
    case "refund_fail":
      return ["refund"];
    default:
      return [];
  }
}

function payInStars(
  world: ShopWorld,
  { which, told, slot }: Operation & { do: "pay in Stars" },
): void {
  const link = pick([...world.ledger.links.values()].slice(-3), which);
  const invoice = link && world.witness.invoices.get(link.invoiceId);
  const member = MEMBERS.find(({ id }) => id === invoice?.memberId);
  if (!link || !member) return;
  const { telegramId } = member;
  const query = { invoiceId: link.invoiceId, telegramId, stars: link.stars };
  world.begin(slot, "pay in Stars", async ({ stars }) => {
    const asked = { ...query, currency: "XTR", languageCode: "ru" };
    if (await stars.preCheckout(asked) !== undefined) return;
    const paid = world.ledger.pay(link.invoiceId, telegramId);
    if (!told) return;
    // Telegram tells it again until it is taken, maybe to the other process.
    world.begin(1 - slot, "told of Stars", (other) => other.stars.paid(paid));
    await stars.paid(paid);
  });
}

function replay(world: ShopWorld, times: number): void {
  for (let time = 0; time < times; time += 1) {
    const webhook = world.webhooks[Math.floor(world.sim.random() * world.webhooks.length)];
    if (webhook) world.deliver(time % 2, webhook);
  }
}

function tapInvoice(
  world: ShopWorld,
  operation: Extract<Operation, { do: "check now" | "cancel" | "refund" }>,
): void {
  const invoice = pick(world.invoices(), operation.which);
  if (!invoice) return;
  const { id, memberId } = invoice;
  world.begin(operation.slot, operation.do, ({ invoices }) => {
    switch (operation.do) {
      case "cancel":
        return invoices.cancel(memberId, id);
      case "check now":
        return invoices.check(memberId, id);
      default:
        return operation.by === "operator"
          ? invoices.refund(id, invoice.way === "crypto" ? ADDRESS : undefined)
          : invoices.askRefund(memberId, id, ADDRESS);
    }
  });
}

function memberOf({ member }: { member: number }): string {
  return MEMBERS[member]!.id;
}

function pick<T>(values: readonly T[], which: number): T | undefined {
  return values[which % values.length];
}
