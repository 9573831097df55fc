import assert from "node:assert/strict";
import { asBoxTelegram } from "../../../dev/box/stand_in.ts";
import type { ErrorAnswer } from "../../../dev/box/answers.ts";
import type { StarsAccount } from "../../../dev/box/telegram.ts";
import { startTelegram } from "../../../dev/telegram/mod.ts";
import { ARTYOM, makeBot, ManualClock, TOKEN, whilePolling } from "../telegram/kit.ts";
import { runBox } from "./running_box.ts";

const refusal = async (response: Response) => {
  const { error } = await response.json() as ErrorAnswer;
  return [response.status, error.message];
};

Deno.test("the sheet's questions are answered by Telegram, and so are the panel's", async () => {
  const clock = new ManualClock();
  const telegram = await startTelegram({ token: TOKEN, clock });
  await using box = await runBox({
    telegram: asBoxTelegram(telegram, { botName: "Sfera AI", clock }),
  });
  const bot = makeBot(telegram);
  bot.on("pre_checkout_query", (context) => context.answerPreCheckoutQuery(true));
  const link = await bot.api.createInvoiceLink(
    "Pro",
    "Thirty days",
    "invoice-1",
    "",
    "XTR",
    [{ label: "Pro", amount: 1500 }],
    { subscription_period: 2_592_000 },
  );
  const slug = link.slice("https://t.me/$".length);
  const read = async (path: string) => await (await box.call("GET", path)).json();
  const offer = await read(`stars/offer?member=${ARTYOM}&slug=${slug}`);
  assert.deepEqual([offer.title, offer.stars, offer.balance], ["Pro", 1500, 5000]);
  const charge = await whilePaying();
  assert.equal((await read(`stars?member=${ARTYOM}`) as StarsAccount).balance, 3500);
  const [message] = (await read(`messages?member=${ARTYOM}`)).messages;
  assert.deepEqual(message.payment, { kind: "paid", stars: 1500, renewal: false });

  const change = async (path: string, more: object): Promise<StarsAccount> =>
    await (await box.call("POST", `stars/${path}`, { member: ARTYOM, ...more })).json();
  assert.equal((await change("top-up", { stars: 500 })).balance, 4000);
  const stopped = await change("renewal", { chargeId: charge, renews: false });
  assert.equal(stopped.subscriptions[0]!.cancelled.member, true);
  const refunded = await change("refund", { chargeId: charge });
  assert.deepEqual([refunded.balance, refunded.payments[0]!.refunded], [5500, true]);
  const again = await box.call("POST", "stars/refund", { member: ARTYOM, chargeId: charge });
  assert.deepEqual(await refusal(again), [400, "400 Bad Request: CHARGE_ALREADY_REFUNDED"]);
  const nothing = await box.call("GET", `stars/offer?member=${ARTYOM}&slug=none`);
  assert.deepEqual(await refusal(nothing), [
    400,
    "expected the slug of an invoice link, got none",
  ]);
  await telegram.close();

  async function whilePaying(): Promise<string> {
    let chargeId = "";
    await whilePolling(bot, async () => {
      const paid = await (await box.call("POST", "stars/pay", { member: ARTYOM, slug })).json();
      assert.equal(paid.status, "paid");
      chargeId = paid.chargeId;
    });
    return chargeId;
  }
});

Deno.test("a Telegram that takes no Stars says so", async () => {
  await using box = await runBox();
  const answer = await box.call("GET", "stars?member=1001");
  assert.deepEqual(await refusal(answer), [409, "this Telegram takes no Stars"]);
});
