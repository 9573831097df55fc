/** Calls in the box: a LiveKit server, unless there is one, and the worker that talks. */
import { getLogger } from "@logtape/logtape";
import type { Config } from "../config.ts";
import { type AgentProcess, startAgent } from "./agent.ts";
import { type LiveKitServer, startLiveKit } from "./livekit.ts";

const log = getLogger(["sfera", "dev"]);

export interface VoiceOptions {
  /** LiveKit's program, which is started where the environment names no server. */
  livekitBinary?: string;
  /** False where no worker is to be started. */
  agent?: boolean;
  /** Processes that wait for calls. */
  idleProcesses?: number;
  /** More variables for the worker. */
  agentEnvironment?: Record<string, string>;
}

/** What the box says of calls. */
export interface VoiceState {
  available: boolean;
  reason: Record<"ru" | "en", string>;
}

const STATES = {
  none: {
    available: false,
    reason: {
      ru: "нет livekit-server: поставь его или задай LIVEKIT_URL",
      en: "no livekit-server: install it or set LIVEKIT_URL",
    },
  },
  warming: { available: false, reason: { ru: "разогревается", en: "warming up" } },
  ready: { available: true, reason: { ru: "можно звонить", en: "ready to call" } },
  failed: {
    available: false,
    reason: { ru: "агент не запустился, см. журнал", en: "the agent did not start, see the log" },
  },
  withoutAgent: { available: true, reason: { ru: "без агента", en: "without an agent" } },
} satisfies Record<string, VoiceState>;

/** The LiveKit server of the box, where it has one of its own. */
export async function startVoiceServer(
  options: VoiceOptions & { realUrl: string | undefined; folder: string; serviceUrl: string },
): Promise<LiveKitServer | undefined> {
  const { livekitBinary, realUrl, folder, serviceUrl } = options;
  if (realUrl || !livekitBinary) return undefined;
  return await startLiveKit({
    binary: livekitBinary,
    folder,
    webhookUrl: `${serviceUrl}/livekit/webhook`,
  });
}

/** The worker of the box, started in the background, and what it says of itself. */
export class Voice {
  readonly agent: AgentProcess | undefined;
  /** Settles when the worker takes calls, or cannot. */
  readonly changed: Promise<void> | undefined;
  #state: VoiceState;

  constructor(config: Config, serviceUrl: string, options: VoiceOptions) {
    const { livekit, gemini } = config;
    if (!livekit) {
      this.#state = STATES.none;
      return;
    }
    if (options.agent === false) {
      this.#state = STATES.withoutAgent;
      return;
    }
    this.#state = STATES.warming;
    this.agent = startAgent({
      serviceUrl,
      livekit,
      gemini,
      idleProcesses: options.idleProcesses,
      environment: options.agentEnvironment,
    });
    this.changed = this.agent.ready.then(() => void (this.#state = STATES.ready), (error) => {
      this.#state = STATES.failed;
      log.error("Calls cannot be had: {error}", { error });
    });
  }

  get state(): VoiceState {
    return this.#state;
  }

  async close(): Promise<void> {
    await this.agent?.close();
  }
}
