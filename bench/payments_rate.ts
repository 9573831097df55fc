/** How fast a webhook is verified, claimed and applied, beside the transaction tool with as many keys. */
import { headOf, keys } from "../db/keys.ts";
import { openDatabaseKv } from "../db/open.ts";
import { createDatabase, type Database } from "../db/tx.ts";
import { movableClock } from "../tests/kit/app.ts";
import { PaymentBook } from "../tests/kit/payment_book.ts";
import { testCommunity } from "../tests/kit/selling.ts";
import { fillShop, shopProcess } from "../tests/kit/shop.ts";
import { StarsLedger } from "../tests/kit/stars_ledger.ts";
import { temporaryFolder } from "../tests/kit/temporary_kv.ts";
import { type BenchRow, interleave } from "./row.ts";

const WEBHOOKS = 20;
const ROUNDS = 5;

/** The keys of a store that one piece of work reads and writes, in all its transactions. */
interface Keys {
  transactions: number;
  read: number;
  written: number;
  /** Bytes of what is written, as JSON. */
  bytes: number;
}

/** Webhooks of payments of members who have paid before, each of them with a receipt. */
export async function benchWebhooks(): Promise<BenchRow> {
  await using folder = await temporaryFolder();
  const kv = await openDatabaseKv(`${folder.path}/bench.sqlite3`);
  const counted = countingKv(kv);
  const clock = movableClock();
  const book = new PaymentBook(clock);
  let made = 0;
  const shop = shopProcess({
    kv: counted.kv,
    clock,
    liveness: clock,
    community: testCommunity(),
    payments: book.processor(),
    stars: new StarsLedger(clock).stars(),
    ids: { next: () => `b${made += 1}` },
    random: Math.random,
    bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  const bare = createDatabase(kv, {
    ids: { next: () => `t${made += 1}` },
    random: Math.random,
    headOf,
  });

  /** Paid webhooks of new invoices of so many members. */
  async function webhooks(): Promise<Uint8Array[]> {
    const bodies: Uint8Array[] = [];
    for (let place = 0; place < WEBHOOKS; place += 1) {
      const id = `m${made += 1}`;
      await fillShop(shop.db, [{ id, telegramId: id }], []);
      await shop.db.tx((tx) => Promise.resolve(tx.set(keys.firstPayment(id), "before")));
      const purchase = { offer: "plan:pro", way: "crypto", gift: false } as const;
      const { price } = await shop.invoices.quote(id, purchase);
      const invoice = await shop.invoices.checkout(id, { ...purchase, price });
      bodies.push(book.act(invoice.id, "pay").at(-1)!.body);
    }
    return bodies;
  }

  async function take(bodies: Uint8Array[]): Promise<number> {
    const began = performance.now();
    for (const body of bodies) {
      const taken = await shop.inbox.take(body);
      await shop.invoices.apply(taken!.eventId!);
    }
    return WEBHOOKS / (performance.now() - began) * 1000;
  }

  const [first, ...more] = await webhooks();
  counted.begin();
  await take([first!]);
  const shape = counted.end();
  await take(more);
  const bareRate = async () => {
    const began = performance.now();
    for (let count = 0; count < WEBHOOKS; count += 1) await transact(bare, made += 1, shape);
    return WEBHOOKS / (performance.now() - began) * 1000;
  };
  let next = await webhooks();
  const rates = await interleave(ROUNDS, async () => {
    const rate = await take(next);
    next = await webhooks();
    return rate;
  }, bareRate);
  shop.db.close();
  const { transactions, read, written } = shape;
  return {
    name: "webhook of a payment verified, claimed and applied",
    value: rates.ours,
    unit: "a second",
    compared: `db.tx alone: ${rates.theirs.toFixed(0)} a second ` +
      `(${transactions} of ${read} keys read, ${written} written in all)`,
    ratio: rates.ratio,
    limit: "at least 0.5 of it",
    ok: rates.ratio >= 0.5,
  };
}

/** As many transactions, keys and bytes, of which nothing is thought. */
async function transact(db: Database, number: number, shape: Keys): Promise<void> {
  const { transactions, read, written, bytes } = shape;
  const value = "x".repeat(Math.round(bytes / written));
  const part = (all: number, place: number) =>
    Math.floor(all * (place + 1) / transactions) - Math.floor(all * place / transactions);
  for (let place = 0; place < transactions; place += 1) {
    await db.tx(async (tx) => {
      for (let key = 0; key < part(read, place); key += 1) {
        await tx.get(["bare", number, place, key]);
      }
      for (let key = 0; key < part(written, place); key += 1) {
        tx.set(["bare", number, place, key], value);
      }
    });
  }
}

/** A KV that counts the checks and writes of commits, but those of the marker. */
function countingKv(inner: Deno.Kv) {
  let counts: Keys = { transactions: 0, read: 0, written: 0, bytes: 0 };
  const isMarker = (key: Deno.KvKey) => key[0] === "tx";
  const kv = {
    get: inner.get.bind(inner),
    getMany: inner.getMany.bind(inner),
    list: inner.list.bind(inner),
    close: () => inner.close(),
    atomic() {
      const operation = inner.atomic();
      counts.transactions += 1;
      const counting = {
        check(...checks: Deno.AtomicCheck[]) {
          counts.read += checks.filter(({ key }) => !isMarker(key)).length;
          operation.check(...checks);
          return counting;
        },
        set(key: Deno.KvKey, value: unknown, options?: { expireIn?: number }) {
          if (!isMarker(key)) counts.written += 1;
          if (!isMarker(key)) counts.bytes += JSON.stringify(value).length;
          operation.set(key, value, options);
          return counting;
        },
        delete(key: Deno.KvKey) {
          counts.written += 1;
          operation.delete(key);
          return counting;
        },
        commit: () => operation.commit(),
      };
      return counting;
    },
  };
  return {
    kv: kv as unknown as Deno.Kv,
    begin: () => void (counts = { transactions: 0, read: 0, written: 0, bytes: 0 }),
    end: (): Keys => ({ ...counts }),
  };
}
