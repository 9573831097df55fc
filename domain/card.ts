/**
 * What an answer shows besides its words.
 *
 * Every card can be read by its title and text alone; the rest is for the app to draw it well.
 * Moments are milliseconds since the Unix epoch, amounts are decimal strings.
 */
export type Card =
  & { title: string; text: string }
  & (
    | { kind: "limit" }
    | { kind: "profile" }
    | { kind: "link"; url: string; site: string; publishedAt: number | null }
    | {
      kind: "video";
      url: string;
      site: string;
      channel: string | null;
      seconds: number | null;
      picture: string | null;
    }
    | { kind: "picture"; url: string; page: string | null }
    | {
      kind: "price";
      symbol: string;
      currency: string;
      price: string;
      /** Percent over a day, signed, such as `-1.42`. */
      change: string | null;
      at: number;
    }
    | { kind: "weather"; city: string; celsius: number; feelsLike: number | null; at: number }
    | { kind: "care_plan"; carePlan: string; state: "proposed" | "started" | "ended" }
    | { kind: "lesson"; course: string; lesson: string }
    | { kind: "emergency"; contacts: EmergencyContact[] }
  );

/** Where a person in danger finds somebody at once. */
export interface EmergencyContact {
  name: string;
  /** As it is dialled; digits, spaces and a plus. */
  phone: string;
}

export type CardKind = Card["kind"];

/** Most cards of a turn: with them it still fits into one value of the store. */
export const MOST_CARDS = 8;
