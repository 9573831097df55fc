import { listDueQueues } from "../../db/outbox.ts";
import { headOf } from "../../db/keys.ts";
import { getMember, setMember } from "../../db/members.ts";
import { setSettings } from "../../db/settings.ts";
import type { Database } from "../../db/tx.ts";
import type { Community } from "../../domain/community.ts";
import type { Member } from "../../domain/member.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../domain/settings.ts";
import { createOutbox, type Outbox } from "../../services/outbox.ts";
import { createOutboxJudge } from "../../services/outbox_judge.ts";
import type { DeliveryResult, OutgoingMessage } from "../../services/ports.ts";
import type { Texts } from "../../services/texts.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "./app.ts";
import { until } from "./conditions.ts";
import { addTestMember } from "./members.ts";
import { temporaryKv } from "./temporary_kv.ts";

/** An outbox that is being sent, with everything that judges it, and Anna. */
export interface Post extends AsyncDisposable {
  db: Database;
  kv: Deno.Kv;
  community: Community;
  /** The community's time, noon in UTC at first, which is 15:00 in its zone. */
  clock: ReturnType<typeof movableClock>;
  outbox: Outbox;
  texts: Texts;
  /** What Telegram answers; sent by default. */
  answer: (message: OutgoingMessage) => DeliveryResult;
  /** What was sent to Anna since it was last asked, once nothing is due any more. */
  received(): Promise<string[]>;
  /** The buttons below the last message. */
  lastButtons(): OutgoingMessage["buttons"];
  change(change: Partial<Member>): Promise<void>;
  choose(settings: Partial<Settings>): Promise<void>;
}

/** Starts such a post; the community's quiet hours are from 22:00 to 9:00. */
export async function startPost(member: Partial<Member> = {}): Promise<Post> {
  const store = await temporaryKv({ headOf });
  const db = store.database;
  const { community } = await testConfig();
  const [clock, ids, texts, wakes] = [movableClock(), testIds(), await testTexts(), new Wakes()];
  const stop = new AbortController();
  let sent: OutgoingMessage[] = [];
  let last: OutgoingMessage | undefined;
  const post: Pick<Post, "answer"> = { answer: () => ({ status: "sent", messageId: 1 }) };
  const judge = createOutboxJudge({ db, clock, community, texts });
  const outbox = createOutbox({
    db,
    clock,
    liveness: { now: Date.now },
    ids,
    wakes,
    chatMessageEvery: 0,
    judge: () => Promise.resolve(judge),
    messenger: {
      send: (message) => {
        const result = post.answer(message);
        if (result.status === "sent") sent.push(last = message);
        return Promise.resolve(result);
      },
    },
  });
  await addTestMember(db, "anna", { telegramId: "1001", createdAt: clock.now(), ...member });
  const running = outbox.run(stop.signal);
  return Object.assign(post, {
    db,
    kv: store.kv,
    community,
    clock,
    outbox,
    texts,
    async received() {
      outbox.hurry();
      const isDone = async () => (await listDueQueues(db, clock.now(), 1)).length === 0;
      await until(isDone, "nothing is due");
      const texts = sent.map(({ text }) => text);
      sent = [];
      return texts;
    },
    lastButtons: () => last?.buttons,
    change: (change: Partial<Member>) =>
      db.tx(async (tx) => setMember(tx, { ...(await getMember(tx, "anna"))!, ...change })),
    choose: (settings: Partial<Settings>) =>
      db.tx((tx) => Promise.resolve(setSettings(tx, "anna", { ...DEFAULT_SETTINGS, ...settings }))),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      await store[Symbol.asyncDispose]();
    },
  });
}
