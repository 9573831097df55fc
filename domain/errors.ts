/**
 * Every way Sfera can refuse, with the HTTP status each becomes.
 *
 * The sentence a person reads is `error-<code>` in `locales/`.
 */
export const ERROR_STATUS = {
  /** The request does not have the expected shape; `details` says what was expected and what came. */
  bad_request: 400,
  /** initData is absent, forged, stale or from the future. */
  init_data_invalid: 401,
  /** The session token is absent, forged or expired. */
  session_invalid: 401,
  /** The allowance is used up; `details` says which, and when it resets. */
  allowance_exhausted: 402,
  /** The member is banned. */
  banned: 403,
  /** The request came from an origin that may not ask. */
  forbidden: 403,
  /** A code is not for this; `details.reason` is one of `PROMO_REFUSALS`, with what belongs to it. */
  promo_refused: 422,
  /** What is to be bought is not what was shown; `details.quote` is what it is now. */
  quote_changed: 409,
  /** It is not sold, or not in this way; `details.reason` says which. */
  not_sold: 409,
  /** Nothing is sent back; `details.reason` says why. */
  refund_refused: 409,
  /** The trial was had before. */
  trial_used: 409,
  /** An address from outside may not be asked, or holds no page of text; `details.reason` says why. */
  outside_refused: 403,
  not_found: 404,
  /** Other writers kept winning; trying again is safe. */
  conflict: 409,
  /** The idempotency key was used before with another body. */
  idempotency_mismatch: 409,
  /** The member is in a call already; `details.callId` says which, to go on with it here. */
  call_live: 409,
  /** An agent of an earlier epoch asked: another one has the call. */
  epoch_stale: 409,
  /** Turns of a call are missing before these; `details.expected` is the index to go on from. */
  turn_gap: 409,
  /** The lessons before it are not passed yet. */
  lesson_closed: 409,
  /** The call is over; `details.reason` says why. */
  call_ended: 410,
  body_too_large: 413,
  /** A file of the owner's material cannot be read; `details` has `file` and `reason`. */
  document_unreadable: 422,
  /** Too many requests; `details.retryAfterSeconds` says how long to wait. */
  rate_limited: 429,
  /** Enough answers to lessons were graded today; `details` says how many, and when it resets. */
  gradings_exhausted: 429,
  internal: 500,
  /** The model answered with something that could not be used. */
  model_failed: 502,
  /** A service or page of the outside did not answer as it should; `details.reason` says how. */
  outside_failed: 502,
  /** The payment processor did not want to; `details.reason` tells the operator why. */
  payments_refused: 502,
  /** The payment processor did not answer; what was asked of it may have been done. */
  payments_unavailable: 503,
  /** Calls are not set up here: LIVEKIT_URL is missing. */
  voice_off: 503,
  /** LiveKit did not answer; nothing is charged. */
  voice_unavailable: 503,
  /** The model is busy or its quota for the day is used up. */
  model_busy: 503,
  /** The key-value store did not answer within its deadline. */
  storage_unavailable: 503,
  /** The process is stopping; another one will answer. */
  stopping: 503,
  /** The model did not answer in time. */
  model_timeout: 504,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** What an error may tell about itself; never a member's words, a key or a token. */
export type ErrorDetails = Record<string, unknown>;

/** The one error that Sfera throws on purpose. */
export class AppError extends Error {
  override readonly name = "AppError";

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(`${code}${summary(details)}`, options);
  }

  /** The HTTP status of this error. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

function summary(details: ErrorDetails): string {
  const text = Object.keys(details).length === 0 ? "" : JSON.stringify(details);
  return text === "" ? "" : `: ${text.slice(0, 300)}`;
}
