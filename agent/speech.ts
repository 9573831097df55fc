import type { voice } from "@livekit/agents";
import { log, wordless } from "./log.ts";
import { within } from "./pause.ts";

/**
 * How the model is asked to say something as it stands; what is to be said is between the outermost
 * angle quotes.
 */
export function wordForWord(text: string): string {
  return "Say the following aloud, word for word and in its language. Add nothing, leave out " +
    `nothing, and call no tool: «${text}»`;
}

/** How the model is asked to go on for a member who comes back into a broken-off talk. */
export const GO_ON = "The connection was interrupted and is back. Do not greet again. In one or " +
  "two sentences go on where the talk stopped; if the member's last words are unanswered, answer.";

/**
 * Has the model say something aloud after what is being said, and waits until it was heard, at most
 * `milliseconds`. What gets no answer is asked again by the watch for stalls.
 */
export async function speak(
  session: voice.AgentSession,
  instructions: string,
  milliseconds: number,
): Promise<void> {
  try {
    await within(milliseconds, session.generateReply({ instructions }).waitForPlayout());
  } catch (error) {
    log("warning", "could not speak", { error: wordless(error) });
  }
}
