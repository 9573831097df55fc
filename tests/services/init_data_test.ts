import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { isValid } from "@telegram-apps/init-data-node";
import fc from "fast-check";
import { AppError } from "../../domain/errors.ts";
import { checkInitData, initDataKey } from "../../services/init_data.ts";

const TOKEN = "1234567:AAtest-token-of-nobody-0123456789abcd";
const key = initDataKey(TOKEN);
const signedAt = Date.parse("2026-11-23T12:00:00Z") / 1000;
const SEED = { seed: 20261123 };

/** Signs fields as Telegram documents it: sorted, joined by line feeds. */
function sign(fields: Record<string, string>, token = TOKEN): string {
  const checked = Object.entries(fields).map(([name, value]) => `${name}=${value}`).sort();
  const hash = createHmac("sha256", initDataKey(token)).update(checked.join("\n")).digest("hex");
  return new URLSearchParams({ ...fields, hash }).toString();
}

function check(initData: string, options: { now?: number; maxAgeSeconds?: number } = {}) {
  const { now = signedAt * 1000, maxAgeSeconds = 86_400 } = options;
  return checkInitData(initData, key, { now, maxAgeSeconds });
}

/** Why it was refused; undefined where it was not. */
function refusal(initData: string, options?: Parameters<typeof check>[1]): string | undefined {
  try {
    check(initData, options);
  } catch (error) {
    assert(error instanceof AppError && error.code === "init_data_invalid", String(error));
    return String(error.details.reason);
  }
}

const users = fc.record({
  id: fc.integer({ min: 1, max: 2 ** 52 }),
  first_name: fc.string({ unit: "grapheme" }),
  language_code: fc.option(fc.constantFrom("ru", "en", "pt-BR", ""), { nil: undefined }),
  is_premium: fc.boolean(),
  allows_write_to_pm: fc.option(fc.constant(true), { nil: undefined }),
});

const signedFields = fc.record({
  user: users.map((user) => JSON.stringify(user)),
  auth_date: fc.constant(String(signedAt)),
  query_id: fc.string({ maxLength: 30 }),
  chat_instance: fc.nat().map(String),
  start_param: fc.stringMatching(/^[\w-]{1,64}$/),
  signature: fc.base64String({ maxLength: 88 }),
}, { requiredKeys: ["user", "auth_date"] });

Deno.test("what Telegram signed is accepted, and says who it is", () => {
  fc.assert(
    fc.property(signedFields, (fields) => {
      const found = check(sign(fields));
      const user = JSON.parse(fields.user);
      assert.deepEqual(found, {
        user: {
          id: user.id,
          languageCode: user.language_code,
          reachable: user.allows_write_to_pm === true,
        },
        startParam: fields.start_param ?? null,
        authDate: signedAt,
      });
    }),
    SEED,
  );
});

Deno.test("it agrees with an independent library, whatever was changed on the way", () => {
  const changes = fc.oneof(
    fc.record({ place: fc.nat(), letter: fc.constantFrom("0", "a", "%", "&", "=", "+", "я") }),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(signedFields, changes, fc.boolean(), (fields, change, foreign) => {
      const good = sign(fields, foreign ? "7654321:BBother-token-of-nobody" : TOKEN);
      const place = change ? change.place % good.length : 0;
      const initData = change ? good.slice(0, place) + change.letter + good.slice(place + 1) : good;
      // Age is judged by the test's time here, and by real time there.
      const theirs = isValid(initData, TOKEN, { expiresIn: 0 });
      const reason = refusal(initData);
      if (!theirs) assert.notEqual(reason, undefined, initData);
      else assert.equal(reason, undefined, initData);
    }),
    { ...SEED, numRuns: 1000 },
  );
});

Deno.test("its age is judged at both ends, to the second", () => {
  const initData = sign({ user: '{"id":7}', auth_date: String(signedAt) });
  const at = (seconds: number) =>
    refusal(initData, { now: (signedAt + seconds) * 1000, maxAgeSeconds: 100 });
  assert.deepEqual([at(100), at(100.001), at(-60), at(-60.001)], [
    undefined,
    "too old",
    undefined,
    "from the future",
  ]);
});

Deno.test("signed nonsense is refused with its reason", () => {
  const user = '{"id":7}';
  const date = String(signedAt);
  const cases: [Record<string, string>, string][] = [
    [{ user }, "no auth_date"],
    [{ user, auth_date: "" }, "no auth_date"],
    [{ user, auth_date: "soon" }, "no auth_date"],
    [{ user, auth_date: "1e300" }, "no auth_date"],
    [{ user, auth_date: "-5" }, "no auth_date"],
    [{ user, auth_date: "NaN" }, "no auth_date"],
    [{ user, auth_date: "Infinity" }, "no auth_date"],
    [{ user, auth_date: `${signedAt}.5` }, "no auth_date"],
    [{ auth_date: date }, "no user"],
    [{ auth_date: date, user: "{" }, "user is not JSON"],
    [{ auth_date: date, user: "null" }, "user has no id"],
    [{ auth_date: date, user: '{"id":"7"}' }, "user has no id"],
    [{ auth_date: date, user: '{"id":-7}' }, "user has no id"],
    [{ auth_date: date, user: '{"id":7.5}' }, "user has no id"],
    [{ auth_date: date, user: '{"id":1e400}' }, "user has no id"],
  ];
  for (const [fields, reason] of cases) {
    assert.equal(refusal(sign(fields)), reason, JSON.stringify(fields));
  }
});

Deno.test("any text at all is refused, and never breaks the check", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary" }), fc.webQueryParameters()),
      (text) => assert.notEqual(refusal(text), undefined),
    ),
    SEED,
  );
});
