import type { Update } from "grammy/types";
import type { Faults } from "../faults.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

export type UpdateType = Exclude<keyof Update, "update_id">;

/** How long Telegram keeps an update that nobody fetched. */
const KEPT_SECONDS = 24 * 3600;
/** Left out unless the bot asks for them. */
const ON_REQUEST: readonly string[] = ["chat_member", "message_reaction", "message_reaction_count"];

export interface PendingUpdate {
  update: Update;
  /** Unix seconds on the box's clock. */
  date: number;
  /** Delivered once more after it was confirmed: the `duplicate` fault. */
  repeat: boolean;
}

/** The updates that wait for the bot, oldest first; one is gone when the bot confirmed it. */
export class Updates {
  #pending: PendingUpdate[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #takers = new Set<() => void>();

  constructor(
    private readonly storage: Storage,
    private readonly settings: Settings,
    private readonly faults: Faults,
    private readonly nowSeconds: () => number,
  ) {}

  async load(): Promise<void> {
    this.#pending = (await this.storage.load<PendingUpdate>("update")).map(({ value }) => value);
  }

  /** Queues an update, unless the bot did not want this type. */
  add<T extends UpdateType>(type: T, payload: NonNullable<Update[T]>): void {
    const { allowedUpdates } = this.settings.value;
    const wanted = allowedUpdates ? allowedUpdates.includes(type) : !ON_REQUEST.includes(type);
    if (!wanted || takeFault(this.faults, nameOf(type, payload), "lose")) return;
    const update = { update_id: this.settings.nextUpdateId(), [type]: payload } as Update;
    const pending = { update, date: this.nowSeconds(), repeat: false };
    this.#pending.push(pending);
    this.#keep(pending);
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after each new update; returns how to stop that. */
  onAdd(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What waits, without what has become too old. */
  pending(): readonly PendingUpdate[] {
    const oldest = this.nowSeconds() - KEPT_SECONDS;
    for (const pending of this.#pending) if (pending.date < oldest) this.#remove(pending);
    return this.#pending;
  }

  /** The bot has this update for good; one that is to come twice stays for another round. */
  confirm(pending: PendingUpdate): void {
    if (!pending.repeat) return this.#remove(pending);
    pending.repeat = false;
    this.#keep(pending);
  }

  /** Marks an update that is handed out, if it is to be delivered twice. */
  handOut(pending: PendingUpdate, by: "getUpdates" | "webhook"): void {
    if (takeFault(this.faults, by, "duplicate")) {
      pending.repeat = true;
      this.#keep(pending);
    }
  }

  /** Resolves when the bot has taken all that waits now, or after so many milliseconds. */
  async taken(milliseconds: number): Promise<void> {
    const before = new Set(this.pending());
    const isTaken = () => !this.pending().some((pending) => before.has(pending));
    if (isTaken()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    const look = () => isTaken() && resolve();
    this.#takers.add(look);
    await promise;
    clearTimeout(timer);
    this.#takers.delete(look);
  }

  clear(): void {
    for (const pending of this.#pending) this.#remove(pending);
  }

  #keep(pending: PendingUpdate): void {
    this.storage.put(["update", pending.update.update_id], pending);
  }

  #remove(pending: PendingUpdate): void {
    this.#pending = this.#pending.filter((other) => other !== pending);
    this.storage.put(["update", pending.update.update_id], undefined);
    for (const look of this.#takers) look();
  }
}

/** What a fault names an update by: its type, and for a payment `message/successful_payment`. */
function nameOf<T extends UpdateType>(type: T, payload: NonNullable<Update[T]>): string {
  const payment = ["successful_payment", "refunded_payment"].find((part) => part in payload);
  return payment ? `${type}/${payment}` : type;
}

/**
 * Takes the next fault for a call if it is of the right sort.
 *
 * `lose` concerns updates as they are made, `duplicate` as they are delivered, everything else the
 * call itself; whichever is next stays in the list until its own moment comes.
 */
export function takeFault(
  faults: Faults,
  call: string,
  sort: "lose" | "duplicate" | "call" = "call",
) {
  const next = faults.list().find((fault) => call.includes(fault.match ?? ""));
  if (!next) return undefined;
  const { kind } = next;
  const itsSort = kind === "lose" || kind === "duplicate" ? kind : "call";
  return itsSort === sort ? faults.take(call) : undefined;
}
