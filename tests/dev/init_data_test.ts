import assert from "node:assert/strict";
import { isValid, parse, validate } from "@telegram-apps/init-data-node";
import { initDataPublicKey, signInitData } from "../../dev/init_data.ts";
import { DEMO_MEMBERS } from "../../dev/telegram/members.ts";

const TOKEN = "7000000001:box-token";
const member = DEMO_MEMBERS[0]!;
/** The library judges age by real time. */
const authDate = Math.floor(Date.now() / 1000);

Deno.test("an independent library accepts the data", async () => {
  const initData = await signInitData({
    token: TOKEN,
    member,
    authDate,
    startParam: "promo-7",
    chatType: "private",
    queryId: "AAF",
  });
  validate(initData, TOKEN);
  const parsed = parse(initData);
  assert.equal(parsed.user?.id, 1001);
  assert.equal(parsed.user?.first_name, "Артём");
  assert.equal(parsed.user?.language_code, "ru");
  assert.equal(parsed.user?.allows_write_to_pm, true);
  assert.equal(parsed.start_param, "promo-7");
  assert.equal(parsed.chat_type, "private");
  assert.equal(parsed.query_id, "AAF");
  assert.equal(parsed.auth_date.getTime(), authDate * 1000);
});

Deno.test("whoever the bot may not write to is told apart by a field that is missing", async () => {
  const initData = await signInitData({ token: TOKEN, member, mayWrite: false, authDate });
  assert.equal(parse(initData).user?.allows_write_to_pm, undefined);
});

Deno.test("another token or a changed field is noticed", async () => {
  const initData = await signInitData({ token: TOKEN, member, authDate });
  assert.equal(isValid(initData, "7000000001:other"), false);
  for (const field of ["user", "auth_date", "signature"]) {
    const changed = new URLSearchParams(initData);
    changed.set(field, `${changed.get(field)}1`);
    assert.equal(isValid(changed, TOKEN), false, field);
  }
});

Deno.test("extra fields are signed along, and may replace the usual ones", async () => {
  const user = JSON.stringify({ id: 5, first_name: "Other" });
  const initData = await signInitData({
    token: TOKEN,
    member,
    authDate,
    extra: { user, can_send_after: "10" },
  });
  validate(initData, TOKEN);
  assert.equal(parse(initData).user?.id, 5);
  assert.equal(new URLSearchParams(initData).get("can_send_after"), "10");
});

Deno.test("the signature for third parties holds against the box's own key", async () => {
  const initData = new URLSearchParams(await signInitData({ token: TOKEN, member, authDate }));
  const signature = initData.get("signature") ?? "";
  initData.delete("signature");
  initData.delete("hash");
  const lines = [...initData].map(([key, value]) => `${key}=${value}`).sort();
  const key = await crypto.subtle.importKey(
    "raw",
    Uint8Array.fromHex(await initDataPublicKey()),
    "Ed25519",
    false,
    ["verify"],
  );
  const valid = await crypto.subtle.verify(
    "Ed25519",
    key,
    Uint8Array.fromBase64(signature, { alphabet: "base64url" }),
    new TextEncoder().encode(`7000000001:WebAppData\n${lines.join("\n")}`),
  );
  assert.equal(valid, true);
});
