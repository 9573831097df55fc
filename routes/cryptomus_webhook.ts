import { Hono } from "hono";
import { AppError } from "../domain/errors.ts";
import type { PaymentInbox } from "../services/payment_inbox.ts";
import type { RequestEnvironment } from "./environment.ts";

/**
 * `POST /cryptomus/webhook`: what Cryptomus tells of payments, signed by it.
 *
 * It is answered once it is written down, and with nothing but a status: whatever else it could be
 * told would only be sent again. Where no key is set there is no such page.
 */
export function cryptomusWebhookRoutes({ inbox }: { inbox: PaymentInbox | undefined }) {
  return new Hono<RequestEnvironment>().post("/cryptomus/webhook", async (context) => {
    if (!inbox) throw new AppError("not_found", { what: "page" });
    // The very bytes: a text made of them may not be what was signed.
    const body = new Uint8Array(await context.req.arrayBuffer());
    if (!await inbox.take(body)) {
      throw new AppError("session_invalid", { reason: "not signed by Cryptomus" });
    }
    return context.body(null, 204);
  });
}
