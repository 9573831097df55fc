import { createCryptomus } from "../../clients/cryptomus.ts";
import { startCryptomus } from "../../dev/cryptomus/server.ts";
import { decimalOf } from "../../domain/money.ts";
import type { PaymentOrder } from "../../services/ports.ts";
import { movableClock } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { HeldTimers } from "../kit/held_timers.ts";

export const MERCHANT = "8b03432e-385b-4670-8d06-064591096795";
export const API_KEY = "payment-key-of-nobody-0123456789";
export const never = new AbortController().signal;

export const order = (changes: Partial<PaymentOrder> = {}): PaymentOrder => ({
  orderId: "01J0000000000000000000000A",
  price: { amount: decimalOf("24.99")!, currency: "USD" },
  lifetimeSeconds: 3600,
  topUp: true,
  accuracyPercent: 0,
  returnUrl: "https://sfera.example.com/",
  callbackUrl: "https://sfera.example.com/cryptomus/webhook",
  ...changes,
});

/** The time of a question, which passes when a test says so. */
const QUESTION_TIME = 29_989;

/** The stand-in, the client that speaks to it, and a place where its webhooks go. */
export async function paymentWorld() {
  const clock = movableClock();
  const standIn = await startCryptomus({
    clock,
    merchant: MERCHANT,
    apiKey: API_KEY,
    retryMilliseconds: [1, 1],
  });
  const webhooks: Uint8Array[] = [];
  /** Statuses with which the next webhooks are answered; 204 once there are none. */
  const answers: number[] = [];
  const receiver = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (one) => {
      const status = answers.shift() ?? 204;
      const body = new Uint8Array(await one.arrayBuffer());
      if (status === 204) webhooks.push(body);
      return new Response(null, { status });
    },
  );
  const account = { merchant: MERCHANT, apiKey: API_KEY, baseUrl: standIn.url };
  const client = createCryptomus({ ...account, timeoutMilliseconds: QUESTION_TIME });
  const deadlines = new HeldTimers(QUESTION_TIME);
  return {
    ...standIn,
    clock,
    account,
    client,
    answers,
    callbackUrl: `http://127.0.0.1:${receiver.addr.port}/cryptomus/webhook`,
    /** What came so far, as the client reads it. */
    told: async () =>
      (await Promise.all(webhooks.map((body) => client.readWebhook(body))))
        .map((told) => told?.payment),
    /** The next questions, so many, reach the processor, and run out of time. */
    async runOut(questions: number) {
      const before = standIn.requests().length;
      for (let number = 1; number <= questions; number++) {
        await until(() => standIn.requests().length === before + number, "a question");
        deadlines.pass();
      }
    },
    async [Symbol.asyncDispose]() {
      deadlines[Symbol.dispose]();
      await standIn.close();
      await receiver.shutdown();
    },
  };
}

export type PaymentWorld = Awaited<ReturnType<typeof paymentWorld>>;
