import { InferenceRunner } from "@livekit/agents";

/** `EOT_INFERENCE_METHOD` of `@livekit/agents` 1.9, which does not export it. */
const METHOD = "lk_eot_audio";

/**
 * Has the framework start no process for its own detector of turns, which takes 330 MB and is not used:
 * the live model itself notices who speaks when. Before a worker is made.
 */
export function withoutTurnDetector(): void {
  // The worker registers what is missing here, and starts the process for what is listed.
  Object.defineProperty(InferenceRunner.registeredRunners, METHOD, { value: "none" });
}
