import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { AppError } from "../domain/errors.ts";
import type { RequestEnvironment } from "./environment.ts";

/** Where Telegram's web clients live: the app is shown in their frames (CONTRACTS: Mini Apps). */
const TELEGRAM_FRAMES = ["https://web.telegram.org", "https://*.telegram.org", "https://t.me"];

/** The domain of LiveKit Cloud. */
const CLOUD = ".livekit.cloud";

/**
 * Headers on every answer that keep a browser from doing what Sfera never asks for.
 *
 * They are few and written once, because each costs a small answer a hundredth of its time. There is
 * no `X-Frame-Options`, because Telegram's web clients frame the app; `frameAncestors` are more
 * places that may. `roomsUrl` is where calls happen, which the app connects to. A route that sets one
 * of them itself is stricter and keeps it.
 */
export function protectiveHeaders(
  options: { frameAncestors?: readonly string[]; roomsUrl?: string } = {},
) {
  const { frameAncestors = [], roomsUrl } = options;
  const protective = Object.entries({
    "Content-Security-Policy": contentPolicy([...TELEGRAM_FRAMES, ...frameAncestors], roomsUrl),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=15552000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
  });
  return createMiddleware<RequestEnvironment>(async (context, next) => {
    await next();
    const { headers } = context.res;
    for (const [name, value] of protective) {
      if (!headers.has(name)) headers.set(name, value);
    }
  });
}

function contentPolicy(frameAncestors: readonly string[], roomsUrl: string | undefined): string {
  return [
    "default-src 'self'",
    ...(roomsUrl ? [`connect-src 'self' ${connections(roomsUrl)}`] : []),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors.join(" ")}`,
  ].join("; ");
}

/** Where participants of a room connect: `livekit-client` also asks by http(s). */
function connections(roomsUrl: string): string {
  const { protocol, host, hostname } = new URL(roomsUrl);
  const secure = protocol === "wss:";
  // LiveKit Cloud sends participants on to the region that is nearest to them.
  const hosts = hostname.endsWith(CLOUD) ? [host, `*${CLOUD}`] : [host];
  return hosts.flatMap((one) =>
    secure ? [`wss://${one}`, `https://${one}`] : [
      `ws://${one}`,
      `http://${one}`,
    ]
  ).join(" ");
}

/** Refuses what a page of another origin asks, unless the operator let that origin in. */
export function closedToOthers(allowedOrigins: readonly string[]) {
  const share = cors({ origin: [...allowedOrigins], maxAge: 600 });
  return createMiddleware<RequestEnvironment>((context, next) => {
    const origin = context.req.header("origin");
    if (origin === undefined || isOwn(origin, context.req.header("host"))) return next();
    if (!allowedOrigins.includes(origin)) throw new AppError("forbidden", { origin });
    return share(context, next);
  });
}

function isOwn(origin: string, host: string | undefined): boolean {
  return origin === `https://${host}` || origin === `http://${host}`;
}
