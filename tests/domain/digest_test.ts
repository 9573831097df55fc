import assert from "node:assert/strict";
import fc from "fast-check";
import type { Turn } from "../../domain/conversation.ts";
import {
  checkSummary,
  firstPart,
  isWorthSummary,
  MOST_ATTEMPTS,
  PART_TOKENS,
  PART_TURNS,
  pauseAfter,
} from "../../domain/digest.ts";
import { estimateTokens } from "../../domain/tokens.ts";

function turns(...texts: string[]): Turn[] {
  return texts.map((text, index) => ({
    schema: 1,
    sequence: index + 1,
    role: index % 2 === 0 ? "member" : "assistant",
    text,
    at: index,
    source: "app",
    generationId: "g",
    status: "complete",
  }));
}

Deno.test("a summary has three to five sentences", () => {
  assert.deepEqual(checkSummary(" Раз.  Два.\nТри. "), { text: "Раз. Два. Три." });
  assert("text" in checkSummary("Купил за 24.99. Спросил «зачем?» Ушёл."));
  for (
    const text of ["", "...", "Раз. Два.", "А. Б. В. Г. Д. Е.", `${"я".repeat(2000)}. Да. Нет.`]
  ) {
    assert("problem" in checkSummary(text), text.slice(0, 20));
  }
});

Deno.test("one greeting and its answer are not worth a summary, one real exchange is", () => {
  assert(!isWorthSummary(turns("Привет", "Привет. Чем займёмся?")));
  assert(isWorthSummary(turns("Привет", "Привет.", "Как поставить стоп?")));
  assert(isWorthSummary(turns("Расскажи о риске", "О риске. ".repeat(100))));
});

Deno.test("a long conversation is cut into parts that fit, at a turn of the member", () => {
  const long = turns(...Array.from({ length: 50 }, () => "я".repeat(2000)));
  const part = firstPart(long);
  assert(part.length > 2 && part.length < 50);
  assert.equal(long[part.length]!.role, "member");
  assert.equal(
    firstPart(turns(...Array.from({ length: PART_TURNS + 9 }, () => "а"))).length,
    PART_TURNS,
  );
});

Deno.test("whatever was said, the parts are the whole, and each fits or is one turn", () => {
  const lengths = fc.array(fc.nat(30_000), { maxLength: 60 });
  fc.assert(fc.property(lengths, fc.boolean(), (lengths, oneRole) => {
    let rest = turns(...lengths.map((length) => "a".repeat(length)));
    if (oneRole) rest = rest.map((turn) => ({ ...turn, role: "assistant" }));
    while (rest.length > 0) {
      const part = firstPart(rest);
      const tokens = part.reduce((sum, { text }) => sum + estimateTokens(text), 0);
      assert(part.length >= 1 && (tokens <= PART_TOKENS || part.length === 1));
      assert.deepEqual(part, rest.slice(0, part.length));
      rest = rest.slice(part.length);
    }
  }));
});

Deno.test("pauses between attempts grow, and are bounded", () => {
  const pauses = Array.from({ length: MOST_ATTEMPTS }, (_, index) => pauseAfter(index + 1));
  assert.deepEqual(pauses, pauses.toSorted((one, other) => one - other));
  assert(pauses[0]! >= 3 * 60_000 && pauses.at(-1)! === 6 * 3600_000);
});
