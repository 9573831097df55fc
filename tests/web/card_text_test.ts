import assert from "node:assert/strict";
import {
  amountText,
  changeOf,
  degreesText,
  dialled,
  isPicture,
  isWeb,
  lengthText,
} from "../../web/src/chat/card-text.ts";

Deno.test("a price is written as its reader writes numbers, with every digit it came with", () => {
  assert.equal(amountText("67123.40", "en"), "67,123.40");
  assert.equal(amountText("67123.40", "ru").replace(/\s/g, " "), "67 123,40");
  assert.equal(amountText("0.00001234", "en"), "0.00001234");
  assert.equal(amountText("1", "en"), "1");
  assert.equal(amountText("около 5", "ru"), "около 5");
});

Deno.test("a change says which way it goes by a word's choice and a sign", () => {
  assert.deepEqual(changeOf("+1.42", "en"), { direction: "up", signed: "+1.42 %", amount: "1.42" });
  assert.deepEqual(changeOf("-3.07", "ru"), {
    direction: "down",
    signed: "−3,07 %",
    amount: "3,07",
  });
  assert.equal(changeOf("0.00", "en")?.direction, "still");
  assert.equal(changeOf(null, "en"), null);
  assert.equal(changeOf("much", "en"), null);
});

Deno.test("degrees carry their sign; nought has none", () => {
  assert.deepEqual([7.4, -3.4, 0.2, -0.2].map((one) => degreesText(one, "ru")), [
    "+7°",
    "−3°",
    "0°",
    "0°",
  ]);
});

Deno.test("a video's length is read as a clock is", () => {
  assert.deepEqual([5, 185, 3729].map(lengthText), ["0:05", "3:05", "1:02:09"]);
});

Deno.test("a telephone number is dialled by its digits", () => {
  assert.equal(dialled("8 800 2000-122"), "88002000122");
  assert.equal(dialled("+7 (495) 989-50-50"), "+74959895050");
  assert.equal(dialled("112"), "112");
});

Deno.test("only the web's own addresses are opened or shown", () => {
  for (const url of ["https://a.org/b", "http://a.org", "HTTPS://A.ORG"]) assert.ok(isWeb(url));
  for (
    const url of ["javascript:alert(1)", "data:text/html,x", "tg://resolve", "//a.org", "", null]
  ) {
    assert.ok(!isWeb(url), String(url));
  }
  assert.ok(isPicture("https://a.org/b.png"));
  for (const url of ["http://a.org/b.png", "data:image/png,x", null]) assert.ok(!isPicture(url));
});
