import assert from "node:assert/strict";
import type { Fault } from "../../dev/faults.ts";
import type { ModelScript } from "../../dev/gemini/answers.ts";
import { TURN_LENGTH } from "../../domain/conversation.ts";
import { type Bench, withGemini } from "../clients/gemini_kit.ts";
import { sessionHeaders, type TestApp, testApp } from "../kit/app.ts";
import { converse } from "../kit/chat.ts";
import { textOf } from "../kit/events.ts";

interface Case {
  faults?: (Omit<Fault, "times"> & { times?: number })[];
  says?: ModelScript[];
  /** What the member reads; a failed answer has none that counts. */
  text?: RegExp;
  /** The code of the notice; absent where the answer came through. */
  notice?: string;
  /** How often Gemini was asked. */
  requests: number;
}

const ENDLESS = 600_000;
const always = { times: Infinity };
/** How long Gemini may be silent, in milliseconds; short only where its silence is waited out. */
const PATIENCE = 10_000, SHORT_PATIENCE = 400;

const CASES: Record<string, Case> = {
  "Gemini is silent": {
    faults: [{ kind: "slow", milliseconds: ENDLESS }],
    notice: "model_timeout",
    requests: 1,
  },
  "Gemini falls silent in the middle": {
    faults: [{ kind: "slow", milliseconds: ENDLESS, detail: "middle" }],
    notice: "model_timeout",
    requests: 1,
  },
  "Gemini asks to wait a little": {
    faults: [{ kind: "status", status: 429, retryAfterSeconds: 2 }],
    text: /^Спред — это/,
    requests: 2,
  },
  "Gemini asks to wait for too long": {
    faults: [{ kind: "status", status: 429, retryAfterSeconds: 60, ...always }],
    notice: "model_busy",
    requests: 1,
  },
  "the day's quota is used up": {
    faults: [{ kind: "status", status: 429, detail: "per-day", retryAfterSeconds: 37, ...always }],
    notice: "model_busy",
    requests: 1,
  },
  "Gemini breaks once": {
    faults: [{ kind: "status", status: 500 }],
    text: /^Спред — это/,
    requests: 2,
  },
  "Gemini stays broken": {
    faults: [{ kind: "status", status: 500, ...always }],
    notice: "model_failed",
    requests: 4,
  },
  "Gemini stays overloaded": {
    faults: [{ kind: "status", status: 503, ...always }],
    notice: "model_busy",
    requests: 4,
  },
  "the connection is lost before the answer": {
    faults: [{ kind: "drop" }],
    text: /^Спред — это/,
    requests: 2,
  },
  "the stream is cut in the middle": {
    faults: [{ kind: "cut" }],
    notice: "model_failed",
    requests: 1,
  },
  "the stream ends politely in the middle": {
    faults: [{ kind: "cut", detail: "clean" }],
    notice: "model_failed",
    requests: 1,
  },
  "the answer is withheld": {
    says: [{ text: "", finishReason: "SAFETY" }],
    notice: "model_failed",
    requests: 1,
  },
  "the model says nothing": {
    says: [{ text: "" }],
    notice: "model_failed",
    requests: 1,
  },
  "the model sends nonsense": {
    says: [{ event: "{]", text: "Спред." }],
    notice: "model_failed",
    requests: 1,
  },
  "the model calls a tool that is none": {
    says: [{ calls: [{ name: "give_me_pro" }] }, { text: "Так не умею." }],
    text: /^Так не умею\.$/,
    requests: 2,
  },
  "the model calls a tool with wrong arguments": {
    says: [
      { calls: [{ name: "save_user_name", arguments: { nam: 5 } }, { name: "recall" }] },
      { text: "Скажи ещё раз." },
    ],
    text: /^Скажи ещё раз\.$/,
    requests: 2,
  },
  "Gemini breaks after a tool has run": {
    faults: [{ kind: "slow", milliseconds: 0 }, { kind: "status", status: 500, ...always }],
    says: [{ calls: [{ name: "save_user_name", arguments: { name: "Артём" } }] }],
    notice: "model_failed",
    requests: 5,
  },
};

const ask = (app: TestApp, token: string) => converse(app, token, "Что такое спред?");

async function usedBy(app: TestApp, token: string): Promise<number> {
  const response = await app.ask("/api/me", { headers: sessionHeaders(token) });
  return (await response.json()).allowances[0].used;
}

function arm({ standIn }: Bench, { faults = [], says = [] }: Case): void {
  for (const fault of faults) standIn.faults.add({ ...fault, match: "streamGenerateContent" });
  for (const script of says) standIn.script(script);
  standIn.script({ text: "Спред — это разница между покупкой и продажей.", ...always });
}

for (const [what, one] of Object.entries(CASES)) {
  Deno.test(`${what}: ${one.notice ? "said plainly, not charged" : "answered"}`, async () => {
    const waits = one.faults?.some(({ milliseconds }) => milliseconds === ENDLESS);
    const requestTimeoutMilliseconds = waits ? SHORT_PATIENCE : PATIENCE;
    await withGemini({ requestTimeoutMilliseconds }, async (bench) => {
      await using app = await testApp({ model: bench.model });
      const token = await app.enter();
      arm(bench, one);
      const events = await ask(app, token);
      const { data } = events.at(-1)!;
      assert.equal(bench.standIn.requests().length, one.requests);
      if (one.notice) {
        const notice = events.at(-2)!;
        assert.equal(notice.data.code, one.notice);
        assert.match(notice.data.text, /^[А-Я].+\.$/);
        assert.deepEqual([data.status, data.charged], ["failed", false]);
      } else {
        assert.match(textOf(events), one.text!);
        assert.deepEqual([data.status, data.charged], ["complete", true]);
      }
      assert.equal(await usedBy(app, token), one.notice ? 0 : 1);
      assert.doesNotMatch(JSON.stringify(events), /gemini|google|Error|\bat \S+:\d+/i);

      bench.standIn.faults.clear();
      assert.match(textOf(await ask(app, token)), /^Спред — это/, "and works again afterwards");
    });
  });
}

Deno.test("a model that does not stop talking is cut off, and what it said is kept", async () => {
  await withGemini({}, async (bench) => {
    await using app = await testApp({ model: bench.model });
    const token = await app.enter();
    bench.standIn.script({ text: "👩‍👩‍👧‍👦 слово ".repeat(8000) });
    const events = await ask(app, token);
    assert.equal(events.at(-1)!.data.status, "complete");
    const history = await app.ask("/api/chat", { headers: sessionHeaders(token) });
    const { turns } = await history.json();
    assert.equal(turns[1].text, textOf(events).trim());
    assert(turns[1].text.length > TURN_LENGTH / 2 && turns[1].text.length <= TURN_LENGTH);
    assert(turns[1].text.isWellFormed());
    assert.equal(await usedBy(app, token), 1);
  });
});

Deno.test("a wrong key is not shown to the member", async () => {
  await withGemini({ apiKey: "another-key" }, async ({ model }) => {
    await using app = await testApp({ model });
    const events = await ask(app, await app.enter());
    assert.equal(events.at(-2)!.data.code, "model_failed");
    assert.doesNotMatch(JSON.stringify(events), /key/i);
  });
});
