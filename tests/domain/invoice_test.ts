import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decide,
  type Effect,
  type Invoice,
  type InvoiceEvent,
  newInvoice,
  nextPollAt,
  outcomeOf,
  PROMO_RESERVED_TIME,
} from "../../domain/invoice.ts";
import type { ShortPayment } from "../../domain/community.ts";
import { PRO_OFFER } from "../kit/offers.ts";
import { addAmounts, compareAmounts, decimalOf, shareOf } from "../../domain/money.ts";
import {
  type Payment,
  PAYMENT_STATUSES,
  paymentEventId,
  type PaymentStatus,
} from "../../domain/payment.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MERCHANT = "8b03432e-385b-4670-8d06-064591096795";
const ASKED = "25.01";
const amount = (text: string) => decimalOf(text)!;

const made = (changes: Partial<Invoice> = {}): Invoice => ({
  ...newInvoice({
    id: "01J0000000000000000000000A",
    memberId: "anna",
    offer: PRO_OFFER,
    price: { amount: amount("24.99"), currency: "USD" },
    promo: { code: "SPRING", fullPrice: amount("49.98") },
    shortPayment: "top_up",
    accuracyPercent: 0,
    merchant: MERCHANT,
    expiresAt: NOW + HOUR,
  }, NOW),
  uuid: "26109ba0-b05b-4ee0-93d1-fd62c822ce95",
  ...changes,
});

const payment = (status: string, paid: string | null = null, more: Partial<Payment> = {}) => ({
  uuid: "26109ba0-b05b-4ee0-93d1-fd62c822ce95",
  orderId: "01J0000000000000000000000A",
  amount: amount("24.99"),
  currency: "USD",
  status,
  paid: paid === null ? null : amount(paid),
  asked: amount(ASKED),
  payerCurrency: "USDT",
  network: "tron",
  txid: null,
  ...more,
});
const told = (...telling: Parameters<typeof payment>): InvoiceEvent => ({
  kind: "payment",
  payment: payment(...telling),
  merchant: MERCHANT,
});

/** What becomes of an invoice through events, and all that was to be done on the way. */
function through(invoice: Invoice, ...events: InvoiceEvent[]) {
  const effects: Effect[] = [];
  for (const event of events) {
    const decision = decide(invoice, event, NOW);
    invoice = decision.invoice;
    effects.push(...decision.effects);
  }
  return { invoice, effects, outcome: outcomeOf(invoice) };
}

/** Effects in a few words each. */
const words = (effects: Effect[]) =>
  effects.map((effect) => {
    switch (effect.kind) {
      case "grant":
        return `grant ${effect.days}${effect.part ? " of a part" : ""}`;
      case "credit":
        return `credit ${effect.money.amount}`;
      case "notify":
        return `tell ${effect.notice.notice}`;
      case "flag":
        return `flag ${effect.flag.reason}`;
      case "count_promo":
        return `count_promo${effect.anew ? " anew" : ""}`;
      default:
        return effect.kind;
    }
  });

Deno.test("what each status brings about, for each way with short payments", () => {
  const rows: [status: PaymentStatus, paid: string | null, state: string, effects: string[]][] = [
    ["process", null, "open", []],
    ["check", null, "open", []],
    ["confirm_waiting", ASKED, "confirming", ["tell seen"]],
    ["confirm_check", ASKED, "confirming", ["tell seen"]],
    ["wrong_amount_waiting", "5", "short_waiting", ["tell owed"]],
    ["cancel", null, "expired", ["release_promo", "tell expired"]],
    ["fail", null, "failed", ["release_promo", "tell failed"]],
    ["system_fail", null, "failed", ["release_promo", "tell failed", "flag system_fail"]],
    ["locked", ASKED, "locked", ["tell locked", "flag locked"]],
    ["paid", ASKED, "paid", ["grant 30", "count_promo", "tell paid"]],
    ["paid_over", "26.01", "paid", [
      "grant 30",
      "credit 0.99",
      "count_promo",
      "tell paid",
      "tell overpaid",
    ]],
    ["refund_process", ASKED, "refunding", []],
    ["refund_fail", ASKED, "open", ["flag refund_failed"]],
    ["refund_paid", ASKED, "refunded", ["revoke", "release_promo", "tell refunded"]],
  ];
  const statuses = [...rows.map(([status]) => status), "wrong_amount"];
  assert.deepEqual(statuses.sort(), [...PAYMENT_STATUSES].sort());
  for (const shortPayment of ["top_up", "prorate", "refund"] as const) {
    for (const [status, paid, state, expected] of rows) {
      const { effects, outcome } = through(made({ shortPayment }), told(status, paid));
      assert.equal(outcome.state, state, status);
      assert.deepEqual(words(effects), expected, status);
    }
  }
});

Deno.test("a payment that was too short is topped up, for fewer days, or goes back", () => {
  const short = (shortPayment: ShortPayment, paid: string) =>
    through(made({ shortPayment }), told("wrong_amount", paid)).effects;
  assert.deepEqual(words(short("top_up", "12.505")), [
    "credit 12.49",
    "release_promo",
    "tell short_kept",
  ]);
  const kept = short("top_up", "12.505").at(-1)!;
  assert.deepEqual(kept.kind === "notify" && kept.notice, {
    notice: "short_kept",
    credit: "12.49",
    owed: "12.5",
    currency: "USD",
  });
  assert.deepEqual(words(short("prorate", "12.505")), [
    "grant 15 of a part",
    "count_promo",
    "tell prorated",
  ]);
  assert.deepEqual(words(short("prorate", "0.5")), [
    "release_promo",
    "tell short_refund",
    "flag refund_due",
  ]);
  assert.deepEqual(words(short("refund", "12.505")), [
    "release_promo",
    "tell short_refund",
    "flag refund_due",
  ]);
  const unknown = told("wrong_amount", "5", { asked: null });
  assert.deepEqual(words(through(made(), unknown).effects), [
    "release_promo",
    "flag short_unknown",
  ]);
});

Deno.test("what is owed is told once for each payment, in the coin that was chosen", () => {
  const owed = (paid: string) => told("wrong_amount_waiting", paid);
  const { effects } = through(made(), owed("5"), owed("5"), owed("7.5"), owed("5"));
  assert.deepEqual(effects.map((effect) => effect.kind === "notify" && effect.notice), [
    { notice: "owed", paid: "5", owed: "20.01", currency: "USDT" },
    { notice: "owed", paid: "7.5", owed: "17.51", currency: "USDT" },
  ]);
});

Deno.test("late money is honoured, also when the code's use had been given back", () => {
  const expired = through(made(), told("check"), told("cancel"));
  const late = through(expired.invoice, told("confirm_check", ASKED), told("paid", ASKED));
  assert.deepEqual(words(late.effects), ["grant 30", "count_promo anew", "tell paid"]);
  assert.equal(late.outcome.state, "paid");
});

Deno.test("late money for which the code has no use left is short of the full price", () => {
  const late = { ...told("paid", ASKED), promoFree: false } as InvoiceEvent;
  const after = (shortPayment: ShortPayment) =>
    through(through(made({ shortPayment }), told("cancel")).invoice, late).effects;
  assert.deepEqual(words(after("prorate")), [
    "grant 15 of a part",
    "tell prorated",
    "flag promo_gone",
  ]);
  assert.deepEqual(words(after("top_up")), ["credit 24.99", "tell short_kept", "flag promo_gone"]);
  assert.deepEqual(words(after("refund")), [
    "tell short_refund",
    "flag promo_gone",
    "flag refund_due",
  ]);
  // While the use is reserved, how many others there are is of no matter.
  assert.deepEqual(words(through(made(), late).effects), ["grant 30", "count_promo", "tell paid"]);
});

Deno.test("a use of a code is given back a day after the invoice ended, if no money came", () => {
  const { invoice } = through(made(), told("check"));
  const end = invoice.expiresAt + PROMO_RESERVED_TIME;
  assert.deepEqual(decide(invoice, { kind: "time" }, end - 1), { invoice, effects: [] });
  const lapsed = decide(invoice, { kind: "time" }, end);
  assert.deepEqual(words(lapsed.effects), ["release_promo"]);
  assert.deepEqual(decide(lapsed.invoice, { kind: "time" }, end + 1).effects, []);
  const paid = through(made(), told("paid", ASKED)).invoice;
  assert.deepEqual(decide(paid, { kind: "time" }, end).effects, []);
  assert.deepEqual(decide(made({ promo: null }), { kind: "time" }, end).effects, []);
});

Deno.test("what is paid twice is credited and shown to a person", () => {
  const twice = through(made(), told("paid", ASKED), told("paid_over", "50.02"));
  assert.deepEqual(words(twice.effects).slice(3), [
    "credit 24.99",
    "tell overpaid",
    "flag double_payment",
  ]);
  const other: InvoiceEvent = { kind: "settled_elsewhere", invoiceId: "another" };
  const settled = through(made(), other, told("paid", ASKED));
  assert.deepEqual(words(settled.effects), [
    "release_promo",
    "credit 24.99",
    "tell paid_twice",
    "flag double_payment",
  ]);
  // What brought access first keeps it.
  assert.deepEqual(through(made(), told("paid", ASKED), other).outcome.access?.days, 30);
});

Deno.test("two for the same that are paid at one moment both stay, and the later one says so", () => {
  const by = (invoiceId: string): InvoiceEvent => ({ kind: "settled_elsewhere", invoiceId });
  const { id } = made();
  const paid = through(made(), told("paid", ASKED)).invoice;
  const doubled = (event: InvoiceEvent) => words(decide(paid, event, NOW).effects);
  assert.deepEqual(doubled(by(`0${id}`)), ["flag double_payment"]);
  assert.deepEqual(doubled(by(`z${id}`)), []);
});

Deno.test("credit is given back when it is over, and taken again by late money", () => {
  const credited = made({ creditUsed: amount("10"), promo: null });
  const used = (events: InvoiceEvent[]) =>
    through(credited, ...events).effects.flatMap((effect) =>
      effect.kind === "use_credit" ? [effect.money.amount] : []
    );
  assert.deepEqual(used([told("paid", ASKED)]), []);
  assert.deepEqual(used([told("cancel")]), ["0"]);
  assert.deepEqual(used([told("cancel"), told("paid", ASKED)]), ["0", "10"]);
  assert.deepEqual(used([told("paid", ASKED), told("refund_paid", ASKED)]), ["0"]);
  const late = { ...told("paid", ASKED), creditBalance: amount("9.99") } as InvoiceEvent;
  const { effects } = through(credited, { kind: "cancelled" }, late);
  assert.deepEqual(words(effects), [
    "use_credit",
    "credit 24.99",
    "tell short_kept",
    "flag credit_gone",
  ]);
  const prorated = { ...credited, shortPayment: "prorate" as const };
  // 24.99 of 34.99.
  assert.deepEqual(through(prorated, { kind: "cancelled" }, late).outcome.access, {
    days: 21,
    part: true,
  });
  // Half of the money, with all of the credit: 22.49 of 34.99.
  const short = through(prorated, told("wrong_amount", "12.505"));
  assert.deepEqual(short.outcome.access, { days: 19, part: true });
  assert.equal(short.outcome.creditUse, "spent");
});

Deno.test("what costs nothing is paid at once, and what is cancelled is over", () => {
  const free = made({ price: { amount: amount("0"), currency: "USD" } });
  assert.deepEqual(words(through(free, { kind: "free" }, { kind: "free" }).effects), [
    "grant 30",
    "count_promo",
    "tell paid",
  ]);
  assert.deepEqual(through(made(), { kind: "free" }).effects, []);
  const cancelled = through(made(), { kind: "cancelled" });
  assert.deepEqual([cancelled.outcome.state, words(cancelled.effects)], ["cancelled", [
    "release_promo",
  ]]);
  assert.deepEqual(words(through(cancelled.invoice, told("cancel")).effects), []);
  assert.deepEqual(words(through(cancelled.invoice, told("paid", ASKED)).effects), [
    "grant 30",
    "count_promo anew",
    "tell paid",
  ]);
  const seen = through(made(), told("confirm_check", ASKED));
  assert.deepEqual(through(seen.invoice, { kind: "cancelled" }).effects, []);
});

Deno.test("more money for what was left and used since is not counted twice", () => {
  const short = through(made({ promo: null }), told("wrong_amount", "12.505"));
  assert.equal(short.outcome.credit, "12.49");
  const rest = { ...told("paid", ASKED), creditBalance: amount("5") } as InvoiceEvent;
  const { outcome, invoice } = through(short.invoice, rest);
  // All that came stays the member's; of the price 7.49 is missing.
  assert.deepEqual([outcome.access, outcome.credit, invoice.keptSpent], [null, "24.99", "7.49"]);
  const there = { ...told("paid", ASKED), creditBalance: amount("12.49") } as InvoiceEvent;
  assert.equal(through(short.invoice, there).outcome.access?.days, 30);
});

Deno.test("two transactions told of as the payment are shown to a person", () => {
  const first = told("paid", ASKED, { txid: "aa" });
  const second = told("paid", ASKED, { txid: "bb" });
  for (const events of [[first, second], [second, first]]) {
    const { effects } = through(made(), ...events);
    assert.deepEqual(words(effects).at(-1), "flag second_transaction");
    assert.equal(effects.at(-1)!.id.endsWith(":aa+bb"), true);
    assert.equal(effects.filter(({ kind }) => kind === "grant").length, 1);
  }
});

Deno.test("of another amount, currency, order, merchant or invoice nothing is granted", () => {
  const others: [what: string, Partial<Payment>][] = [
    ["amount", { amount: amount("0.01") }],
    ["amount", { amount: amount("24.990001") }],
    ["currency", { currency: "RUB" }],
    ["order_id", { orderId: "another" }],
    ["uuid", { uuid: "another" }],
  ];
  const invoice = made();
  for (const [what, more] of others) {
    const { effects, invoice: after } = through(invoice, told("paid", ASKED, more));
    assert.equal(after, invoice);
    assert.deepEqual(words(effects), ["flag mismatch"]);
    const { flag } = effects[0] as Effect & { kind: "flag" };
    assert.deepEqual(flag.reason === "mismatch" && flag.what, [what]);
  }
  const stranger = { ...told("paid", ASKED), merchant: "another" } as InvoiceEvent;
  assert.deepEqual(words(through(invoice, stranger).effects), ["flag mismatch"]);
  assert.equal(
    through(invoice, told("paid", ASKED, { amount: amount("24.990") })).effects.length,
    3,
  );
});

Deno.test("a status that nobody knows changes nothing", () => {
  for (const invoice of [made(), made({ uuid: null }), through(made(), told("paid")).invoice]) {
    for (const status of ["", "PAID", "paid ", "refund_", "partially_paid", "__proto__"]) {
      assert.deepEqual(decide(invoice, told(status, ASKED), NOW), { invoice, effects: [] });
    }
  }
});

Deno.test("a refund takes back what the payment brought, and one that failed does not", () => {
  const paid = through(made(), told("paid_over", "26.01"));
  const under = through(paid.invoice, told("refund_process", "26.01"));
  assert.deepEqual([under.outcome.state, words(under.effects)], ["refunding", []]);
  const failed = through(under.invoice, told("refund_fail", "26.01"));
  assert.deepEqual(words(failed.effects), ["flag refund_failed"]);
  assert.equal(failed.outcome.access?.days, 30);
  const refunded = through(failed.invoice, told("refund_paid", "26.01"), told("paid", ASKED));
  assert.deepEqual(words(refunded.effects), [
    "revoke",
    "credit 0",
    "release_promo",
    "tell refunded",
  ]);
});

Deno.test("nothing is granted for money that is held back, even on its way back", () => {
  const { effects } = through(made(), told("locked", ASKED), told("refund_process", ASKED));
  assert.deepEqual(words(effects), ["tell locked", "flag locked"]);
  const late = through(made(), told("paid", ASKED), told("locked", ASKED));
  assert.deepEqual(words(late.effects).at(-1), "flag locked_after_paid");
  assert.equal(late.outcome.access?.days, 30);
});

Deno.test("the processor's name for an invoice may come with a webhook, and stays", () => {
  const unknown = made({ uuid: null });
  const paid = through(unknown, told("paid", ASKED)).invoice;
  assert.equal(paid.uuid, payment("paid").uuid);
  const created = { kind: "created", uuid: paid.uuid!, expiresAt: NOW + 2 * HOUR } as const;
  assert.equal(through(paid, created).invoice.expiresAt, NOW + 2 * HOUR);
  const other = through(paid, { ...created, uuid: "another" });
  assert.deepEqual([other.invoice, words(other.effects)], [paid, ["flag mismatch"]]);
});

Deno.test("the processor is asked ever more rarely, and no more once nothing is waited for", () => {
  const pauses = (invoice: Invoice, ...ages: number[]) =>
    ages.map((age) => {
      const next = nextPollAt(invoice, NOW + age);
      return next === null ? null : (next - NOW - age) / 1000;
    });
  const ages = [0, 5 * 60_000, HOUR, DAY, 7 * DAY, 8 * DAY] as const;
  assert.deepEqual(pauses(made(), ...ages), [20, 60, 720, 17_280, 3600, null]);
  const of = (...statuses: PaymentStatus[]) =>
    pauses(through(made(), ...statuses.map((status) => told(status, ASKED))).invoice, 0, 8 * DAY);
  assert.deepEqual(of("cancel"), [20, null]);
  assert.deepEqual(of("paid"), [600, null]);
  assert.deepEqual(
    pauses(through(made(), told("paid", ASKED)).invoice, HOUR, DAY, 6 * DAY),
    [3600, 86_400, 90_000],
  );
  assert.deepEqual(of("paid", "refund_process"), [20, 21_600]);
  assert.deepEqual(of("paid", "refund_process", "refund_paid"), [null, null]);
  assert.deepEqual(of("locked"), [20, 21_600]);
});

Deno.test("a webhook and a poll of one thing have one name", () => {
  const named = (more: Partial<Payment>) => paymentEventId(payment("paid", "9.99000000", more));
  assert.equal(named({}), named({ network: null, payerCurrency: null, asked: null }));
  for (const more of [{ uuid: "x" }, { status: "paid_over" }, { paid: null }, { txid: "x" }]) {
    assert.notEqual(named(more), named({}));
  }
});

/** What may truly become of an invoice, each step as the processor would tell it. */
const truth = fc.record({
  part: fc.constantFrom("0.5", "5", "12.505", "25"),
  path: fc.constantFrom<[PaymentStatus, "none" | "part" | "all" | "more" | "twice"][]>(
    [["check", "none"], ["confirm_check", "all"], ["paid", "all"]],
    [["process", "none"], ["check", "none"], ["confirm_check", "more"], ["paid_over", "more"]],
    [["check", "none"], ["wrong_amount_waiting", "part"], ["confirm_check", "all"], [
      "paid",
      "all",
    ]],
    [["check", "none"], ["wrong_amount_waiting", "part"], ["wrong_amount", "part"]],
    [["check", "none"], ["wrong_amount", "part"], ["paid", "all"]],
    [["check", "none"], ["cancel", "none"]],
    [["check", "none"], ["cancel", "none"], ["confirm_check", "all"], ["paid", "all"]],
    [["check", "none"], ["cancel", "none"], ["wrong_amount", "part"]],
    [["check", "none"], ["fail", "none"]],
    [["check", "none"], ["system_fail", "none"], ["paid", "all"]],
    [["check", "none"], ["confirm_check", "all"], ["locked", "all"]],
    [["check", "none"], ["confirm_check", "all"], ["locked", "all"], ["paid", "all"]],
    [["check", "none"], ["paid", "all"], ["paid_over", "twice"]],
  ),
  refund: fc.constantFrom<PaymentStatus[]>(
    [],
    [],
    ["refund_process", "refund_paid"],
    ["refund_process", "refund_fail"],
    ["refund_process", "refund_fail", "refund_paid"],
  ),
  old: fc.boolean(),
}).map(({ part, path, refund, old }) => {
  const paid = { none: null, part, all: ASKED, more: "26.01", twice: "50.02" };
  const last = path.at(-1)!;
  const steps = last[1] === "none"
    ? path
    : [...path, ...refund.map((status) => [status, last[1]] as const)];
  // Older webhooks do not tell how much is to come; a poll does.
  const webhooks = steps.map(([status, came]) =>
    told(status, paid[came], old ? { asked: null } : {})
  );
  const poll = told(steps.at(-1)![0], paid[steps.at(-1)![1]]);
  const money = told(last[0], paid[last[1]]);
  // That a refund failed does not say what it was of.
  return {
    webhooks,
    polls: poll.kind === "payment" && poll.payment.status === "refund_fail"
      ? [money, poll]
      : [poll],
  };
});

const sold = fc.record({
  shortPayment: fc.constantFrom<ShortPayment>("top_up", "prorate", "refund"),
  promo: fc.constantFrom(null, { code: "SPRING", fullPrice: amount("49.98") }),
  accuracyPercent: fc.constantFrom(0, 1, 5),
  uuid: fc.constantFrom(null, "26109ba0-b05b-4ee0-93d1-fd62c822ce95"),
  creditUsed: fc.constantFrom(amount("0"), amount("0"), amount("10")),
});

/** Truths, and what of their webhooks comes: any of them, in any order, any number of times. */
const schedule = truth.chain(({ webhooks, polls }) =>
  fc.record({
    sold,
    webhooks: fc.constant(webhooks),
    polls: fc.constant(polls),
    came: fc.array(fc.constantFrom(...webhooks, ...polls), { maxLength: 12 }),
  })
);

/** How everything is in the end: of the effects with one id the last. */
function inTheEnd(effects: Effect[]): Map<string, Effect> {
  return new Map(effects.map((effect) => [effect.id, effect]));
}

const isPassing = ({ kind }: Effect) => kind === "notify" || kind === "flag";

Deno.test("invariant: however webhooks come, with the truth at last it ends in the same", () => {
  fc.assert(
    fc.property(schedule, ({ sold, webhooks, polls, came }) => {
      const undisturbed = through(made(sold), ...webhooks, ...polls);
      const disturbed = through(made(sold), ...came, ...polls);
      assert.deepEqual(disturbed.invoice, undisturbed.invoice);
      const end = inTheEnd(disturbed.effects);
      // All that holds in the end was brought about, as it is in the end.
      const direct = through(made(sold), ...polls).effects;
      for (const effect of direct) {
        const { anew: _, ...lasting } = end.get(effect.id)! as Effect & { anew?: boolean };
        const { anew: __, ...expected } = effect as Effect & { anew?: boolean };
        assert.deepEqual(lasting, expected);
      }
      // What else was brought about was only told, or was undone.
      for (const effect of end.values()) {
        const stays = direct.some(({ id }) => id === effect.id) || isPassing(effect);
        const undone = effect.kind === "revoke" ||
          (effect.kind === "credit" && effect.money.amount === "0") ||
          // Given back and taken again, as it was from the beginning.
          (effect.kind === "use_credit" && effect.money.amount === "10");
        assert(stays || undone, JSON.stringify(effect));
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("invariant: in whatever order all of it comes, and how often, it ends in the same", () => {
  const shuffled = schedule.chain(({ sold, webhooks, polls, came }) => {
    const all = [...webhooks, ...polls, ...came];
    return fc.record({
      sold: fc.constant(sold),
      inOrder: fc.constant([...webhooks, ...polls]),
      anyhow: fc.shuffledSubarray(all, { minLength: all.length }),
    });
  });
  fc.assert(
    fc.property(shuffled, ({ sold, inOrder, anyhow }) => {
      const [undisturbed, disturbed] = [inOrder, anyhow].map((events) =>
        through(made(sold), ...events)
      );
      assert.deepEqual(disturbed!.invoice, undisturbed!.invoice);
      const [lasting, expected] = [disturbed!, undisturbed!].map(({ effects }) =>
        [...inTheEnd(effects).values()].filter((effect) => effect.kind === "grant")
      );
      assert.deepEqual(lasting, expected);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("invariant: an event that comes again brings nothing about", () => {
  fc.assert(fc.property(schedule, ({ sold, came }) => {
    let invoice = made(sold);
    for (const event of came) {
      const first = decide(invoice, event, NOW);
      const again = decide(first.invoice, event, NOW);
      assert.equal(again.invoice, first.invoice);
      // At most a person is shown what was to be shown already.
      const shown = first.effects.map(({ id }) => id);
      for (const effect of again.effects) {
        assert(effect.kind === "flag" && shown.includes(effect.id));
      }
      invoice = first.invoice;
    }
  }));
});

Deno.test("invariant: granted at most once, and never for less than came", () => {
  const status = fc.constantFrom<string>(...PAYMENT_STATUSES, "unknown");
  const paid = fc.constantFrom(null, "0", "0.5", "5", "12.505", "25", ASKED, "26.01", "50.02");
  const other = fc.constantFrom<Partial<Payment>>(
    {},
    {},
    {},
    { amount: amount("1") },
    { currency: "EUR" },
    { uuid: "x" },
    { asked: null },
    { txid: "aa" },
  );
  const balance = fc.constantFrom(undefined, amount("0"), amount("4"), amount("50"));
  const telling = fc.tuple(status, paid, other, fc.boolean(), balance).map((
    [status, paid, other, promoFree, creditBalance],
  ): InvoiceEvent => ({ ...told(status, paid, other), promoFree, creditBalance } as InvoiceEvent));
  const event = fc.oneof(
    { arbitrary: telling, weight: 8 },
    fc.constantFrom<InvoiceEvent>(
      { kind: "time" },
      { kind: "settled_elsewhere", invoiceId: "x" },
      { kind: "cancelled" },
      { kind: "free" },
    ),
  );
  fc.assert(
    fc.property(sold, fc.array(event, { maxLength: 15 }), (sold, events) => {
      let invoice = made(sold);
      const grants = new Set<string>();
      for (const event of events) {
        const { invoice: after, effects } = decide(invoice, event, NOW + 3 * DAY);
        for (const effect of effects) {
          if (effect.kind !== "grant") continue;
          grants.add(effect.id);
          assert(event.kind === "payment");
          assert.equal(event.payment.amount, invoice.price.amount);
          const { status, paid: came } = event.payment;
          const isSuccess = status === "paid" || status === "paid_over";
          const isLess = after.promoGone || after.creditGone || after.keptSpent !== "0";
          if (!effect.part) assert(isSuccess && !isLess);
          else {
            assert.equal(invoice.shortPayment, "prorate");
            const credit = after.creditGone ? amount("0") : after.creditUsed;
            const whole = addAmounts(amount("24.99"), after.creditUsed);
            const full = after.promoGone ? after.promo!.fullPrice : whole;
            const most = shareOf(amount("30"), addAmounts(amount("24.99"), credit), full, 0);
            assert(effect.days >= 1 && effect.days <= Number(most));
            // What came with a success was enough, if not for the full price.
            if (isSuccess) continue;
            const worth = shareOf(amount("24.99"), came!, amount(ASKED), 30);
            const there = addAmounts(worth, credit);
            const share = shareOf(amount("30"), there, addAmounts(amount("24.99"), credit), 0);
            assert(compareAmounts(amount(String(effect.days)), share) <= 0);
          }
        }
        const { access, credit, state } = outcomeOf(after);
        assert(compareAmounts(credit, amount("0")) >= 0);
        if (state === "refunded" || state === "open") assert.equal(access, null);
        invoice = after;
      }
      assert(grants.size <= 1);
    }),
    { numRuns: 2000 },
  );
});
