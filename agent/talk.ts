import { llm, voice } from "@livekit/agents";
import type { CallBegin } from "../routes/schemas.ts";
import type { FigureKeeper } from "./figures.ts";
import { log, wordless } from "./log.ts";
import type { SilenceWatch } from "./silence.ts";
import type { Spool } from "./spool.ts";

/** The talk so far, as the model is given it. */
export function asChatContext(history: CallBegin["history"]): llm.ChatContext {
  const context = llm.ChatContext.empty();
  for (const { role, text } of history) {
    context.addMessage({ role: role === "member" ? "user" : "assistant", content: text });
  }
  return context;
}

/**
 * A session in which the live model itself notices who speaks when.
 *
 * Nothing listens beside it: no detector of ours, no suppression while the assistant begins to
 * speak, so that a word of the member is never thrown away.
 */
export function createSession(model: llm.RealtimeModel): voice.AgentSession {
  return new voice.AgentSession({
    llm: model,
    vad: null,
    turnHandling: { turnDetection: "realtime_llm" },
    userAwayTimeout: null,
    aecWarmupDuration: null,
    // A question may need several tools, one after another.
    maxToolSteps: 8,
  });
}

/**
 * Keeps what is said, in the order in which it was heard.
 *
 * The framework adds an item of the member when the model has understood it, before a tool runs for
 * it, and one of the assistant when it was played: where it was interrupted, with what was heard.
 */
export function keepTurns(session: voice.AgentSession, options: {
  spool: Spool;
  figures: FigureKeeper;
  silence: SilenceWatch;
}): void {
  const { spool, figures, silence } = options;
  const events = voice.AgentSessionEventTypes;
  session.on(events.ConversationItemAdded, ({ item }) => {
    if (item.type !== "message" || (item.role !== "user" && item.role !== "assistant")) return;
    const role = item.role === "user" ? "member" : "assistant";
    silence.heard(role);
    if (item.interrupted) figures.count("interruptions");
    spool.add({ role, text: item.textContent ?? "", interrupted: item.interrupted });
  });
  session.on(events.UserInputTranscribed, () => silence.heard("member"));
  session.on(events.AgentStateChanged, ({ newState }) => {
    if (newState === "speaking") figures.firstSound();
    silence.setBusy(newState === "speaking");
  });
  session.on(events.Error, ({ error }) => {
    const cause = error && typeof error === "object" && "error" in error ? error.error : error;
    log("warning", "the session reported an error", { error: wordless(cause) });
  });
}
