/** What members, payers, operators and the time do to a shop, as a number decides. */
import { SHORT_PAYMENTS } from "../../domain/community.ts";
import type { PaymentWay } from "../../domain/offer.ts";
import type { ShopPlan } from "./shop_world.ts";
import { CALM, numbersFrom, type Trouble } from "./simulation.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How webhooks come. */
type Delivery = "once" | "thrice" | "reversed" | "late" | "lost";

/** One thing that is done; `which` and `slot` choose among what there is then. */
export type Operation =
  & { slot: number; /** Steps until the next thing is done. */ steps: number }
  & (
    | {
      do: "buy";
      member: number;
      offer: string;
      gift: boolean;
      way: PaymentWay;
      code: string | undefined;
      /** Taps: in this process, then in the other one. */
      taps: number;
    }
    | { do: "quote"; member: number; offer: string; code: string }
    | { do: "pay"; which: number; how: number; delivery: Delivery }
    | { do: "pay in Stars"; which: number; told: boolean }
    | { do: "replay"; count: number }
    | { do: "poll" }
    | { do: "check now"; which: number }
    | { do: "cancel"; which: number }
    | { do: "redeem"; member: number; which: number }
    | { do: "refund"; which: number; by: "member" | "operator" }
    | { do: "move the clock"; milliseconds: number }
    | { do: "kill" }
  );

export interface Schedule extends ShopPlan {
  operations: Operation[];
}

const TROUBLES: Trouble[] = [
  CALM,
  { commit: 0.02, read: 0.005, death: 0.003 },
  { commit: 0.1, read: 0.02, death: 0.01 },
];

/** The schedule of a number. */
export function scheduleOf(seed: number, length: number): Schedule {
  const chance = new Chance(numbersFrom(seed ^ 0x5fe7a));
  return {
    seed,
    shortPayment: chance.of(SHORT_PAYMENTS),
    trouble: chance.of(TROUBLES),
    outages: chance.of([0, 0, 0.1]),
    operations: operationsOf(chance, length),
  };
}

class Chance {
  constructor(readonly next: () => number) {}

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** How often each thing is done. */
const WEIGHTS: Record<Operation["do"], number> = {
  "buy": 7,
  "quote": 1,
  "pay": 10,
  "pay in Stars": 2,
  "replay": 2,
  "poll": 2,
  "check now": 1,
  "cancel": 1,
  "redeem": 4,
  "refund": 2,
  "move the clock": 2,
  "kill": 1,
};
const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) =>
  new Array(weight).fill(kind) as Operation["do"][]
);

/** Where nothing was bought little can happen, and credit is there only where too much came. */
function operationsOf(chance: Chance, length: number): Operation[] {
  const begins: Operation["do"][] = chance.of([["buy", "buy"], ["buy", "pay", "buy", "pay"]]);
  const isSlow = begins.length > 2;
  return Array.from({ length }, (_, place) => {
    const operation = operationOf(chance, begins[place] ?? chance.of(KINDS));
    return isSlow && place < 3 ? { ...operation, steps: 1000 } : operation;
  });
}

function operationOf(chance: Chance, what: Operation["do"]): Operation {
  const slot = chance.below(2);
  const steps = chance.of([0, 3, 10, 30, 100, 1000]);
  const which = chance.below(100);
  // Mostly one of them, so that credit and days meet.
  const member = chance.of([1, 1, 1, 0, 2]);
  const base = { slot, steps };
  switch (what) {
    case "buy":
      return {
        ...base,
        do: what,
        member,
        offer: chance.of(["plan:pro", "plan:pro", "pack:hour"]),
        gift: chance.of([false, false, true]),
        way: chance.of(["crypto", "crypto", "crypto", "crypto", "stars"]),
        code: chance.of([
          ...[undefined, undefined, undefined, undefined, undefined],
          ...["HALF", "HALF", "HALF", "twenty", "WHOLE", "FIRST", "WEEK"],
        ]),
        taps: chance.of([1, 1, 1, 2, 3]),
      };
    case "quote":
      return {
        ...base,
        do: what,
        member,
        offer: chance.of(["plan:pro", "plan:none"]),
        code: chance.of(["HALF", "TWENTY"]),
      };
    case "pay":
      return {
        ...base,
        do: what,
        which,
        how: chance.below(100),
        delivery: chance.of(["once", "thrice", "reversed", "late", "lost"]),
      };
    case "pay in Stars":
      return { ...base, do: what, which, told: chance.of([true, true, false]) };
    case "replay":
      return { ...base, do: what, count: 1 + chance.below(6) };
    case "check now":
    case "cancel":
      return { ...base, do: what, which };
    case "redeem":
      return { ...base, do: what, member, which };
    case "refund":
      return { ...base, do: what, which, by: chance.of(["member", "operator"]) };
    case "move the clock":
      return {
        ...base,
        do: what,
        milliseconds: chance.of([5 * MINUTE, HOUR + MINUTE, DAY + HOUR]),
      };
    default:
      return { ...base, do: what } as Operation;
  }
}
