import type { Box } from "../box.ts";
import type { Parameters } from "../parameters.ts";
import type { WebhookDelivery } from "../webhook.ts";

/** What a method works on. */
export interface MethodCall {
  box: Box;
  delivery: WebhookDelivery;
  parameters: Parameters;
  /** Aborts when the caller hung up. */
  signal: AbortSignal;
}

/** A Bot API method: its return value becomes `result`, an `ApiError` the refusal. */
export type Method = (call: MethodCall) => unknown;
