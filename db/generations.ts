import type { Generation } from "../domain/conversation.ts";
import { moveDue } from "./due.ts";
import { keys } from "./keys.ts";
import { listRange, type RangeReader, type Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** How long a finished generation can be replayed and its idempotency key is known, in ms. */
export const REPLAY_TIME = 24 * 3600_000;

/** An answer that is being written or is written, by its id. */
export function getGeneration(reader: Reader, id: string): Promise<Generation | undefined> {
  return reader.get<Generation>(keys.generation(id));
}

/** The answer to a member's request, by the key that makes the request unique. */
export function findGenerationId(
  reader: Reader,
  memberId: string,
  key: string,
): Promise<string | undefined> {
  return reader.get<string>(keys.generationByKey(memberId, key));
}

/** Writes a new running generation with all its indexes. */
export function addGeneration(tx: Transaction, generation: Generation): void {
  const { id, memberId, key, turnSequence } = generation;
  tx.set(keys.generationByKey(memberId, key), id, { expireIn: REPLAY_TIME });
  tx.set(keys.generationRunning(memberId, id), turnSequence);
  moveDue(tx, "generation", id, null, generation.until);
  tx.set(keys.generation(id), generation);
}

/** Writes a changed generation; the indexes follow the change. */
export function setGeneration(tx: Transaction, before: Generation, after: Generation): void {
  const { id, memberId } = after;
  const running = after.status === "running";
  moveDue(tx, "generation", id, before.until, running ? after.until : null);
  if (running) {
    tx.set(keys.generation(id), after);
  } else {
    tx.delete(keys.generationRunning(memberId, id));
    // Whoever erases a member finds the generations by their keys.
    tx.set(keys.generationByKey(memberId, after.key), id, { expireIn: REPLAY_TIME });
    tx.set(keys.generation(id), after, { expireIn: REPLAY_TIME });
  }
}

/** An event as it is kept: the name and data of a Server-Sent Event. */
export interface KeptEvent {
  name: string;
  data: unknown;
}

/** Appends events to a generation; returns it with the number of the newest. */
export function addEvents(
  tx: Transaction,
  generation: Generation,
  events: readonly KeptEvent[],
): Generation {
  events.forEach((event, index) => {
    const key = keys.generationEvent(generation.id, generation.lastEvent + index + 1);
    tx.set(key, event, { expireIn: REPLAY_TIME });
  });
  return { ...generation, lastEvent: generation.lastEvent + events.length };
}

/** Events after a number, oldest first, each with its own number. */
export async function listEvents(
  db: Database,
  generationId: string,
  after: number,
): Promise<({ id: number } & KeptEvent)[]> {
  const found = await db.list<KeptEvent>({
    prefix: keys.generationEvents(generationId),
    start: keys.generationEvent(generationId, after + 1),
  });
  return found.map(({ key, value }) => ({ id: Number(key.at(-1)), ...value }));
}

/** Generations of a member that are being written, with the turns they answer. */
export async function listRunning(
  reader: RangeReader,
  memberId: string,
): Promise<{ generationId: string; turnSequence: number }[]> {
  const found = await listRange<number>(reader, { prefix: keys.generationsRunning(memberId) });
  return found.map(({ key, value }) => ({
    generationId: String(key.at(-1)),
    turnSequence: value,
  }));
}
