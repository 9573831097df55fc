import assert from "node:assert/strict";
import { parseBotLink } from "../../../dev/box/link.ts";
import { AppError } from "../../../domain/errors.ts";

Deno.test("a start link leads to the chat, a startapp link into the app", () => {
  const cases = {
    "https://t.me/sfera_bot?start=CLUB20": {
      kind: "start",
      url: "https://t.me/sfera_bot?start=CLUB20",
    },
    "t.me/sfera_bot": { kind: "start", url: "https://t.me/sfera_bot" },
    " /Sfera_Bot?start=x ": { kind: "start", url: "https://t.me/Sfera_Bot?start=x" },
    "t.me/sfera_bot?startapp=plans": { kind: "app", startParam: "plans" },
    "https://t.me/sfera_bot/app?startapp=plans&mode=compact": { kind: "app", startParam: "plans" },
    "https://t.me/sfera_bot/app": { kind: "app", startParam: "" },
  };
  for (const [link, expected] of Object.entries(cases)) {
    assert.deepEqual(parseBotLink(link, "sfera_bot"), expected);
  }
});

Deno.test("other links, other bots and broken parameters are refused", () => {
  const wrong = [
    "",
    "hello",
    "https://example.com/sfera_bot?start=x",
    "t.me/other_bot?start=x",
    "t.me/sfera_bot?start=a b",
    `t.me/sfera_bot?start=${"x".repeat(65)}`,
    `t.me/sfera_bot?startapp=${"x".repeat(513)}`,
  ];
  for (const link of wrong) assert.throws(() => parseBotLink(link, "sfera_bot"), AppError);
});
