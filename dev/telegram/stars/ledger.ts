import type { Storage } from "../storage.ts";
import type { StarsInvoice, StarsSubscription, StarsTransfer } from "./types.ts";

/** What the members of a box have at the start. */
const FIRST_BALANCE = 5_000;

/** The Stars of the box: links, subscriptions, transfers in their order, and what members have. */
export class StarsLedger {
  readonly #invoices = new Map<string, StarsInvoice>();
  readonly #subscriptions = new Map<string, StarsSubscription>();
  readonly #balances = new Map<number, number>();
  #transfers: StarsTransfer[] = [];

  constructor(private readonly storage: Storage) {}

  async load(): Promise<void> {
    for (const { value } of await this.storage.load<StarsInvoice>("stars-invoice")) {
      this.#invoices.set(value.slug, value);
    }
    for (const { value } of await this.storage.load<StarsSubscription>("stars-subscription")) {
      this.#subscriptions.set(value.id, value);
    }
    for (const { key, value } of await this.storage.load<number>("stars-balance")) {
      this.#balances.set(Number(key[1]), value);
    }
    const transfers = await this.storage.load<StarsTransfer>("stars-transfer");
    this.#transfers = transfers.map(({ value }) => value);
  }

  invoice(slug: string): StarsInvoice | undefined {
    return this.#invoices.get(slug);
  }

  addInvoice(invoice: StarsInvoice): void {
    this.#invoices.set(invoice.slug, invoice);
    this.storage.put(["stars-invoice", invoice.slug], invoice);
  }

  /** What a payment was for; the newest link of its payload. */
  titleOf(payload: string): string {
    const links = [...this.#invoices.values()].filter((invoice) => invoice.payload === payload);
    return links.at(-1)?.title ?? "";
  }

  subscriptions(): StarsSubscription[] {
    return [...this.#subscriptions.values()];
  }

  subscription(id: string): StarsSubscription | undefined {
    return this.#subscriptions.get(id);
  }

  putSubscription(subscription: StarsSubscription): void {
    this.#subscriptions.set(subscription.id, subscription);
    this.storage.put(["stars-subscription", subscription.id], subscription);
  }

  /** Oldest first. */
  transfers(): readonly StarsTransfer[] {
    return this.#transfers;
  }

  addTransfer(transfer: StarsTransfer): void {
    this.#transfers.push(transfer);
    this.storage.put(["stars-transfer", this.#transfers.length], transfer);
  }

  balance(memberId: number): number {
    return this.#balances.get(memberId) ?? FIRST_BALANCE;
  }

  addToBalance(memberId: number, stars: number): void {
    const balance = this.balance(memberId) + stars;
    this.#balances.set(memberId, balance);
    this.storage.put(["stars-balance", memberId], balance);
  }
}
