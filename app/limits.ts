import { RateLimit } from "../routes/limits.ts";
import type { AppDependencies } from "./dependencies.ts";

export type Limits = ReturnType<typeof createLimits>;

/** How often members may ask for what. */
export function createLimits({ liveness }: Pick<AppDependencies, "liveness">) {
  const now = () => liveness.now();
  return {
    session: new RateLimit({ burst: 120, perMinute: 240, now }),
    chat: new RateLimit({ burst: 120, perMinute: 60, now }),
    call: new RateLimit({ burst: 60, perMinute: 60, now }),
    /** Of what is only looked up: quotes and codes. */
    quote: new RateLimit({ burst: 60, perMinute: 60, now }),
    /** Of purchases and of asking the processor. */
    payment: new RateLimit({ burst: 20, perMinute: 12, now }),
    /** Of one call: renewals, turns as they are said, and tools. */
    agent: new RateLimit({ burst: 120, perMinute: 600, now }),
    export: new RateLimit({ burst: 20, perMinute: 10, now }),
  };
}
