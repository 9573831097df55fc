import { getStarsSubscription } from "../db/stars.ts";
import type { Database } from "../db/tx.ts";
import { isRenewing } from "../domain/stars_subscription.ts";
import type { Answers } from "../services/answers.ts";
import { createErasures } from "../services/erasure.ts";
import { createExports } from "../services/export.ts";
import { createIncognito } from "../services/incognito.ts";
import { createNotices } from "../services/notices.ts";
import type { Outbox } from "../services/outbox.ts";
import { createSale } from "../services/sale.ts";
import { createSettings } from "../services/settings.ts";
import { createTrials } from "../services/trials.ts";
import type { Wakes } from "../services/wakes.ts";
import type { AppDependencies } from "./dependencies.ts";
import type { Loading } from "./loading.ts";

/** What the first requests do without, such as settings, the sale, notices, exports and erasures. */
export function createMoreServices(
  deps:
    & Pick<
      AppDependencies,
      "config" | "clock" | "liveness" | "ids" | "texts" | "telegram" | "payments"
    >
    & {
      db: Database;
      wakes: Wakes;
      outbox: Outbox;
      answers: Answers;
      answering: Loading["answering"];
      selling: Loading["selling"];
      endCall: (memberId: string) => Promise<void>;
    },
) {
  const { db, clock, texts, telegram, answers, answering } = deps;
  const { community } = deps.config;
  const { token: botToken } = deps.config.telegram;
  const trials = createTrials({ ...deps, community });
  const coins = async () => await (await deps.selling()).invoices.coins();
  const crypto = deps.payments !== undefined;
  const endSubscription = async (memberId: string) => {
    const subscription = await getStarsSubscription(db, memberId);
    if (!subscription || !isRenewing(subscription, clock.now())) return;
    await (await deps.selling()).stars.cancel(memberId);
  };
  return {
    trials,
    sale: createSale({ community, trials, crypto, coins }),
    incognito: createIncognito({
      ...deps,
      community,
      converse: async (...talk) => await (await answering()).converseIncognito(...talk),
    }),
    erasures: createErasures({ ...deps, community, answers, endSubscription, botToken }),
    exports: createExports({ db, clock, texts, botToken }),
    notices: createNotices({ db, clock }),
    settings: createSettings({ db, community, messenger: telegram, texts }),
  };
}
