/** What lies in the thread, and how what the service tells is laid over what is already there. */
import type { ChatEvent, History, TurnView } from "../../../routes/schemas.ts";

type DataOf<Name extends ChatEvent["name"]> = Extract<ChatEvent, { name: Name }>["data"];
export type Card = DataOf<"card">;
export type Citation = DataOf<"citation">;
export type Notice = DataOf<"notice">;

/** What comes with an answer besides its words. */
export interface Extras {
  cards: Card[];
  citations: Citation[];
  notices: Notice[];
}

/** Words that were sent, and the key under which they were: the same key never charges twice. */
export interface Sent {
  text: string;
  key: string;
}

/** One thing in the thread. */
export interface Item extends Extras {
  key: string;
  role: "member" | "assistant";
  text: string;
  /** Milliseconds by the service's clock. */
  at: number;
  /** `broken`: the way to the service failed; `failed`: the service could not answer. */
  status: "sending" | "complete" | "cancelled" | "failed" | "broken";
  generationId: string | null;
  /** The call it was said in. */
  callId?: string;
  /** For an answer that can be asked for again. */
  sent: Sent | null;
}

export const NO_EXTRAS: Extras = { cards: [], citations: [], notices: [] };

function fromTurn(turn: TurnView, known: Item | undefined): Item {
  return {
    cards: turn.cards ?? known?.cards ?? [],
    citations: turn.citations ?? known?.citations ?? [],
    // History tells no notices: they belong to the moment.
    notices: known?.notices ?? [],
    key: `turn-${turn.sequence}`,
    role: turn.role,
    text: turn.text,
    at: turn.at,
    status: turn.status,
    generationId: turn.generationId,
    callId: turn.callId,
    sent: null,
  };
}

/** The thread with a page of history in it: what the service knows wins, what only we know stays. */
export function withHistory(items: readonly Item[], history: History): Item[] {
  const nameOf = (one: { role: string; generationId: string | null }) =>
    `${one.role} ${one.generationId}`;
  const known = new Map(items.map((item) => [nameOf(item), item]));
  const fresh = history.turns.map((turn) => fromTurn(turn, known.get(nameOf(turn))));
  const keys = new Set(fresh.map((item) => item.key)), names = new Set(fresh.map(nameOf));
  const others = items.filter((item) =>
    !keys.has(item.key) && (item.generationId === null || !names.has(nameOf(item)))
  );
  const first = fresh[0]?.at ?? Infinity;
  const older = others.filter((item) => item.status === "complete" && item.at < first);
  return [...older, ...fresh, ...others.filter((item) => !older.includes(item))];
}
