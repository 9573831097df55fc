import { Hono } from "hono";
import type { Invoices } from "../services/invoices.ts";
import { checkCheckout, checkPurchase, checkRefundAddress } from "./checks.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { RateLimit } from "./limits.ts";
import type { InvoiceView, Quote } from "./schemas.ts";

/** `/quotes` and `/invoices`: what a purchase comes to, buying, and what became of it. */
export function paymentRoutes(
  deps: {
    invoices: () => Promise<Invoices>;
    /** Of what asks others, or makes something. */
    limit: RateLimit;
    /** Of what only says what a purchase comes to. */
    quoteLimit: RateLimit;
  },
) {
  const { invoices, limit, quoteLimit } = deps;
  return new Hono<RequestEnvironment>()
    .use("/invoices/*", async (context, next) => {
      if (context.req.method === "POST") limit.count(context.get("memberId"));
      await next();
      context.header("Cache-Control", "no-store");
    })
    .post("/quotes", checkPurchase, async (context) => {
      quoteLimit.count(context.get("memberId"));
      const purchase = context.req.valid("json");
      const quote = await (await invoices()).quote(context.get("memberId"), purchase);
      return context.json(quote satisfies Quote);
    })
    .post("/invoices", checkCheckout, async (context) => {
      const request = context.req.valid("json");
      const invoice = await (await invoices()).checkout(context.get("memberId"), request);
      return context.json(invoice satisfies InvoiceView);
    })
    .get("/invoices", async (context) => {
      const list = await (await invoices()).list(context.get("memberId"));
      return context.json({ invoices: list satisfies InvoiceView[] });
    })
    .get("/invoices/:id", async (context) => {
      const { id } = context.req.param();
      const invoice = await (await invoices()).view(context.get("memberId"), id);
      return context.json(invoice satisfies InvoiceView);
    })
    .post("/invoices/:id/check", async (context) => {
      const { id } = context.req.param();
      const invoice = await (await invoices()).check(context.get("memberId"), id);
      return context.json(invoice satisfies InvoiceView);
    })
    .post("/invoices/:id/cancel", async (context) => {
      const { id } = context.req.param();
      const invoice = await (await invoices()).cancel(context.get("memberId"), id);
      return context.json(invoice satisfies InvoiceView);
    })
    .post("/invoices/:id/refund", checkRefundAddress, async (context) => {
      const { id } = context.req.param();
      const { address } = context.req.valid("json");
      const invoice = await (await invoices()).askRefund(context.get("memberId"), id, address);
      return context.json(invoice satisfies InvoiceView);
    });
}
