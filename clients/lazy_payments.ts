import { once } from "../domain/once.ts";
import type { PaymentProcessor } from "../services/ports.ts";

/** Payments whose client is loaded when it is first asked, or told to, so that a start is quick. */
export function lazyPayments(
  merchant: string,
  load: () => Promise<PaymentProcessor>,
): PaymentProcessor {
  const payments = once(load);
  return {
    merchant,
    createInvoice: async (...request) => await (await payments()).createInvoice(...request),
    info: async (...request) => await (await payments()).info(...request),
    list: async (...request) => await (await payments()).list(...request),
    services: async (...request) => await (await payments()).services(...request),
    refund: async (...request) => await (await payments()).refund(...request),
    resend: async (...request) => await (await payments()).resend(...request),
    testWebhook: async (...request) => await (await payments()).testWebhook(...request),
    readWebhook: async (...webhook) => await (await payments()).readWebhook(...webhook),
  };
}
