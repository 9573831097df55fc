import assert from "node:assert/strict";
import fc from "fast-check";
import { signOf } from "../../clients/cryptomus_sign.ts";
import { readCryptomusWebhook, verifiedWebhook } from "../../clients/cryptomus_webhook.ts";

const KEY = "merchant-api-key-42";
const NOW = Date.parse("2026-11-23T12:00:00Z");

const bytes = (text: string) => new TextEncoder().encode(text);
const verify = (text: string | Uint8Array, keys = [{ key: KEY }] as { key: string }[]) =>
  verifiedWebhook(typeof text === "string" ? bytes(text) : text, keys, NOW);

/** The members of a webhook as PHP writes them, each as its text. */
const PHP = [
  '"type":"payment"',
  '"uuid":"62f88b36-a9d5-4fa6-aa26-e040c3dbf26d"',
  '"order_id":"97a75bf8eda5cca41ba9d2e104840fcd"',
  '"amount":"10.00000000"',
  '"payment_amount":"9.99000000"',
  '"commission":0.10',
  '"is_final":false',
  '"status":"confirm_check"',
  '"from":"THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH"',
  '"wallet_address_uuid":null',
  '"currency":"USD"',
  '"payer_currency":"USDT"',
  '"additional_data":"Тест https:\\/\\/x.y\\/z"',
  '"convert":{"to_currency":"USDT","sign":"none of ours","rate":"1.0"}',
  '"txid":"6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b"',
];

/** The text of a webhook with its signature at a place. */
function signedAt(place: number, members = PHP, key = KEY): string {
  const sign = `"sign":"${signOf(`{${members.join(",")}}`, key)}"`;
  return `{${members.toSpliced(place, 0, sign).join(",")}}`;
}

Deno.test("the documents' bodies have the documents' signatures", () => {
  const vectors = [
    [
      '{"amount":"15","currency":"USD","order_id":"1"}',
      "merchant-api-key-42",
      "27241b4fe4019e6c19622ce88888603c",
    ],
    ["", "super-secret-key", "378e56fc949159c7db57153df46c4978"],
    [
      '{"type":"payment","url":"https:\\/\\/x.y\\/z","additional_data":"Тест"}',
      "k",
      "64cae31dee4738706717933c7b80673c",
    ],
  ] as const;
  for (const [body, key, sign] of vectors) assert.equal(signOf(body, key), sign);
});

Deno.test("a webhook is read wherever its signature stands", () => {
  for (let place = 0; place <= PHP.length; place += 1) {
    const told = verify(signedAt(place)) as Record<string, unknown>;
    assert.equal(told?.status, "confirm_check", String(place));
    assert.deepEqual(told.convert, { to_currency: "USDT", sign: "none of ours", rate: "1.0" });
  }
  assert(verify(signedAt(0, [])), "it may stand alone");
});

Deno.test("amounts come in one spelling, whether texts, numbers or nothing", () => {
  assert.deepEqual(readCryptomusWebhook(bytes(signedAt(3)), [{ key: KEY }], NOW)?.payment, {
    uuid: "62f88b36-a9d5-4fa6-aa26-e040c3dbf26d",
    orderId: "97a75bf8eda5cca41ba9d2e104840fcd",
    amount: "10",
    currency: "USD",
    status: "confirm_check",
    paid: "9.99",
    asked: null,
    payerCurrency: "USDT",
    network: null,
    txid: "6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b",
  });
  const members = ['"uuid":"u"', '"order_id":"o"', '"amount":10.50', '"currency":"USD"'];
  const told = [...members, '"status":"never_heard_of"', '"payment_amount":1e-7'];
  const read = readCryptomusWebhook(bytes(signedAt(0, told)), [{ key: KEY }], NOW)?.payment;
  assert.deepEqual([read?.amount, read?.paid, read?.status], [
    "10.5",
    "0.0000001",
    "never_heard_of",
  ]);
  // Of what has no amount at all nothing can be made, whoever signed it.
  const nothing = signedAt(0, members.toSpliced(2, 1));
  assert.deepEqual(readCryptomusWebhook(bytes(nothing), [{ key: KEY }], NOW), {
    payment: undefined,
  });
  assert.equal(readCryptomusWebhook(bytes(nothing), [{ key: "another" }], NOW), undefined);
});

Deno.test("what was sent in another spelling than it was signed in is read too", () => {
  const sign = `"sign":"${signOf(`{${PHP.join(",")}}`, KEY)}"`;
  const text = `{${[...PHP, sign].join(",")}}`;
  const letters = text.replace("Тест", "\\u0422\\u0435\\u0441\\u0442");
  const spellings = [
    text.replaceAll("\\/", "/"),
    letters,
    letters.replaceAll("\\/", "/"),
    text.replaceAll(/([,:])(?=["\d{tfn])/g, "$1 "),
  ];
  for (const spelling of spellings) {
    assert.notEqual(spelling, text);
    assert(verify(spelling), spelling);
  }
});

Deno.test("what is not signed is refused, whatever it is", () => {
  const good = signedAt(PHP.length);
  const sign = /"sign":"(\w{32})"/.exec(good)![1]!;
  const bad = [
    "",
    "{",
    "null",
    "[]",
    `"${sign}"`,
    `["sign","${sign}"]`,
    `{${PHP.join(",")}}`,
    good.replace(sign, sign.toUpperCase()),
    good.replace(sign, sign.slice(1)),
    good.replace(`"${sign}"`, "null"),
    good.replace(`"${sign}"`, `["${sign}"]`),
    // A second one leaves open which is meant.
    good.replace("}", `,"sign":"${sign}"}`),
    `{"sign":"${sign}",${good.slice(1)}`,
    good.replace("{", `{"\\u0073ign":"${sign}",`),
    good.replace('"sign"', '"signature"'),
    `\uFEFF${good}`,
    `${good},`,
    `{"convert":${good}}`,
  ];
  for (const text of bad) assert.equal(verify(text), undefined, text);
  assert.equal(verify(new Uint8Array([...bytes(good).slice(0, -2), 0xff, 0x7d])), undefined);
});

Deno.test("without a key nothing is taken, and a key that was replaced until its day is over", () => {
  const [old, unsigned] = [signedAt(0, PHP, "old-key"), signedAt(0, PHP, "")];
  const keys = [{ key: KEY }, { key: "old-key", until: NOW + 1 }];
  assert(verifiedWebhook(bytes(old), keys, NOW));
  assert.equal(verifiedWebhook(bytes(old), keys, NOW + 1), undefined);
  assert(verifiedWebhook(bytes(signedAt(0)), keys, NOW + 1));
  assert.equal(verify(old), undefined);
  assert.equal(verify(unsigned, []), undefined);
  assert.equal(verify(unsigned, [{ key: "" }]), undefined);
});

/** JSON of PHP, with its ways of writing strings and numbers. */
const phpString = fc.string({ unit: "binary", maxLength: 8 })
  .filter((words) => words.isWellFormed())
  .map((words) =>
    JSON.stringify(words).replaceAll("/", "\\/")
      .replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")
  );
const phpValue = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    phpString,
    fc.constantFrom("null", "true", "false", "10", "10.0", "1.0e+25", "-0.00", "0.10", "1E5"),
    fc.array(tie("value"), { maxLength: 3 }).map((values) => `[${values.join(",")}]`),
    fc.array(fc.tuple(phpString, tie("value")), { maxLength: 3 }).map((members) =>
      `{${members.map(([name, value]) => `${name}:${value}`).join(",")}}`
    ),
    tie("value").map((value) => `{"sign":${value}}`),
  ),
})).value;
const phpMembers = fc.array(fc.tuple(phpString, phpValue), { maxLength: 6 }).map((members) =>
  members.filter(([name]) => JSON.parse(name) !== "sign").map(([name, value]) => `${name}:${value}`)
);

Deno.test("whatever PHP writes and signs is taken: any keys, numbers, letters and slashes", () => {
  fc.assert(fc.property(phpMembers, fc.nat(6), (members, place) => {
    assert.notEqual(verify(signedAt(place, members)), undefined);
  }));
});

Deno.test("any byte that is changed, added or left out is noticed, unless it means the same", () => {
  const message = fc.tuple(fc.oneof(fc.constant(PHP), phpMembers), fc.nat(20))
    .map(([members, place]) => bytes(signedAt(place, members)));
  const change = fc.record({
    at: fc.nat(),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(...bytes('0123456789,:"{}[] \\/'))),
    how: fc.constantFrom("change", "add", "leave out"),
  });
  fc.assert(
    fc.property(message, change, (message, { at, byte, how }) => {
      const place = at % message.length;
      const removed = how === "add" ? 0 : 1;
      const added = how === "leave out" ? [] : [byte];
      const changed = new Uint8Array([
        ...message.slice(0, place),
        ...added,
        ...message.slice(place + removed),
      ]);
      const told = verify(changed);
      if (told !== undefined) assert.deepEqual(told, verify(message));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("of a webhook as PHP writes it no byte can be another", () => {
  const message = bytes(signedAt(4));
  for (const [place, byte] of message.entries()) {
    for (const other of [byte ^ 1, byte ^ 32, 48, 34, 44]) {
      if (other === byte) continue;
      const changed = message.with(place, other);
      assert.equal(verify(changed), undefined, `${place}: ${new TextDecoder().decode(changed)}`);
    }
  }
});
