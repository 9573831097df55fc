/** Telegram and Gemini for a service that runs as a process of its own. */
import { startGemini } from "../../dev/gemini/server.ts";
import { startTelegram, type TelegramStandIn } from "../../dev/telegram/mod.ts";

export interface Outside extends AsyncDisposable {
  telegram: TelegramStandIn;
  /** What the service needs to be set, all of it. */
  environment: Record<string, string>;
  /** From now on an answer stops after its first words, until the function that is returned is called. */
  holdAnswers(): () => void;
}

const TOKEN = "7000000001:AA-no-bot-has-this-token-0123456789";

export async function startOutside(data: string): Promise<Outside> {
  const telegram = await startTelegram({ token: TOKEN, clock: { now: () => Date.now() } });
  const gemini = await startGemini({ apiKey: "nobody-has-this-key" });
  let gate: Promise<void> | undefined;

  /** Passes everything on, and holds the stream of an answer while the gate is shut. */
  const gateway = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers, body } = request;
      const response = await fetch(`${gemini.url}${pathname}${search}`, { method, headers, body });
      let chunks = 0;
      const held = response.body?.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          async transform(chunk, controller) {
            chunks += 1;
            if (chunks > 1) await gate;
            controller.enqueue(chunk);
          },
        }),
      );
      return new Response(held, response);
    },
  );

  return {
    telegram,
    environment: {
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
      GEMINI_API_KEY: "nobody-has-this-key",
      GEMINI_BASE_URL: `http://127.0.0.1:${gateway.addr.port}`,
      PUBLIC_URL: "http://localhost:8000",
      KV_URL: `${data}/sfera.sqlite3`,
    },
    holdAnswers() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    async [Symbol.asyncDispose]() {
      await gateway.shutdown();
      await gemini.close();
      await telegram.close();
    },
  };
}
