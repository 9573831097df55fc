import assert from "node:assert/strict";
import fc from "fast-check";
import {
  canonicalCode,
  codeLink,
  makeCode,
  readCode,
  shapeOf,
  SHORT_LENGTH,
} from "../../domain/promo_code.ts";
import { realBytes } from "../kit/promos.ts";

const code = fc.stringMatching(/^[0-9A-Z]{3,32}$/);

Deno.test("a code is the same however it is typed", () => {
  const typings: [typed: string, canonical: string][] = [
    ["spring20", "SPRING20"],
    ["  Spring-20\n", "SPRING20"],
    ["SPRING — 20", "SPRING20"],
    ["S P R I N G 2 0", "SPRING20"],
    ["ＳＰＲＩＮＧ２０", "SPRING20"],
    ["SPRING\u200b20", "SPRING20"],
    ["отк рто", "OTKPTO"],
    ["АВЕКМНОРСТУХ", "ABEKMHOPCTYX"],
    ["авекмнорстух", "ABEKMHOPCTYX"],
    ["ΑΒΕ٢٠", "ABE20"],
  ];
  for (const [typed, canonical] of typings) assert.equal(canonicalCode(typed), canonical, typed);
});

Deno.test("what has other letters, or is too short or too long, is no code", () => {
  for (const typed of ["", "AB", "ЖЁЛУДЬ", "SPRING!", "code🎁", "A".repeat(33), "a".repeat(1e6)]) {
    assert.equal(canonicalCode(typed), undefined, typed.slice(0, 20));
  }
});

Deno.test("a canonical code is its own, and any text is one or none", () => {
  fc.assert(fc.property(code, (code) => canonicalCode(code) === code));
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const read = canonicalCode(text);
    if (read !== undefined) assert.equal(canonicalCode(read), read);
  }));
});

Deno.test("codes that look alike have one shape, and a made code is its own", () => {
  assert.equal(shapeOf("SPRING20"), shapeOf("SPR1NG2O"));
  assert.equal(shapeOf("SALE"), shapeOf("SAIE"));
  fc.assert(fc.property(code, (code) => shapeOf(shapeOf(code)) === shapeOf(code)));
  const made = makeCode(realBytes);
  assert.equal(shapeOf(made), made);
});

Deno.test("a link says what a code is of", () => {
  assert.deepEqual(readCode("promo_SPRING20"), { kind: "promo", code: "SPRING20" });
  assert.deepEqual(readCode("GIFT_abc"), { kind: "gift", code: "ABC" });
  assert.deepEqual(readCode("ref_ж"), { kind: "ref", code: undefined });
  assert.deepEqual(readCode("spring_20"), { code: "SPRING20" });
  assert.equal(codeLink("sfera_bot", "gift", "ABC"), "https://t.me/sfera_bot?start=gift_ABC");
  // Telegram takes no longer ones, https://core.telegram.org/bots/features#deep-linking
  assert(`promo_${"A".repeat(32)}`.length <= 64);
});

Deno.test("a made code is of 84 bits, all letters as likely, and none alike", () => {
  const letters = new Map<string, number>();
  const codes = Array.from({ length: 2000 }, () => makeCode(realBytes));
  assert.equal(new Set(codes).size, 2000);
  for (const code of codes) {
    assert.equal(code.length, 17);
    for (const letter of code) letters.set(letter, (letters.get(letter) ?? 0) + 1);
  }
  assert(17 * Math.log2(letters.size) >= 80, `of ${letters.size} letters`);
  assert(![..."01OIL"].some((letter) => letters.has(letter)));
  const mean = 2000 * 17 / letters.size;
  for (const [letter, count] of letters) assert(Math.abs(count - mean) < mean / 3, letter);
  assert.equal(makeCode(realBytes, SHORT_LENGTH).length, 10);
});

Deno.test("the number that stands for no letter is thrown again", () => {
  const given = [[31, 31, 0], [31, 1, 2], [3, 3, 3]];
  assert.equal(makeCode(() => Uint8Array.from(given.shift()!), 3), "234");
});
