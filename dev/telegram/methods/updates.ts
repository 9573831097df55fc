import type { WebhookInfo } from "grammy/types";
import type { Box } from "../box.ts";
import { ApiError, badRequest } from "../errors.ts";
import { isLocal } from "../keyboards.ts";
import type { Parameters } from "../parameters.ts";
import type { Method } from "./method.ts";

const WEBHOOK_ACTIVE =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the " +
  "webhook first";
/** The longest a poll may wait, in seconds. */
const LONGEST_POLL = 50;

export const getUpdates: Method = ({ box, parameters, signal }) => {
  if (box.settings.value.webhook) throw new ApiError(409, WEBHOOK_ACTIVE);
  rememberAllowed(box, parameters);
  return box.polling.poll({
    offset: parameters.integer("offset", 0),
    limit: parameters.integer("limit", 100, 1, 100),
    timeoutSeconds: parameters.integer("timeout", 0, 0, LONGEST_POLL),
    signal,
  });
};

export const setWebhook: Method = ({ box, delivery, parameters }) => {
  const url = parameters.text("url");
  const secretToken = parameters.text("secret_token");
  if (url !== "") checkWebhook(url, secretToken);
  rememberAllowed(box, parameters);
  if (parameters.boolean("drop_pending_updates")) box.updates.clear();
  if (url === "") return removeWebhook(box, delivery);
  const maxConnections = parameters.integer("max_connections", 40, 1, 100);
  box.settings.change({ webhook: { url, secretToken, maxConnections } });
  box.polling.endForWebhook();
  delivery.start();
  box.changed({ kind: "bot" });
  return true;
};

export const deleteWebhook: Method = ({ box, delivery, parameters }) => {
  if (parameters.boolean("drop_pending_updates")) box.updates.clear();
  return removeWebhook(box, delivery);
};

export const getWebhookInfo: Method = ({ box }) => webhookInfo(box);

/** The state of the webhook as `getWebhookInfo` tells it; the URL is empty where none is set. */
export function webhookInfo(box: Box): WebhookInfo {
  const { webhook, allowedUpdates } = box.settings.value;
  return {
    url: webhook?.url ?? "",
    has_custom_certificate: false,
    pending_update_count: box.updates.pending().length,
    ...(webhook ? { max_connections: webhook.maxConnections } : {}),
    ...(webhook?.lastErrorMessage === undefined ? {} : {
      last_error_date: webhook.lastErrorDate,
      last_error_message: webhook.lastErrorMessage,
    }),
    ...(allowedUpdates
      ? { allowed_updates: allowedUpdates as WebhookInfo["allowed_updates"] }
      : {}),
  };
}

async function removeWebhook(box: Box, delivery: { stop(): Promise<void> }): Promise<true> {
  box.settings.change({ webhook: undefined });
  await delivery.stop();
  box.changed({ kind: "bot" });
  return true;
}

/** Left out keeps the last choice, an empty list goes back to Telegram's default. */
function rememberAllowed(box: Box, parameters: Parameters): void {
  const value = parameters.json("allowed_updates", "allowed updates");
  if (!Array.isArray(value)) return;
  box.settings.change({ allowedUpdates: value.length === 0 ? undefined : value.map(String) });
}

/**
 * Telegram wants https. The box delivers to this machine and nowhere else, and there it takes http:
 * a made-up update must not reach a bot that serves real people.
 */
function checkWebhook(url: string, secretToken: string): void {
  if (!URL.canParse(url)) throw badRequest("invalid webhook URL specified");
  if (!isLocal(url)) {
    throw url.startsWith("https:")
      ? badRequest("bad webhook: this stand-in delivers to 127.0.0.1 and localhost only")
      : badRequest("bad webhook: An HTTPS URL must be provided for webhook");
  }
  if (secretToken.length > 256) throw badRequest("secret token is too long");
  if (!/^[\w-]*$/.test(secretToken)) {
    throw badRequest("secret token contains unallowed characters");
  }
}
