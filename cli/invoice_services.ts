/** What commands about invoices work with; it is loaded with the first of them. */
import { systemBytes, systemClock } from "../clients/system.ts";
import { later } from "../domain/later.ts";
import type { Invoices, InvoicesDependencies } from "../services/invoices.ts";

/** What asks of payments; who takes them is there where their keys are set, as the service has them. */
export async function loadInvoices(
  deps: Pick<InvoicesDependencies, "db" | "ids" | "community" | "texts">,
): Promise<Invoices> {
  const [
    { createInvoices },
    { createOutbox },
    { createPromoUses },
    { createGuessing },
    { createGifts },
    { createReferrals },
    { createOperatorMessages },
    { Wakes },
    { createTelegram },
    { invoiceLink },
  ] = await Promise.all([
    import(later("../services/invoices.ts")) as Promise<typeof import("../services/invoices.ts")>,
    import(later("../services/outbox.ts")) as Promise<typeof import("../services/outbox.ts")>,
    import(later("../services/promos.ts")) as Promise<typeof import("../services/promos.ts")>,
    import(later("../services/guesses.ts")) as Promise<typeof import("../services/guesses.ts")>,
    import(later("../services/gifts.ts")) as Promise<typeof import("../services/gifts.ts")>,
    import(later("../services/referrals.ts")) as Promise<typeof import("../services/referrals.ts")>,
    import(later("../services/operator_messages.ts")) as Promise<
      typeof import("../services/operator_messages.ts")
    >,
    import(later("../services/wakes.ts")) as Promise<typeof import("../services/wakes.ts")>,
    import(later("../clients/telegram.ts")) as Promise<typeof import("../clients/telegram.ts")>,
    import(later("../services/invoice_link.ts")) as Promise<
      typeof import("../services/invoice_link.ts")
    >,
  ]);
  const setting = (name: string) => Deno.env.get(name)?.trim() ?? "";
  const clocks = { clock: systemClock, liveness: systemClock };
  const telegram = createTelegram({
    token: setting("TELEGRAM_BOT_TOKEN"),
    apiRoot: setting("TELEGRAM_API_ROOT") || "https://api.telegram.org",
    publicUrl: setting("PUBLIC_URL"),
  });
  // What is to be told is sent by the service.
  const outbox = createOutbox({ ...deps, ...clocks, messenger: telegram, wakes: new Wakes() });
  const parts = { ...deps, ...clocks, outbox, random: systemBytes, bot: telegram };
  const gifts = createGifts(parts);
  const referrals = createReferrals(parts);
  const operators = setting("OPERATORS").split(",").map((id) => id.trim()).filter(Boolean);
  const operatorMessages = createOperatorMessages({ ...parts, operators });
  return createInvoices({
    ...parts,
    payments: await loadPayments(setting),
    stars: await loadStars(setting, telegram),
    promos: createPromoUses({ ...parts, guessing: createGuessing(parts) }),
    gifts,
    runners: {
      flag: (errand) => operatorMessages.flag(errand),
      first_payment: ({ memberId, invoiceId }) => referrals.reward(memberId, invoiceId),
      gift: ({ code }) => gifts.settle(code),
    },
    returnUrl: invoiceLink(telegram, setting("PUBLIC_URL")),
    callbackUrl: `${setting("PUBLIC_URL")}/cryptomus/webhook`,
    signal: new AbortController().signal,
  });
}

async function loadPayments(setting: (name: string) => string) {
  const [merchant, apiKey] = [setting("CRYPTOMUS_MERCHANT"), setting("CRYPTOMUS_API_KEY")];
  if (!merchant || !apiKey) return undefined;
  const { createCryptomus } = await import(
    later("../clients/cryptomus.ts")
  ) as typeof import("../clients/cryptomus.ts");
  const baseUrl = setting("CRYPTOMUS_BASE_URL") || "https://api.cryptomus.com";
  return createCryptomus({ merchant, apiKey, baseUrl: baseUrl.replace(/\/+$/, "") });
}

async function loadStars(
  setting: (name: string) => string,
  telegram: { api(): Promise<import("grammy").Api> },
) {
  const token = setting("TELEGRAM_BOT_TOKEN");
  if (!token) return undefined;
  const { createStars } = await import(
    later("../clients/stars.ts")
  ) as typeof import("../clients/stars.ts");
  return createStars({ token, api: () => telegram.api() });
}
