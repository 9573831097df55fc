/** The assistant's side of a call, played in a page of its own: what it says, shows and does. */
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { AccessToken } from "livekit-server-sdk";
import type { CallMessage } from "../../domain/call_messages.ts";
import type { LiveKitServer } from "../../dev/livekit.ts";
import { PATIENCE } from "../kit/conditions.ts";
import { newestRooms } from "../kit/livekit.ts";

const LIVEKIT = fileURLToPath(
  new URL("../../node_modules/livekit-client/dist/livekit-client.umd.js", import.meta.url),
);

/** What runs in the page; a tone stands for the voice. */
const SCRIPT = `(() => {
  const room = new LivekitClient.Room();
  const heard = [];
  let gain, audio;
  room.registerTextStreamHandler("lk.chat", async (reader) => heard.push(await reader.readAll()));
  const writers = new Map();
  globalThis.agent = {
    heard,
    async join(url, token) {
      await room.connect(url, token);
      audio = new AudioContext();
      const tone = audio.createOscillator(), out = audio.createMediaStreamDestination();
      gain = audio.createGain();
      gain.gain.value = 0;
      tone.frequency.value = 220;
      tone.connect(gain).connect(out);
      tone.start();
      await room.localParticipant.publishTrack(out.stream.getAudioTracks()[0], { name: "roomio_audio" });
    },
    state: (state) => room.localParticipant.setAttributes({ "lk.agent.state": state }),
    loud: (level) => gain.gain.value = level,
    async say(segment, text, final) {
      let writer = writers.get(segment);
      if (!writer) {
        writer = await room.localParticipant.streamText({
          topic: "lk.transcription",
          attributes: { "lk.segment_id": segment, "lk.transcription_final": "false" },
        });
        writers.set(segment, writer);
      }
      await writer.write(text);
      if (final) await writer.close();
    },
    async hear(segment, text, final) {
      const [member] = [...room.remoteParticipants.values()];
      const [track] = [...member.trackPublications.keys()];
      await room.localParticipant.sendText(text, { topic: "lk.transcription", attributes: {
        "lk.segment_id": segment,
        "lk.transcription_final": String(final),
        "lk.transcribed_track_id": track,
      } });
    },
    show: (message) => room.localParticipant.sendText(JSON.stringify(message), { topic: "sfera.call" }),
    told: () => [...room.remoteParticipants.values()].map((one) => one.attributes)[0] ?? {},
    muted: () => [...room.remoteParticipants.values()]
      .flatMap((one) => [...one.trackPublications.values()]).map((one) => one.isMuted),
    leave: () => room.disconnect(),
  };
})()`;

/** Plays the assistant in one room. */
export class PretendAgent implements AsyncDisposable {
  private constructor(readonly page: Page) {}

  /** Joins the newest room of a server as LiveKit's agents do. */
  static async join(browser: Browser, server: LiveKitServer): Promise<PretendAgent> {
    const { apiKey, apiSecret } = server;
    const [room] = await newestRooms(server);
    if (!room) throw new Error("expected a room that waits for its agent, got none");
    const token = new AccessToken(apiKey, apiSecret, { identity: "pretend-agent", ttl: 600 });
    token.kind = "agent";
    token.addGrant({
      room,
      roomJoin: true,
      canPublish: true,
      canSubscribe: true,
      canPublishData: true,
      canUpdateOwnMetadata: true,
      agent: true,
    });
    const agent = await PretendAgent.arrive(browser, server);
    await agent.enter(server, await token.toJwt());
    return agent;
  }

  /** Opens its page, from which it can come into rooms. */
  static async arrive(browser: Browser, { url }: LiveKitServer): Promise<PretendAgent> {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    // A page of the server itself may reach it.
    await page.goto(url.replace(/^ws/, "http"));
    await page.addScriptTag({ path: LIVEKIT });
    await page.evaluate(SCRIPT);
    return new PretendAgent(page);
  }

  /** Comes into a room with a token, whoever it was made for. */
  enter({ url }: LiveKitServer, token: string): Promise<void> {
    return this.#run("join", url, token);
  }

  #run<Answer = void>(act: string, ...args: unknown[]): Promise<Answer> {
    const call = `agent.${act}(...${JSON.stringify(args)})`;
    return this.page.evaluate<Answer>(`(async () => (await ${call}) ?? null)()`);
  }

  state(state: string): Promise<void> {
    return this.#run("state", state);
  }

  /** How loud the voice is, 0 to 1. */
  loud(level: number): Promise<void> {
    return this.#run("loud", level);
  }

  /** Speaks words of a segment. */
  say(segment: string, text: string, final = true): Promise<void> {
    return this.#run("say", segment, text, final);
  }

  /** Writes down what the member says. */
  hear(segment: string, text: string, final = true): Promise<void> {
    return this.#run("hear", segment, text, final);
  }

  show(message: CallMessage): Promise<void> {
    return this.#run("show", message);
  }

  /** What the member wrote so far. */
  heard(): Promise<string[]> {
    return this.page.evaluate<string[]>("agent.heard");
  }

  /** The attributes of the member's participant. */
  told(): Promise<Record<string, string>> {
    return this.#run("told");
  }

  /** Whether each track of the member is muted. */
  muted(): Promise<boolean[]> {
    return this.#run("muted");
  }

  leave(): Promise<void> {
    return this.#run("leave");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close();
  }
}
