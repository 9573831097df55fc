/** What the box's HTTP API takes. */
import { z } from "zod";

const memberId = z.coerce.number().int().positive();
const member = z.int().positive();

export const memberQuery = z.object({ member: memberId });

export const initDataQuery = z.object({
  member: memberId,
  startParam: z.string().regex(/^[\w-]{0,512}$/, "up to 512 letters, digits, _ and -").optional(),
});

export const messagesQuery = z.object({
  member: memberId,
  after: z.coerce.number().int().min(0).default(0),
});

export const clockMove = z.union([
  z.strictObject({ advance: z.string().max(40) }),
  z.strictObject({ reset: z.literal(true) }),
], 'expected {"advance": "3d"} or {"reset": true}');

export const sayRequest = z.object({ member, text: z.string().trim().min(1).max(4096) });

/** Telegram lets a bot fetch no larger file, in bytes. */
export const LARGEST_FILE = 20 * 1024 * 1024;

/** The fields of a form. */
export const fileRequest = z.object({
  member: memberId,
  file: z.file().min(1, "an empty file is not sent").max(LARGEST_FILE, "up to 20 MB"),
  caption: z.string().trim().max(1024).optional(),
});

export const pressRequest = z.object({
  member,
  messageId: z.int().positive(),
  button: z.string().min(1).max(256),
});

export const linkRequest = z.object({ member, link: z.string().min(1).max(1024) });

export const writeAccessRequest = z.object({ member });

export const blockRequest = z.object({ member, blocked: z.boolean() });

export const languageRequest = z.object({
  member,
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/, "a code such as ru or en"),
});

const slug = z.string().regex(/^[\w=-]{1,128}$/, "what follows https://t.me/$");
const chargeId = z.string().min(1).max(128);

export const starsOfferQuery = z.object({ member: memberId, slug });

export const starsPayRequest = z.object({ member, slug });

export const starsTopUpRequest = z.object({ member, stars: z.int().min(1).max(1_000_000) });

export const starsChargeRequest = z.object({ member, chargeId });

export const starsRenewalRequest = z.object({ member, chargeId, renews: z.boolean() });

const service = z.enum(["telegram", "gemini", "cryptomus", "outside"]);

export const faultRequest = z.object({
  service,
  kind: z.enum(["slow", "status", "drop", "lose-reply", "cut", "duplicate", "lose"]),
  times: z.union([z.int().min(1).max(100_000), z.literal("always")]).default(1),
  match: z.string().max(100).optional(),
  milliseconds: z.int().min(0).max(600_000).optional(),
  status: z.int().min(400).max(599).optional(),
  retryAfterSeconds: z.number().min(0).max(86_400).optional(),
  detail: z.string().max(100).optional(),
});

export const faultsQuery = z.object({ service: service.optional() });
