import assert from "node:assert/strict";
import { addTestMember } from "../kit/members.ts";
import { sellingWorld } from "../kit/selling.ts";

Deno.test("the receipt of a part tells the days that came of it and what was paid, not the price", async () => {
  await using world = await sellingWorld({ sales: { shortPayment: "prorate" } });
  await addTestMember(world.db, "anna", { language: "en" });
  const { id } = await world.invoices.checkout("anna", {
    offer: "plan:pro",
    way: "crypto",
    gift: false,
    coin: { currency: "USDT", network: "tron" },
    price: { amount: "24.99", currency: "USD" },
  });
  const { uuid } = await world.invoice(id);
  await world.standIn.act(uuid!, "under", "lost");
  await world.standIn.act(uuid!, "expire", "lost");
  const { told } = await world.invoices.ask(id);
  await world.invoices.sweepErrands();
  const days = (await world.days("anna"))[`invoice:${id}`]!;
  assert(days > 0 && days < 30);
  const receipt = (await world.messages("anna")).find((text) => text.includes("Receipt"))!;
  assert.match(receipt, new RegExp(`\\nPro, ${days} days\\n`));
  assert(
    receipt.includes(`${told!.paid}\u00a0USDT`) || receipt.includes(`${told!.paid} USDT`),
    receipt,
  );
  assert.doesNotMatch(receipt, /24\.99/);
});
