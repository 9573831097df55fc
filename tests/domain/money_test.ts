import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../domain/errors.ts";
import {
  addAmounts,
  type Amount,
  amountOff,
  compareAmounts,
  decimalOf,
  formatMoney,
  parsePrice,
  percentOff,
  scaleOf,
  shareOf,
  subtractAmounts,
  ZERO,
} from "../../domain/money.ts";

const amount = (text: string) => decimalOf(text)!;
const dollars = (text: string) => ({ amount: amount(text), currency: "USD" });

Deno.test("an amount is spelt in one way, whoever wrote it", () => {
  const spelt = [
    ["10.00000000", "10"],
    ["0010.50", "10.5"],
    ["0.00", "0"],
    ["-0.00", "0"],
    ["-0.50", "-0.5"],
    ["123456789012345678901234567890.000000000000000001", undefined],
  ] as const;
  for (const [text, expected] of spelt) assert.equal(decimalOf(text), expected ?? text);
  for (const text of ["", ".5", "5.", "1e9", "1,5", " 1", "+1", "NaN", "٣", "1".repeat(65)]) {
    assert.equal(decimalOf(text), undefined, text);
  }
});

Deno.test("a price that is none is refused with what was expected and what came", () => {
  const thirty = `0.${"1".repeat(30)}`;
  const bad: [text: string, currency: string, reason: string][] = [
    ["0", "USD", 'expected an amount of USD such as 24.99, more than zero, came "0"'],
    ["-1", "USD", 'expected an amount of USD such as 24.99, more than zero, came "-1"'],
    ["1e9", "USD", 'expected an amount of USD such as 24.99, written out in digits, came "1e9"'],
    [
      "1,5",
      "USD",
      'expected an amount of USD such as 24.99, with a point, not a comma, came "1,5"',
    ],
    ["", "USD", 'expected an amount of USD such as 24.99, came ""'],
    [
      "1000000000",
      "USD",
      "expected an amount of USD such as 24.99, less than 1000000000, came " +
      '"1000000000"',
    ],
    [
      thirty,
      "USD",
      "expected an amount of USD such as 24.99, with at most 2 digits after the " +
      `point, came "${thirty}"`,
    ],
    [
      thirty,
      "BTC",
      "expected an amount of BTC such as 0.0015, with at most 8 digits after the " +
      `point, came "${thirty}"`,
    ],
    ["1.5", "XTR", 'expected an amount of XTR such as 250, as a whole number, came "1.5"'],
  ];
  for (const [text, currency, reason] of bad) {
    assert.throws(
      () => parsePrice(text, currency),
      (error) =>
        error instanceof AppError && error.code === "bad_request" &&
        error.details.reason === reason,
      `${text} ${currency}`,
    );
  }
  assert.equal(parsePrice("24.990", "USD"), "24.99");
  assert.equal(parsePrice("250.0", "XTR"), "250");
});

Deno.test("what is off a price is rounded for the buyer", () => {
  assert.deepEqual(percentOff(dollars("24.99"), 15), dollars("21.24"));
  assert.deepEqual(percentOff(dollars("24.99"), 33.33), dollars("16.66"));
  assert.deepEqual(percentOff(dollars("24.99"), 0), dollars("24.99"));
  assert.deepEqual(percentOff(dollars("24.99"), 100), dollars("0"));
  assert.deepEqual(percentOff({ amount: amount("249"), currency: "XTR" }, 50), {
    amount: "124",
    currency: "XTR",
  });
  assert.deepEqual(amountOff(dollars("24.99"), amount("5")), dollars("19.99"));
  assert.deepEqual(amountOff(dollars("4.99"), amount("5")), dollars("0"));
  for (const percent of [-1, 100.01, 0.001, NaN]) {
    assert.throws(() => percentOff(dollars("1"), percent), RangeError, String(percent));
  }
});

Deno.test("money is written as people read it", () => {
  const plain = (text: string) => text.replaceAll(/\s/gu, " ");
  const shown = [
    [dollars("24.99"), "24,99 $", "$24.99"],
    [dollars("1025.00"), "1 025 $", "$1,025"],
    [dollars("0.5"), "0,50 $", "$0.50"],
    [{ amount: amount("250"), currency: "XTR" }, "250 ⭐", "250 ⭐"],
    [{ amount: amount("0.00150"), currency: "BTC" }, "0,0015 BTC", "0.0015 BTC"],
    [{ amount: amount("9.123456"), currency: "USDT" }, "9,123456 USDT", "9.123456 USDT"],
  ] as const;
  for (const [money, russian, english] of shown) {
    assert.equal(plain(formatMoney(money, "ru")), russian);
    assert.equal(plain(formatMoney(money, "en")), english);
  }
});

const anyAmount = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.nat(18)).map(
  ([units, scale]) => {
    const digits = String(units).padStart(scale + 1, "0");
    const [whole, fraction] = [digits.slice(0, -scale || undefined), scale && digits.slice(-scale)];
    return amount(fraction ? `${whole}.${fraction}` : whole);
  },
);

Deno.test("amounts count exactly: what was added comes off again, whatever the digits", () => {
  fc.assert(fc.property(anyAmount, anyAmount, anyAmount, (one, other, third) => {
    assert.equal(subtractAmounts(addAmounts(one, other), other), one);
    assert.equal(addAmounts(one, other), addAmounts(other, one));
    assert.equal(
      addAmounts(addAmounts(one, other), third),
      addAmounts(one, addAmounts(other, third)),
    );
    assert.equal(decimalOf(one), one);
    assert.equal(compareAmounts(one, other) === 0, one === other);
    assert.equal(compareAmounts(one, other) + compareAmounts(other, one), 0);
    const less = subtractAmounts(one, other);
    assert.equal(compareAmounts(less, ZERO), compareAmounts(one, other));
  }));
});

Deno.test("a share is never more than its part, and misses less than one digit", () => {
  fc.assert(fc.property(anyAmount, anyAmount, anyAmount, fc.nat(8), (total, one, other, scale) => {
    const [part, whole] = compareAmounts(one, other) < 0 ? [one, other] : [other, one];
    const share = shareOf(total, part, whole, scale);
    assert(compareAmounts(share, total) <= 0);
    assert((share.split(".")[1] ?? "").length <= scale);
    const digit = decimalOf(scale === 0 ? "1" : `0.${"0".repeat(scale - 1)}1`)!;
    if (part === whole && whole !== ZERO) {
      assert(compareAmounts(addAmounts(share, digit), total) > 0);
    }
  }));
});

Deno.test("per cent off is between nothing and all of it, in the currency's digits", () => {
  const currency = fc.constantFrom("USD", "XTR", "BTC", "JPY");
  const percent = fc.nat(10_000).map((hundredths) => hundredths / 100);
  fc.assert(fc.property(anyAmount, currency, percent, (amount: Amount, currency, percent) => {
    const left = percentOff({ amount, currency }, percent).amount;
    assert(compareAmounts(left, ZERO) >= 0 && compareAmounts(left, amount) <= 0);
    assert((left.split(".")[1] ?? "").length <= scaleOf(currency));
  }));
});
