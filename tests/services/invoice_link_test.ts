import assert from "node:assert/strict";
import { invoiceLink } from "../../services/invoice_link.ts";

Deno.test("a payer comes back by Telegram, which opens the app at the invoice", async () => {
  const link = invoiceLink({ userName: () => Promise.resolve("sfera_bot") }, "https://s.example");
  assert.equal(await link("01A"), "https://t.me/sfera_bot?startapp=invoice_01A");
});

Deno.test("where Telegram does not tell the bot's name, the app's address stands in", async () => {
  const link = invoiceLink({ userName: () => Promise.reject(new Error()) }, "https://s.example");
  assert.equal(await link("01A"), "https://s.example/app/?tgWebAppStartParam=invoice_01A");
});
