/** A client of the live stand-in, by the real SDK. */
import {
  GoogleGenAI,
  type LiveConnectConfig,
  type LiveServerMessage,
  Modality,
} from "@google/genai";
import { type GeminiStandIn, startGemini } from "../../../../dev/gemini/server.ts";
import type { LiveOptions } from "../../../../dev/gemini/live/server.ts";
import { HEARD_RATE, resample, SPOKEN_RATE, toBase64 } from "../../../../dev/gemini/live/sound.ts";
import { speak } from "../../../../dev/gemini/live/synthesiser.ts";
import { PATIENCE } from "../../../kit/conditions.ts";

/** One open session, with all that came. */
export class Client {
  readonly messages: LiveServerMessage[] = [];
  closed: { code: number; reason: string } | undefined;
  #changed: (() => void)[] = [];
  // deno-lint-ignore no-explicit-any -- the SDK's session, given once it is connected
  session: any;

  /** Tells who waits that something came. */
  notify(): void {
    for (const look of this.#changed.splice(0)) look();
  }

  /** Waits until something holds; fails after a long time. */
  async until<T>(what: () => T | undefined | false): Promise<T> {
    const late = Date.now() + PATIENCE;
    for (;;) {
      const found = what();
      if (found !== undefined && found !== false) return found;
      const left = late - Date.now();
      if (left <= 0) throw new Error(`it never came to ${what}`);
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        timer = setTimeout(resolve, left);
        this.#changed.push(resolve);
      });
      clearTimeout(timer);
    }
  }

  /** Turns that were completed. */
  turns(): number {
    return this.messages.filter(({ serverContent }) => serverContent?.turnComplete).length;
  }

  /** What the model said, as its transcription. */
  said(): string {
    return this.messages.map(({ serverContent }) => serverContent?.outputTranscription?.text ?? "")
      .join("").trim();
  }

  /** What the model understood, as its transcription. */
  heard(): string {
    return this.messages.map(({ serverContent }) => serverContent?.inputTranscription?.text ?? "")
      .join("");
  }

  /** The pieces of sound that came. */
  sounds(): string[] {
    return this.messages.flatMap(({ serverContent }) =>
      serverContent?.modelTurn?.parts?.flatMap(({ inlineData }) => inlineData?.data ?? []) ?? []
    );
  }

  interruptions(): number {
    return this.messages.filter(({ serverContent }) => serverContent?.interrupted).length;
  }

  /** The newest handle. */
  handle(): string | undefined {
    return this.messages.findLast(({ sessionResumptionUpdate }) =>
      sessionResumptionUpdate?.newHandle
    )?.sessionResumptionUpdate?.newHandle;
  }

  /** Says something aloud, with a second of silence behind it, as fast as it goes. */
  async speak(text: string): Promise<void> {
    const voice = resample(await speak(text, "Puck"), SPOKEN_RATE, HEARD_RATE);
    this.send(voice);
    this.send(new Int16Array(HEARD_RATE));
  }

  /** Sends sound in pieces of 50 milliseconds. */
  send(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += 800) {
      const data = toBase64(samples.slice(at, at + 800));
      this.session.sendRealtimeInput({ audio: { mimeType: "audio/pcm;rate=16000", data } });
    }
  }

  /** Types something and asks for the answer. */
  type(text: string): void {
    this.session.sendClientContent({
      turns: [{ role: "user", parts: [{ text }] }],
      turnComplete: true,
    });
  }

  /** Tells the model what to do now, as the agent does. */
  direct(text: string): void {
    this.session.sendClientContent({
      turns: [{ role: "model", parts: [{ text }] }],
      turnComplete: true,
    });
  }
}

/** Opens a session with both transcriptions and resumption. */
export async function connect(
  standIn: GeminiStandIn,
  config: LiveConnectConfig = {},
  { model = "gemini-3.8-live", apiKey = "the-key" } = {},
): Promise<Client> {
  const client = new Client();
  const ai = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: standIn.url } });
  client.session = await ai.live.connect({
    model,
    config: {
      responseModalities: [Modality.AUDIO],
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      sessionResumption: {},
      ...config,
    },
    callbacks: {
      onmessage(message) {
        client.messages.push(message);
        client.notify();
      },
      onclose({ code, reason }) {
        client.closed = { code, reason };
        client.notify();
      },
      onerror() {},
    },
  });
  return client;
}

/** Runs a test with a stand-in that sends without pauses unless it is told otherwise. */
export async function withLive(
  options: LiveOptions,
  test: (
    standIn: GeminiStandIn,
    open: (config?: LiveConnectConfig) => Promise<Client>,
  ) => Promise<void>,
): Promise<void> {
  const { apiKey, ...live } = options;
  const standIn = await startGemini({ apiKey, live: { pace: Infinity, ...live } });
  const clients: Client[] = [];
  try {
    await test(standIn, async (config) => {
      const client = await connect(standIn, config);
      clients.push(client);
      return client;
    });
  } finally {
    for (const client of clients) {
      client.session.close();
      await client.until(() => client.closed);
    }
    await standIn.close();
  }
}
