import { until } from "../../../tests/kit/conditions.ts";
import { testLiveKit } from "../../../tests/kit/livekit.ts";
import type { LiveKitServer } from "../../../dev/livekit.ts";
import type { CallBegin } from "../../../routes/schemas.ts";
import type { LiveOrder } from "../../../dev/gemini/live/control.ts";
import { type FakeService, startFakeService } from "./fake_service.ts";
import { type Gemini, startGemini } from "./gemini.ts";
import { joinAsMember, type Member } from "./member.ts";
import { dispatch, startWorker, type Worker } from "./worker.ts";

/** How long anything may take on a machine that has much to do, in milliseconds. */
export const PATIENCE = 90_000;

/** The real LiveKit server, the real worker, Gemini's stand-in and a service. */
export interface Stage extends AsyncDisposable {
  livekit: LiveKitServer;
  gemini: Gemini;
  service: FakeService;
  worker: Worker;
  /** Begins a call, with a model that does as told: the agent is sent for, the member comes. */
  call(begin?: Partial<CallBegin>, order?: LiveOrder): Promise<CallOnStage>;
  /** The member comes back into a room. */
  join(room: string): Promise<Member>;
}

/** A call with its member in the room. */
export interface CallOnStage extends AsyncDisposable {
  room: string;
  member: Member;
  /** What the agent said so far, as its transcripts show it. */
  said(): string[];
  /** Waits until the agent said something that holds this. */
  hears(text: string): Promise<void>;
  /** Waits until the job is over. */
  over(): Promise<void>;
}

/** Starts everything. */
export async function openStage(): Promise<Stage> {
  const parts = new AsyncDisposableStack();
  try {
    const livekit = parts.use(await testLiveKit());
    const gemini = parts.use(await startGemini());
    const service = parts.use(startFakeService());
    const worker = parts.use(
      await startWorker({ livekit, serviceUrl: service.url, geminiUrl: gemini.url }),
    );
    const stage: Stage = {
      livekit,
      gemini,
      service,
      worker,
      async call(begin, order = {}) {
        service.reset(begin);
        await gemini.steer({ clear: true, ...order });
        const room = await dispatch(livekit, { callId: crypto.randomUUID(), token: "dispatch" });
        const member = await joinAsMember(livekit, room.room);
        const said = () =>
          member.transcripts.filter(({ identity }) => identity !== "member")
            .map(({ text }) => text.trim());
        return {
          room: room.room,
          member,
          said,
          hears: async (text) =>
            void await until(
              () => said().some((each) => each.includes(text)),
              `the agent to say ${text}`,
              PATIENCE,
            ),
          over: async () =>
            void await until(
              async () =>
                service.requests.length > 0 && service.streams === 0 && await worker.jobs() === 0,
              "the end of the job",
              PATIENCE,
            ),
          async [Symbol.asyncDispose]() {
            await member.leave();
            await room.delete();
          },
        };
      },
      join: (room) => joinAsMember(livekit, room),
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
    await warmUp(stage);
    return stage;
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

/** A first call, in which everything is loaded: the stand-in's first sentence takes seconds. */
async function warmUp(stage: Stage): Promise<void> {
  await using call = await stage.call();
  await until(() => call.member.heardAt.length > 0, "the first sound of all", PATIENCE);
  stage.service.endCall("hung_up");
  await call.over();
}
