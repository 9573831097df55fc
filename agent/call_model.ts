import type { CallMessage } from "../domain/call_messages.ts";
import type { CallBegin } from "../routes/schemas.ts";
import type { FigureKeeper } from "./figures.ts";
import { createLiveModel, type LiveFailure, type LiveModel } from "./gemini_live.ts";
import { StallWatch } from "./stalls.ts";

/** The model may be away for a moment before the member is told. */
const TELL_LOST_AFTER = 1500;

/** The live model of a call, with what the app and the figures are told of it. */
export interface CallModel {
  model: LiveModel;
  /** Tells nothing more, and asks nothing again. */
  stop(): void;
}

/** Makes the model; nothing connects before a session starts with it. */
export function createCallModel(options: {
  gemini: { apiKey: string; baseUrl: string | undefined };
  begin: Pick<CallBegin, "model" | "voice" | "phrases">;
  figures: FigureKeeper;
  tell(message: CallMessage): void;
  /** It cannot be had, although it was tried for some seconds, or it says nothing whatever is tried. */
  onFailed(failure: LiveFailure | "silent"): void;
}): CallModel {
  const { gemini, begin: { phrases }, figures, tell } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = false;

  const model = createLiveModel({
    ...gemini,
    model: options.begin.model,
    voice: options.begin.voice,
    onLost() {
      timer ??= setTimeout(() => {
        told = true;
        tell({ kind: "notice", code: "model_lost", text: phrases.modelLost });
      }, TELL_LOST_AFTER);
    },
    onBack() {
      figures.count("resumptions");
      clearTimeout(timer);
      timer = undefined;
      if (told) tell({ kind: "notice", code: "model_back", text: phrases.modelBack });
      told = false;
    },
    onFailed: (failure) => options.onFailed(failure),
  });
  const unwatch = model.watch({
    asked(kind, quiet) {
      if (kind === "said") figures.endOfSpeech(quiet);
    },
    settled() {},
  });
  const stalls = new StallWatch(model, {
    onAskingAgain() {
      figures.count("stalls");
      tell({ kind: "notice", code: "asking_again", text: phrases.askingAgain });
    },
    onGivenUp: () => options.onFailed("silent"),
  });
  return {
    model,
    stop() {
      clearTimeout(timer);
      unwatch();
      stalls.close();
    },
  };
}
