import type { Community, Language } from "../domain/community.ts";
import type { ErrorDetails } from "../domain/errors.ts";
import { offerOf } from "../domain/offer.ts";
import type { TextArguments, Texts } from "./texts.ts";

/** Why a code is not taken, as a member reads it; `details` are those of a `promo_refused`. */
export async function promoSentence(
  { texts, community }: {
    texts: Texts;
    community: Pick<Community, "assistant" | "plans" | "packs">;
  },
  language: Language,
  details: ErrorDetails,
): Promise<string> {
  const reason = String(details.reason);
  return await texts.format(language, `promo-${reason}`, placesOf(community, language, details));
}

function placesOf(
  community: Pick<Community, "assistant" | "plans" | "packs">,
  language: Language,
  { reason, validUntil, validFrom, held, offers, currency, retryAfterSeconds }: ErrorDetails,
): TextArguments {
  const { timeZone } = community.assistant;
  const day = (at: unknown) =>
    new Intl.DateTimeFormat(language, { timeZone, day: "numeric", month: "long" })
      .format(Number(at));
  switch (reason) {
    case "over":
      // The last day on which it was good, not the midnight after it.
      return typeof validUntil === "number"
        ? { dated: "yes", date: day(validUntil - 1) }
        : { dated: "no", date: "" };
    case "early":
      return { date: day(validFrom) };
    case "yours":
      return { held: held === true ? "yes" : "no" };
    case "offer": {
      const found = (offers as string[]).map((id) => offerOf(community, id))
        .filter((offer) => offer !== undefined);
      const names = found.map((offer) => (offer.kind === "plan" ? offer.plan : offer.pack).name);
      const kind = found.every((offer) => offer.kind === "plan") ? "plans" : "offers";
      return { kind, count: names.length, offers: names.map((name) => name[language]).join(", ") };
    }
    case "currency":
      return { currency: String(currency) };
    case "tries":
      return { minutes: Math.ceil(Number(retryAfterSeconds) / 60) };
    default:
      return {};
  }
}
