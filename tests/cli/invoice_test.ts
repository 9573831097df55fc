/** `deno task sfera invoice …` as an operator runs it, beside a service at work. */
import assert from "node:assert/strict";
import { createCryptomus } from "../../clients/cryptomus.ts";
import { systemClock } from "../../clients/system.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { startCryptomus } from "../../dev/cryptomus/server.ts";
import { addTestMember } from "../kit/members.ts";
import { API_KEY, MERCHANT, sellingProcess, testCommunity } from "../kit/selling.ts";
import { runSfera } from "./kit.ts";

const ADDRESS = "THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH";

Deno.test("invoices are listed, shown, asked for and paid back at the terminal", async () => {
  const store = await Deno.makeTempDir({ prefix: "sfera-" });
  const kv = await openDatabaseKv(`${store}/sfera.sqlite3`);
  await using standIn = await startCryptomus({
    clock: systemClock,
    merchant: MERCHANT,
    apiKey: API_KEY,
  });
  const payments = createCryptomus({
    merchant: MERCHANT,
    apiKey: API_KEY,
    baseUrl: standIn.url,
    timeoutMilliseconds: 20_000,
  });
  async function sfera(...words: string[]) {
    const { code, output, errors } = await runSfera(store, ["invoice", ...words], {
      CRYPTOMUS_MERCHANT: MERCHANT,
      CRYPTOMUS_API_KEY: API_KEY,
      CRYPTOMUS_BASE_URL: standIn.url,
    });
    return { code, output: output.join("\n"), error: errors.join("\n") };
  }
  try {
    const { db, invoices } = sellingProcess({
      kv,
      clock: systemClock,
      liveness: systemClock,
      community: testCommunity(),
      payments,
    });
    assert.equal((await sfera("list")).output, "No invoices.");
    await addTestMember(db, "01ANNA", { telegramId: "1001" });
    const { id } = await invoices.checkout("01ANNA", {
      offer: "plan:pro",
      way: "crypto",
      gift: false,
      price: { amount: "24.99", currency: "USD" },
    });
    assert.match((await sfera("list", "--member", "1001")).output, /open {2}Pro {2}\$24\.99/);
    await standIn.act(standIn.invoices()[0]!.uuid, "pay", "lost");
    const checked = await sfera("check", id);
    assert.deepEqual([checked.code, checked.error], [0, ""]);
    assert.match(checked.output, /State +paid\n/);
    const shown = JSON.parse((await sfera("show", id, "--json")).output);
    assert.deepEqual([shown.id, shown.state, shown.days], [id, "paid", 30]);
    const noAddress = await sfera("refund", id);
    assert.equal(noAddress.code, 1);
    assert.match(noAddress.error, /expected the address/);
    assert.match((await sfera("refund", id, ADDRESS)).output, /State +refunded\n/);
    const again = await sfera("refund", id, ADDRESS);
    assert.deepEqual([again.code, again.error], [
      1,
      "Nothing is sent back: the money has gone back already.",
    ]);
    assert.equal((await sfera("list", "--flags")).output, "Nothing needs a person.");
    const nonsense = await sfera("list", "--state", "nonsense");
    assert.equal(nonsense.code, 2);
    assert.match(nonsense.error, /STATE is one of\nopen, confirming, /);
    assert.match((await sfera("show", "of-nobody")).error, /There is no invoice of-nobody/);
    assert.equal((await sfera("refund")).code, 2);
  } finally {
    kv.close();
    await Deno.remove(store, { recursive: true });
  }
});
