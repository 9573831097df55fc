/**
 * Cryptomus on this machine: its API, its webhooks, and a page on which an invoice is paid.
 *
 * Node's HTTP server is used because a fault has to close a connection without an answer.
 */
import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { signOf } from "../../clients/cryptomus_sign.ts";
import { type Fault, Faults } from "../faults.ts";
import { type ApiAnswer, type ApiBook, ENDPOINTS, refusal } from "./api.ts";
import { act, type Action, ACTIONS, type BookInvoice, chooseCoin, expired } from "./book.ts";
import { payPage } from "./page.ts";
import { answered, phpJson, webhookOf } from "./told.ts";
import { createWebhookSender, DELIVERIES, type Delivery } from "./webhooks.ts";

export type { Action, BookInvoice } from "./book.ts";
export type { Delivery } from "./webhooks.ts";

export interface CryptomusStandInOptions {
  /** What invoices expire by. */
  clock: { now(): number };
  merchant: string;
  apiKey: string;
  /** Where the invoices outlive the process; only in memory where it is absent. */
  store?: Deno.Kv;
  hostname?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** How long to wait before each further attempt of a webhook, in milliseconds. */
  retryMilliseconds?: readonly number[];
}

export interface CryptomusStandIn extends AsyncDisposable {
  /** The origin of the API and of the pay pages. */
  url: string;
  /**
   * What goes wrong, by what is asked: `payment`, `info`, `list`, `services`, `refund`, `resend`,
   * `test-webhook`; and, only by name, `webhook/` and its status: `slow`, `drop` and `duplicate`.
   */
  faults: Faults;
  /** What was asked, such as `payment`, oldest first. */
  requests(): readonly string[];
  invoices(): readonly BookInvoice[];
  /** Does what somebody does on the pay page. */
  act(uuid: string, action: Action, delivery?: Delivery): Promise<BookInvoice>;
  /** Lets what is over expire, and tells of it. */
  sweep(): Promise<void>;
  /** Settles when every webhook was taken or given up. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const KEY = ["cryptomus"];
const KEPT_REQUESTS = 500;
const MOST_BYTES = 100_000;

/** Starts the stand-in. */
export async function startCryptomus(options: CryptomusStandInOptions): Promise<CryptomusStandIn> {
  const { clock, merchant, apiKey, store, hostname = "127.0.0.1", port = 0 } = options;
  const faults = new Faults();
  const webhooks = createWebhookSender(faults, options.retryMilliseconds);
  const requests: string[] = [];
  const waits = new Set<() => void>();
  const invoices = new Map<string, BookInvoice>();
  for await (const { value } of store?.list<BookInvoice>({ prefix: KEY }) ?? []) {
    invoices.set(value.uuid, value);
  }
  let origin = "";

  async function keep(invoice: BookInvoice): Promise<void> {
    invoices.set(invoice.uuid, invoice);
    await store?.set([...KEY, invoice.uuid], invoice);
  }

  function tell(steps: BookInvoice[], delivery: Delivery = "normal"): void {
    webhooks.send(
      steps.flatMap((invoice) => {
        const { uuid, status, callbackUrl } = invoice;
        return callbackUrl
          ? [{ uuid, status, url: callbackUrl, body: webhookOf(invoice, apiKey) }]
          : [];
      }),
      delivery,
    );
  }

  async function become(steps: BookInvoice[], delivery?: Delivery): Promise<void> {
    const last = steps.at(-1);
    if (!last) return;
    await keep(last);
    tell(steps, delivery);
  }

  async function sweep(): Promise<void> {
    const now = clock.now();
    for (const invoice of invoices.values()) {
      if (now >= invoice.expiresAt) await become(expired(invoice, now));
    }
  }

  async function actOn(uuid: string, action: Action, delivery?: Delivery): Promise<BookInvoice> {
    await sweep();
    const invoice = invoices.get(uuid);
    if (!invoice) throw new RangeError(`there is no invoice ${uuid}`);
    await become(act(invoice, action, clock.now()), delivery);
    return invoices.get(uuid)!;
  }

  const book: ApiBook = {
    invoices: () => [...invoices.values()],
    add: keep,
    answered: (invoice) => answered(invoice, origin),
    tell: (invoice) => tell([invoice]),
    refund: async (invoice) => void await actOn(invoice.uuid, "refund"),
    now: () => clock.now(),
  };

  const server = createServer((incoming, outgoing) => {
    // On a kept connection `fetch` sends a request again by itself when it is dropped.
    outgoing.setHeader("connection", "close");
    respond(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  origin = `http://${hostname}:${(server.address() as AddressInfo).port}`;

  async function close(): Promise<void> {
    for (const end of waits) end();
    await webhooks.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  return {
    url: origin,
    faults,
    requests: () => requests,
    invoices: () => [...invoices.values()],
    act: actOn,
    sweep,
    settled: () => webhooks.settled(),
    close,
    [Symbol.asyncDispose]: close,
  };

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const url = new URL(incoming.url ?? "/", origin);
    await sweep();
    if (url.pathname.startsWith("/pay/")) return await respondPage(incoming, outgoing, url, body);
    const endpoint = Object.hasOwn(ENDPOINTS, url.pathname) ? ENDPOINTS[url.pathname] : undefined;
    if (!endpoint || incoming.method !== "POST") return send(outgoing, refusal(404, "Not found"));
    requests.push(endpoint.name);
    requests.splice(0, requests.length - KEPT_REQUESTS);
    const fault = faults.take(endpoint.name);
    if (fault?.kind === "slow") await pause(fault.milliseconds ?? 0, outgoing);
    if (fault?.kind === "drop") return void outgoing.destroy();
    if (fault?.kind === "status") {
      return send(outgoing, refusal(fault.status ?? 500, "internal-detail-of-the-stand-in"));
    }
    if (!isSigned(incoming, body)) return send(outgoing, refusal(401, "Invalid Sign."), fault);
    const fields = body.length === 0 ? {} : parse(body);
    if (!fields) return send(outgoing, refusal(400, "Invalid JSON"), fault);
    send(outgoing, await endpoint.answer(book, fields, url.searchParams), fault);
  }

  function isSigned({ headers }: IncomingMessage, body: Uint8Array): boolean {
    const came = new TextEncoder().encode(String(headers.sign ?? ""));
    const expected = new TextEncoder().encode(signOf(body, apiKey));
    return headers.merchant === merchant && came.length === expected.length &&
      timingSafeEqual(came, expected);
  }

  async function respondPage(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    url: URL,
    body: Uint8Array,
  ): Promise<void> {
    const uuid = url.pathname.slice("/pay/".length);
    const invoice = invoices.get(uuid);
    if (!invoice) return send(outgoing, refusal(404, "Not found"));
    if (invoice.asked === null) await keep(chooseCoin(invoice));
    // A form of another page is none of a payer's.
    const { origin: from } = incoming.headers;
    if (incoming.method === "POST" && from && from !== origin) {
      return send(outgoing, refusal(403, "Forbidden"));
    }
    if (incoming.method === "POST") {
      const form = new URLSearchParams(new TextDecoder().decode(body));
      const action = form.get("action") ?? "";
      const way = form.get("delivery") ?? "normal";
      const delivery = Object.hasOwn(DELIVERIES, way) ? way as Delivery : "normal";
      if (action === "resend") tell([invoices.get(uuid)!]);
      else if (Object.hasOwn(ACTIONS, action)) await actOn(uuid, action as Action, delivery);
      await webhooks.settled();
      outgoing.writeHead(303, { location: url.pathname });
      return void outgoing.end();
    }
    const page = payPage(invoices.get(uuid)!, { now: clock.now(), told: webhooks.told(uuid) });
    outgoing.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    outgoing.end(page);
  }

  /** Waits; ends early when the stand-in closes or nobody listens any more. */
  function pause(milliseconds: number, outgoing: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        waits.delete(end);
        outgoing.off("close", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      waits.add(end);
      outgoing.on("close", end);
    });
  }
}

function send(outgoing: ServerResponse, { status, body }: ApiAnswer, fault?: Fault): void {
  if (fault?.kind === "lose-reply" || outgoing.destroyed) return void outgoing.destroy();
  const bytes = new TextEncoder().encode(phpJson(body));
  outgoing.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes.length,
  });
  if (fault?.kind !== "cut") return void outgoing.end(bytes);
  outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of incoming) {
    size += part.length;
    if (size > MOST_BYTES) throw new RangeError("the body is too long");
    parts.push(part);
  }
  const body = new Uint8Array(size);
  parts.reduce((offset, part) => (body.set(part, offset), offset + part.length), 0);
  return body;
}

function parse(body: Uint8Array): Record<string, unknown> | undefined {
  try {
    const read = JSON.parse(new TextDecoder().decode(body));
    return typeof read === "object" && read !== null ? read : undefined;
  } catch {
    return undefined;
  }
}
