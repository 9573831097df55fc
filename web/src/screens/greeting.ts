/** The words at the top of Home, out of the community's greeting or the member's name. */
import { type Calendar, partOfDay } from "../time.ts";

/** Three lines: said quietly, said clearly, and a question under both. */
export interface Headline {
  quiet: string;
  clear: string;
  under: string;
}

/** A first meeting: the greeting by its sentences, the last one below as the question. */
export function firstHeadline(greeting: string): Headline {
  const sentences = greeting.match(/[^.!?…]+[.!?…]*/g)?.map((one) => one.trim()).filter(Boolean) ??
    [];
  const under = sentences.length > 1 ? sentences.pop()! : "";
  const clear = sentences.pop() ?? "";
  return { quiet: sentences.join(" "), clear, under };
}

/** Someone known, by the hour in the community's time zone. */
export function knownHeadline(calendar: Calendar, name: string, now: number): Headline {
  return {
    quiet: calendar.texts(`app-hello-${partOfDay(calendar, now)}`, { name }),
    clear: calendar.texts("app-hello-question"),
    under: calendar.texts("app-hello-speak"),
  };
}
