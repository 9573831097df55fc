import { compareKeys, isBelow, kindOf } from "./key_order.ts";

/** The keys below `prefix`, from `start` (with it) to `end` (without it) where they are given. */
export interface Selector {
  prefix: Deno.KvKey;
  start?: Deno.KvKey;
  end?: Deno.KvKey;
}

export interface ListOptions {
  limit?: number;
  reverse?: boolean;
}

/** The selector as Deno KV takes it, which knows no prefix together with both a start and an end. */
export function toKvSelector({ prefix, start, end }: Selector): Deno.KvListSelector {
  for (const bound of [start, end]) {
    if (bound && !isBelow(prefix, bound)) {
      throw new Error(`a list from ${kindOf(prefix)} got a bound that is not below its prefix`);
    }
  }
  if (start && end) return { start, end };
  if (start) return { prefix, start };
  return end ? { prefix, end } : { prefix };
}

/** Whether the selector selects `key`. */
export function selects({ prefix, start, end }: Selector, key: Deno.KvKey): boolean {
  return isBelow(prefix, key) &&
    (start === undefined || compareKeys(start, key) <= 0) &&
    (end === undefined || compareKeys(key, end) < 0);
}
