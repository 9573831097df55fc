/** Payments in the box: the real client, the stand-in, and the clock that both go by. */
import assert from "node:assert/strict";
import { createCryptomus } from "../../../clients/cryptomus.ts";
import { type Development, startDevelopment } from "../../../dev/development.ts";
import { never, order } from "../../clients/cryptomus_kit.ts";

async function withBox(
  environment: Record<string, string>,
  run: (box: Development) => Promise<void>,
): Promise<void> {
  const dataFolder = await Deno.makeTempDir({ prefix: "sfera-" });
  const box = await startDevelopment({ port: 0, dataFolder, environment, log: () => [] });
  try {
    await run(box);
  } finally {
    await box.close();
    await Deno.remove(dataFolder, { recursive: true });
  }
}

const post = (url: string, body: unknown) =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

Deno.test("an invoice of the box expires when its clock is moved", async () => {
  await withBox({}, async ({ url, config, cryptomus }) => {
    const client = createCryptomus(config.cryptomus!);
    const { uuid } = await client.createInvoice(order({ callbackUrl: url }), never);
    const moved = await post(`${url}/box/api/clock`, { advance: "2h" });
    assert.equal(moved.status, 200);
    await moved.body?.cancel();
    assert.equal(cryptomus!.invoices()[0]!.status, "cancel");
    assert.equal((await client.info({ uuid }, never))!.status, "cancel");
  });
});

Deno.test("what is done on the pay page reaches the service, and a stranger does not", async () => {
  await withBox({}, async ({ url, config, cryptomus }) => {
    const client = createCryptomus(config.cryptomus!);
    const callbackUrl = `${url}/cryptomus/webhook`;
    const made = await client.createInvoice(order({ callbackUrl }), never);
    const form = new URLSearchParams({ action: "wallets", delivery: "thrice" });
    const page = await (await fetch(made.url, { method: "POST", body: form })).text();
    for (const status of ["confirm_check", "wrong_amount_waiting", "paid"]) {
      assert.match(page, new RegExp(`<li>${status}: 204</li>`));
    }
    assert.doesNotMatch(page, /<li>\w+: (?!204)/);
    assert.equal(cryptomus!.invoices()[0]!.status, "paid");
    const response = await post(callbackUrl, { uuid: made.uuid, status: "paid", sign: "" });
    assert.equal(response.status, 401);
    await response.body?.cancel();
  });
});

Deno.test("payments can be broken in the box", async () => {
  await withBox({}, async ({ url, cryptomus }) => {
    const fault = { service: "cryptomus", kind: "status", status: 500, times: "always" };
    const response = await post(`${url}/box/api/faults`, fault);
    assert.equal((await response.json()).cryptomus.length, 1);
    assert.equal(cryptomus!.faults.list().length, 1);
  });
});

Deno.test("with a real key of payments the clock of the box does not move", async () => {
  const environment = {
    CRYPTOMUS_MERCHANT: "8b03432e-385b-4670-8d06-064591096795",
    CRYPTOMUS_API_KEY: "a-real-key-of-nobody",
  };
  await withBox(environment, async ({ url, cryptomus }) => {
    assert.equal(cryptomus, undefined);
    const moved = await post(`${url}/box/api/clock`, { advance: "2h" });
    assert(!moved.ok);
    await moved.body?.cancel();
    const { services } = await (await fetch(`${url}/box/api/state`)).json();
    assert.deepEqual(services[2], { name: "cryptomus", mode: "real" });
  });
});
