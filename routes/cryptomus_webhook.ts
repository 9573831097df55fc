import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import { AppError } from "../domain/errors.ts";
import type { Invoices } from "../services/invoices.ts";
import type { PaymentInbox } from "../services/payment_inbox.ts";
import { wordless } from "../services/wordless.ts";
import type { RequestEnvironment } from "./environment.ts";

const log = getLogger(["sfera", "payments"]);

/**
 * `POST /cryptomus/webhook`: what Cryptomus tells of payments, signed by it.
 *
 * It is answered once it is written down, and with nothing but a status: whatever else it could be
 * told would only be sent again. Where no key is set there is no such page.
 */
export function cryptomusWebhookRoutes(
  { inbox, invoices }: {
    inbox: PaymentInbox | undefined;
    /** What applies it; once it is written down that can wait, and a sweep does it too. */
    invoices: () => Promise<Pick<Invoices, "hurry">>;
  },
) {
  const apply = async (eventId: string) => {
    try {
      (await invoices()).hurry(eventId);
    } catch (error) {
      log.error("What applies payments cannot be loaded: {error}", { error: wordless(error) });
    }
  };

  return new Hono<RequestEnvironment>().post("/cryptomus/webhook", async (context) => {
    if (!inbox) throw new AppError("not_found", { what: "page" });
    // The very bytes: a text made of them may not be what was signed.
    const body = new Uint8Array(await context.req.arrayBuffer());
    const taken = await inbox.take(body);
    if (!taken) {
      throw new AppError("session_invalid", { reason: "not signed by Cryptomus" });
    }
    if (taken.eventId !== undefined) void apply(taken.eventId);
    return context.body(null, 204);
  });
}
