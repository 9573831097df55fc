import { headOf } from "../db/keys.ts";
import { createDatabase } from "../db/tx.ts";
import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";
import { type Answers, createAnswers } from "../services/answers.ts";
import { createChat } from "../services/chat.ts";
import { createClosing } from "../services/closing.ts";
import { createLeases } from "../services/leases.ts";
import { createMembers } from "../services/members.ts";
import { createOutbox } from "../services/outbox.ts";
import { createSessions } from "../services/sessions.ts";
import { Wakes } from "../services/wakes.ts";
import type { AppDependencies } from "./dependencies.ts";
import { createLoading } from "./loading.ts";

export type Services = ReturnType<typeof createServices>;

/** Puts the use cases together over one store; `signal` ends what runs on its own. */
export function createServices(deps: AppDependencies, signal: AbortSignal) {
  const { config, kv, clock, liveness, ids, random, texts, telegram } = deps;
  const { community, operators } = config;
  const { token: botToken, initDataMaxAgeSeconds } = config.telegram;
  const db = createDatabase(kv, { ids, random, headOf });
  const wakes = new Wakes();
  const base = { db, clock, liveness, ids, community, texts, wakes };

  const outbox = createOutbox({
    ...base,
    messenger: telegram,
    judge: once(async () => {
      const { createOutboxJudge } = await import(
        later("../services/outbox_judge.ts")
      ) as typeof import("../services/outbox_judge.ts");
      return createOutboxJudge(base);
    }),
    chatMessageEvery: deps.chatMessageEvery,
  });
  const loading = createLoading({ ...deps, ...base, outbox, signal, answers: () => answers });
  const closing = createClosing({ ...base, outbox });
  const answers: Answers = createAnswers({
    ...base,
    outbox,
    closing,
    converse: async (...turn) => await (await loading.answering()).converse(...turn),
  });
  const members = createMembers({
    ...base,
    operators,
    erasures: {
      finish: async (...one) => await (await loading.more()).erasures.finish(...one),
      isUnderWay: async (...one) => await (await loading.more()).erasures.isUnderWay(...one),
      restored: async (...one) => await (await loading.more()).erasures.restored(...one),
    },
    invited: async (...one) => await (await loading.codes()).invited(...one),
  });
  return {
    db,
    outbox,
    loading,
    answers,
    members,
    chat: createChat({ ...base, answers }),
    leases: createLeases({ db, clock: liveness, holder: ids.next() }),
    sessions: createSessions({ clock, members, botToken, initDataMaxAgeSeconds }),
  };
}
