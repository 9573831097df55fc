import type { CallTimes } from "../domain/call.ts";
import type { Language } from "../domain/community.ts";
import type { Texts } from "./texts.ts";

/** What the agent says word for word where it can. */
export interface CallPhrases {
  /** By the whole seconds that are left, for the warnings of `CallTimes`: 120000 ms is `"120"`. */
  warnings: Record<string, string>;
  goodbye: string;
  oneMoment: string;
  stillThere: string;
  silenceGoodbye: string;
  lostTheThread: string;
  modelLost: string;
  modelBack: string;
  textOnly: string;
  askingAgain: string;
}

/** The phrases of a call in the member's language. */
export async function callPhrases(
  texts: Texts,
  language: Language,
  { warnings }: Pick<CallTimes, "warnings">,
): Promise<CallPhrases> {
  const say = (id: string) => texts.format(language, `call-${id}`);
  const warn = async (milliseconds: number): Promise<[string, string]> => {
    const seconds = Math.round(milliseconds / 1000);
    const text = seconds >= 60
      ? await texts.format(language, "call-minutes-left", { minutes: Math.round(seconds / 60) })
      : await say("half-minute-left");
    return [String(seconds), text];
  };
  return {
    warnings: Object.fromEntries(await Promise.all(warnings.map(warn))),
    goodbye: await say("goodbye"),
    oneMoment: await say("one-moment"),
    stillThere: await say("still-there"),
    silenceGoodbye: await say("silence-goodbye"),
    lostTheThread: await say("lost-the-thread"),
    modelLost: await say("model-lost"),
    modelBack: await say("model-back"),
    textOnly: await say("text-only"),
    askingAgain: await say("asking-again"),
  };
}
