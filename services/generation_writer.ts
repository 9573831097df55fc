import { addEvents, getGeneration, type KeptEvent, setGeneration } from "../db/generations.ts";
import { getMember } from "../db/members.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { extend } from "../domain/allowance.ts";
import type { Card } from "../domain/card.ts";
import type { Citation } from "../domain/citation.ts";
import { type Generation, GENERATION_LEASE } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import type { AnswerWriter } from "./exchange.ts";
import { changeHeld, isHeld } from "./held_units.ts";
import type { Clock } from "./ports.ts";
import type { Wakes } from "./wakes.ts";

/** Text is kept this often, in milliseconds: seldom enough for the store, often enough to read along. */
const KEEP_EVERY = 60;
const RENEW_EVERY = 5_000;

/** Thrown to the process that writes an answer when somebody else has closed or erased it. */
export class GenerationOver extends Error {
  override readonly name = "GenerationOver";
}

/**
 * Writes the events of one running generation, in order, and keeps its lease alive.
 *
 * Everything a reader sees has been committed before, so a reconnect to any process sees the same.
 */
export class GenerationWriter implements AnswerWriter {
  text = "";
  readonly cards: Card[] = [];
  readonly citations: Citation[] = [];
  #pending: KeptEvent[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #failure: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval>;
  #onOver: (reason: unknown) => void;

  constructor(
    private readonly deps: { db: Database; liveness: Clock; wakes: Wakes },
    private readonly generation: Generation,
    onOver: (reason: unknown) => void,
  ) {
    this.#onOver = onOver;
    this.#heartbeat = setInterval(() => this.#keepInTurn(), RENEW_EVERY);
  }

  /** Appends to the answer's text. */
  appendText(text: string): void {
    if (text === "") return;
    this.text += text;
    const last = this.#pending.at(-1);
    if (last?.name === "text") last.data = { text: (last.data as { text: string }).text + text };
    else this.#pending.push({ name: "text", data: { text } });
    this.#timer ??= setTimeout(() => this.#keepInTurn(), KEEP_EVERY);
  }

  appendCard(card: Card): void {
    this.cards.push(card);
    this.#append({ name: "card", data: card });
  }

  appendCitation(citation: Citation): void {
    this.citations.push(citation);
    this.#append({ name: "citation", data: citation });
  }

  #append(event: KeptEvent): void {
    this.#pending.push(event);
    this.#timer ??= setTimeout(() => this.#keepInTurn(), KEEP_EVERY);
  }

  /**
   * Ends the writing: what is pending and what `finish` writes are one commit. It throws where
   * something before could not be kept, so that nobody is shown an answer with a hole.
   *
   * `finish` gets the generation with the pending events added; it throws `GenerationOver` by itself
   * where the generation is no longer running.
   */
  async end<T>(finish: (tx: Transaction, generation: Generation) => Promise<T>): Promise<T> {
    this.stop();
    await this.#last;
    if (this.#failure) throw this.#failure;
    const pending = this.#pending;
    const result = await this.deps.db.tx(async (tx) =>
      await finish(tx, addEvents(tx, await this.#running(tx), pending))
    );
    this.deps.wakes.wake(this.generation.id);
    return result;
  }

  /** Stops the timers; what is pending stays pending. */
  stop(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#heartbeat);
  }

  #keepInTurn(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = this.#last.then(() => this.#keep()).catch((error) => {
      if (this.#failure) return;
      this.#failure = error;
      this.stop();
      this.#onOver(error);
    });
  }

  async #keep(): Promise<void> {
    if (this.#failure) return;
    const events = this.#pending;
    this.#pending = [];
    await this.deps.db.tx(async (tx) => {
      const generation = await this.#running(tx);
      const renewed = await this.#renew(tx, generation);
      if (events.length === 0 && renewed === generation) return;
      setGeneration(tx, generation, addEvents(tx, renewed, events));
    });
    if (events.length > 0) this.deps.wakes.wake(this.generation.id);
  }

  async #running(tx: Transaction): Promise<Generation> {
    const generation = await getGeneration(tx, this.generation.id);
    if (generation?.status !== "running") throw new GenerationOver();
    // Nothing is written any more for a member who is being erased.
    if (!await getMember(tx, generation.memberId)) throw new GenerationOver();
    return generation;
  }

  /**
   * Extends the lease and the reservation that it holds, when a good part of it is gone. A reservation
   * that another message has got meanwhile ends the answer.
   */
  async #renew(tx: Transaction, generation: Generation): Promise<Generation> {
    const now = this.deps.liveness.now();
    if (generation.until - now > GENERATION_LEASE - RENEW_EVERY + 1_000) return generation;
    const { id } = generation;
    const until = now + GENERATION_LEASE;
    if (generation.free) return { ...generation, until };
    if (!await isHeld(tx, "messages", generation)) throw new AppError("stopping");
    await changeHeld(tx, "messages", generation, (usage) => extend(usage, id, until));
    return { ...generation, until };
  }
}
