/** All that calls need, on this machine: the service, LiveKit's server, both workers, the stand-ins. */
import { type AgentProcess, startAgent } from "../dev/agent.ts";
import { type Development, startDevelopment } from "../dev/development.ts";
import { speak } from "../dev/gemini/live/synthesiser.ts";
import { DEMO_MEMBERS, type DemoMember } from "../dev/telegram/mod.ts";
import type { Session } from "../routes/schemas.ts";
import { liveKitBinary } from "../tests/kit/livekit.ts";
import { FIGURES, type VoiceStage, type Worker } from "./voice_parts.ts";

const SPEECH = "Сегодня закрыла сделку раньше плана и весь вечер думаю, почему.";

/** A stage with everything on it. */
export interface OpenStage extends AsyncDisposable {
  development: Development;
  /** Of the worker's own temporary files. */
  temporaryFolder: string;
  /** Runs a part of the other half, which lives among the agent's packages, and answers its figures. */
  run<Figures>(
    part: string,
    given: { times?: number; members?: number; minimal?: boolean },
  ): Promise<Figures>;
}

/**
 * Starts it all, with so many members who may call without a limit, and so many processes that wait
 * for calls (`AGENT_IDLE_PROCESSES`, by default three).
 */
export async function openStage(
  { members = 1, idleProcesses = 3 }: { members?: number; idleProcesses?: number } = {},
): Promise<OpenStage> {
  if (!liveKitBinary) throw new Error("calls need LiveKit's server: set LIVEKIT_SERVER_BIN");
  const parts = new AsyncDisposableStack();
  try {
    const folder = await Deno.makeTempDir({ prefix: "sfera-bench-" });
    parts.defer(() => Deno.remove(folder, { recursive: true }));
    const temporaryFolder = `${folder}/temporary`;
    await Deno.mkdir(temporaryFolder);
    const callers = membersOf(members);
    const development = await startDevelopment({
      port: 0,
      dataFolder: `${folder}/data`,
      environment: {},
      log: () => [],
      voice: {
        livekitBinary: liveKitBinary,
        idleProcesses,
        agentEnvironment: { TMPDIR: temporaryFolder },
      },
      members: callers,
    });
    parts.defer(() => development.close());
    withoutLimits(development);
    const { agent } = development;
    await agent!.ready;
    const speechFile = `${folder}/speech.pcm`;
    const samples = await speak(SPEECH, "Puck");
    await Deno.writeFile(speechFile, new Uint8Array(samples.buffer));
    const sessions = await Promise.all(callers.map((member) => sessionOf(development, member)));
    let minimal: AgentProcess | undefined;

    const { config, livekit, gemini } = development;
    const common = {
      serviceUrl: development.url,
      geminiUrl: gemini!.url,
      livekit: config.livekit!,
      speechFile,
      worker: workerOf(agent!, idleProcesses),
    };
    return {
      development,
      temporaryFolder,
      async run(part, given) {
        if (given.minimal && !minimal) {
          minimal = parts.use(startMinimal(development));
          await minimal.ready;
        }
        const stage: VoiceStage = {
          ...common,
          livekit: { ...common.livekit, url: livekit!.url },
          minimal: given.minimal ? workerOf(minimal!, 1) : undefined,
          sessions: sessions.slice(0, given.members ?? 1),
          times: given.times ?? 1,
        };
        return await runPart(part, stage);
      },
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

function membersOf(count: number): DemoMember[] {
  return Array.from({ length: count }, (_, at) => ({
    ...DEMO_MEMBERS[0]!,
    id: 3001 + at,
    username: `caller_${at}`,
  }));
}

function withoutLimits({ config }: Development): void {
  for (const { allowances } of config.community.plans) {
    for (const allowance of allowances) {
      if (allowance.kind !== "messages") allowance.limit = null;
    }
  }
}

async function sessionOf({ url }: Development, { id }: DemoMember): Promise<string> {
  const signed = await fetch(`${url}/box/api/init-data?member=${id}`, {
    headers: { accept: "text/plain" },
  });
  const response = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { authorization: `tma ${await signed.text()}` },
  });
  if (!response.ok) throw new Error(`expected a session, came ${await response.text()}`);
  return (await response.json() as Session).token;
}

function startMinimal({ url, config }: Development): AgentProcess {
  return startAgent({
    serviceUrl: url,
    livekit: config.livekit!,
    gemini: config.gemini,
    program: ["agent/bench/minimal.ts", "start"],
    idleProcesses: 1,
  });
}

function workerOf({ pid, healthUrl }: AgentProcess, idleProcesses: number): Worker {
  return { pid, healthUrl, idleProcesses };
}

async function runPart<Figures>(part: string, stage: VoiceStage): Promise<Figures> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", `bench/${part}.ts`],
    cwd: new URL("../agent/", import.meta.url),
    env: { BENCH: JSON.stringify(stage) },
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${part} ended with an error`);
  // LiveKit's packages write there too.
  const lines = new TextDecoder().decode(stdout).split("\n");
  return JSON.parse(lines.find((line) => line.startsWith(FIGURES))!.slice(FIGURES.length));
}
