/** Redeeming a code, as it was typed or followed. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Redeemed } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";

export interface Redeeming {
  busy: ReadonlySignal<boolean>;
  /** What came of the last code. */
  done: ReadonlySignal<Redeemed | null>;
  /** Why the last code was not taken. */
  refusal: ReadonlySignal<ApiError | null>;
  /** Redeems it. A discount is not used up by this: it is for the checkout. */
  redeem(code: string): Promise<Redeemed | null>;
  /** Forgets what came of the last one. */
  clear(): void;
}

/** Redeems codes, one at a time; an empty one is not sent. */
export function createRedeeming(
  { api, onDone }: { api: Pick<Api, "json">; onDone?(redeemed: Redeemed): void },
): Redeeming {
  const busy = signal(false);
  const done = signal<Redeemed | null>(null);
  const refusal = signal<ApiError | null>(null);
  const clear = () => {
    done.value = null;
    refusal.value = null;
  };
  return {
    busy,
    done,
    refusal,
    clear,
    async redeem(code) {
      const written = code.trim();
      if (!written || busy.value) return null;
      busy.value = true;
      clear();
      try {
        const redeemed = await api.json<Redeemed>("/api/promo", {
          method: "POST",
          body: { code: written },
        });
        done.value = redeemed;
        onDone?.(redeemed);
        return redeemed;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        refusal.value = error;
        return null;
      } finally {
        busy.value = false;
      }
    },
  };
}
