import { AgentServer, initializeLogger, type JobRequest, ServerOptions } from "@livekit/agents";
import { fileURLToPath } from "node:url";
import { AGENT_NAME } from "../domain/call_messages.ts";
import { log, wordless } from "./log.ts";
import { type AgentSettings, readSettings, SettingsError } from "./settings.ts";
import { withoutTurnDetector } from "./turn_detector.ts";

/** A worker that stops waits so long for its calls; whoever runs it may be less patient. */
const DRAIN = 4 * 3_600_000;
/** For what a call still has to tell the service when it is over. */
const JOB_SHUTDOWN = 30_000;

/**
 * The worker itself.
 *
 * Not the framework's command line, which ends a clean stop with an error's exit code.
 */
function createWorker(settings: AgentSettings): AgentServer {
  const { livekit, health, idleProcesses, maxCalls } = settings;
  const worker: AgentServer = new AgentServer(
    new ServerOptions({
      agent: fileURLToPath(import.meta.resolve("./job.ts")),
      agentName: AGENT_NAME,
      wsURL: livekit.url,
      apiKey: livekit.apiKey,
      apiSecret: livekit.apiSecret,
      host: health.host,
      port: health.port,
      numIdleProcesses: idleProcesses,
      // LiveKit gives a call to the worker with the least load.
      loadFunc: () => Promise.resolve(worker.activeJobs.length / maxCalls),
      loadThreshold: 1,
      // The load is told every few seconds only.
      requestFunc: async (request: JobRequest) => {
        if (worker.activeJobs.length >= maxCalls) await request.reject();
        else await request.accept();
      },
      drainTimeout: DRAIN,
      shutdownProcessTimeout: JOB_SHUTDOWN,
      initializeProcessTimeout: 60_000,
      // LiveKit may be away for as long as it likes.
      maxRetry: Number.MAX_SAFE_INTEGER,
      production: true,
      logLevel: FRAMEWORK_LOG_LEVEL,
    }),
  );
  return worker;
}

/** The framework's other lines hold what members say, as `lk.pii.…`. */
const FRAMEWORK_LOG_LEVEL = "error";
/** LiveKit answers sooner where it is there, in milliseconds. */
const REGISTERED_WITHIN = 10_000;

/** Stops when asked to: no new calls, and those that run go on to their end. */
function stopOnSignals(worker: AgentServer): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) Deno.exit(1);
    stopping = true;
    log("info", "worker is stopping", { calls: worker.activeJobs.length });
    await worker.drain().catch((error) => {
      log("warning", "calls were cut off", { error: wordless(error) });
    });
    await worker.close();
    Deno.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => void stop());
  }
}

async function main(): Promise<void> {
  const settings = readSettings(Deno.env.toObject());
  initializeLogger({ pretty: false, level: FRAMEWORK_LOG_LEVEL });
  withoutTurnDetector();
  const worker = createWorker(settings);
  stopOnSignals(worker);
  const late = setTimeout(() => {
    log("warning", "LiveKit does not take this worker yet; it is tried again and again");
  }, REGISTERED_WITHIN);
  worker.event.once("worker_registered", () => {
    clearTimeout(late);
    log("info", "worker is ready", { port: settings.health.port, maxCalls: settings.maxCalls });
  });
  await worker.run();
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    if (error instanceof SettingsError) {
      for (const problem of error.problems) log("error", problem);
    } else log("error", "worker failed", { error: wordless(error) });
    Deno.exit(1);
  }
}
