import fc from "fast-check";
import { assertInvariants } from "./checks.ts";
import { scripts } from "./play.ts";

/** The same runs every time; `INVARIANTS_SEED` and `INVARIANTS_RUNS` choose others. */
const SEED = Number(Deno.env.get("INVARIANTS_SEED") ?? 20261123);
const RUNS = Number(Deno.env.get("INVARIANTS_RUNS") ?? 60);

for (const rough of [false, true]) {
  Deno.test({
    name: rough
      ? "invariant: the conversation keeps its invariants while processes die and stall and the store fails"
      : "invariant: the conversation keeps its invariants in every interleaving of two processes",
    fn: async () => {
      await fc.assert(
        fc.asyncProperty(scripts(rough), async (script) => void await assertInvariants(script)),
        {
          seed: SEED,
          numRuns: RUNS,
        },
      );
    },
  });
}
