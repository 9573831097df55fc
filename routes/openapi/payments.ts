import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { checkout, invoice, purchase, quote, refundAddress } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const invoicePath = z.object({ id: z.string() });
const own = ["401", "403", "404"] as const;

export const paymentPaths: ZodOpenApiPathsObject = {
  "/api/quotes": {
    post: {
      summary: "What a purchase comes to, before it is confirmed",
      security: bearer,
      requestBody: { content: { "application/json": { schema: purchase } } },
      responses: {
        200: json(quote, "The quote"),
        ...failures("400", "401", "403", "409", "422"),
      },
    },
  },
  "/api/invoices": {
    get: {
      summary: "The member's invoices, the newest first",
      security: bearer,
      responses: {
        200: json(z.object({ invoices: z.array(invoice) }), "The invoices"),
        ...failures("401", "403"),
      },
    },
    post: {
      summary: "Buys what was quoted; another tap for the same answers the same invoice",
      description: "409 with `quote_changed` carries the quote as it is now in `details.quote`.",
      security: bearer,
      requestBody: { content: { "application/json": { schema: checkout } } },
      responses: {
        200: json(invoice, "The invoice"),
        ...failures("400", "401", "403", "409", "422", "429", "502", "503"),
      },
    },
  },
  "/api/invoices/{id}": {
    get: {
      summary: "An invoice",
      security: bearer,
      requestParams: { path: invoicePath },
      responses: { 200: json(invoice, "The invoice"), ...failures(...own) },
    },
  },
  "/api/invoices/{id}/check": {
    post: {
      summary: "Asks the processor now whether the money is there",
      security: bearer,
      requestParams: { path: invoicePath },
      responses: { 200: json(invoice, "The invoice"), ...failures(...own, "429", "502", "503") },
    },
  },
  "/api/invoices/{id}/cancel": {
    post: {
      summary: "Gives an invoice up; one for which money was seen stays as it is",
      security: bearer,
      requestParams: { path: invoicePath },
      responses: { 200: json(invoice, "The invoice"), ...failures(...own, "429") },
    },
  },
  "/api/invoices/{id}/refund": {
    post: {
      summary: "Sends short money back to an address",
      security: bearer,
      requestParams: { path: invoicePath },
      requestBody: { content: { "application/json": { schema: refundAddress } } },
      responses: {
        200: json(invoice, "The invoice"),
        ...failures("400", ...own, "409", "429", "502", "503"),
      },
    },
  },
};
