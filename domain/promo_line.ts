/** A promo code in one short line, as an operator writes it to the bot. */
import { AppError } from "./errors.ts";
import type { PromoWords } from "./new_promo.ts";

/**
 * Reads such as `SPRING 20%`, `SPRING 5 USD`, `SPRING 7 days`, `SPRING pro 30 days`, and after it any
 * of `x100` (uses), `once`, `first`, `from 2026-12-01`, `until 2026-12-31`, `for plan:pro`,
 * `#campaign`.
 *
 * Errors: `bad_request` with a `reason` for a word that is none of these.
 */
export function readPromoLine(line: string): { code: string; words: PromoWords } {
  const [code = "", ...rest] = line.trim().split(/\s+/);
  const words: PromoWords = {};
  const left = [...rest];
  while (left.length > 0) {
    const taken = takeDays(left, words) ?? takeWord(left, words);
    if (taken === undefined) {
      const reason = `expected such as SPRING 20% x100 until 2026-12-31, came "${left[0]}"`;
      throw new AppError("bad_request", { reason });
    }
    left.splice(0, taken);
  }
  return { code, words };
}

/** `7 days` or `pro 30 days`; how many words that was. */
function takeDays([first = "", second = "", third = ""]: string[], words: PromoWords) {
  const isDays = (word: string) => /^(days?|дн(я|ей|и)|день)$/i.test(word);
  if (/^\d+$/.test(first) && isDays(second)) {
    words.days = first;
    return 2;
  }
  if (!/^\d+$/.test(second) || !isDays(third)) return undefined;
  words.plan = first.toLowerCase();
  words.days = second;
  return 3;
}

function takeWord([first = "", second = ""]: string[], words: PromoWords): number | undefined {
  const lower = first.toLowerCase();
  const uses = /^[xх](\d+)$/i.exec(first)?.[1];
  if (/%$/.test(first)) words.percent = first;
  else if (uses !== undefined) words.max = uses;
  else if (lower === "once" || lower === "first") words[lower] = true;
  else if (/^#./.test(first)) words.campaign = first.slice(1);
  else if (lower === "from" || lower === "until") {
    words[lower] = second;
    return 2;
  } else if (lower === "for") {
    words.offers = second;
    return 2;
  } else if (/^[\d.,]+$/.test(first) && /^[a-z]{3}$/i.test(second)) {
    words.amount = first;
    words.currency = second;
    return 2;
  } else return undefined;
  return 1;
}
