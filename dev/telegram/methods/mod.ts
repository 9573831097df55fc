import { answerCallbackQuery } from "./callbacks.ts";
import { deleteMyCommands, getMyCommands, setMyCommands } from "./commands.ts";
import { deleteMessage, editMessageReplyMarkup, editMessageText } from "./editing.ts";
import type { Method } from "./method.ts";
import {
  getChat,
  getChatMember,
  getChatMenuButton,
  getMe,
  getMyDescription,
  getMyName,
  getMyShortDescription,
  setChatMenuButton,
  setMyDescription,
  setMyName,
  setMyShortDescription,
} from "./profile.ts";
import { sendChatAction, sendDocument, sendMessage } from "./sending.ts";
import {
  answerPreCheckoutQuery,
  createInvoiceLink,
  editUserStarSubscription,
  getMyStarBalance,
  getStarTransactions,
  refundStarPayment,
} from "./stars.ts";
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from "./updates.ts";

const METHODS: Readonly<Record<string, Method>> = {
  answerCallbackQuery,
  answerPreCheckoutQuery,
  createInvoiceLink,
  deleteMessage,
  deleteMyCommands,
  deleteWebhook,
  editMessageReplyMarkup,
  editMessageText,
  editUserStarSubscription,
  getChat,
  getChatMember,
  getChatMenuButton,
  getFile: ({ box, parameters }) => box.files.describe(parameters.text("file_id")),
  getMe,
  getMyCommands,
  getMyDescription,
  getMyName,
  getMyShortDescription,
  getMyStarBalance,
  getStarTransactions,
  getUpdates,
  getWebhookInfo,
  refundStarPayment,
  sendChatAction,
  sendDocument,
  sendMessage,
  setChatMenuButton,
  setMyCommands,
  setMyDescription,
  setMyName,
  setMyShortDescription,
  setWebhook,
};

const BY_LOWER_CASE = new Map(
  Object.entries(METHODS).map(([name, method]) => [name.toLowerCase(), { name, method }]),
);

/** Finds a method; the Bot API does not mind the case of its name. */
export function findMethod(name: string): { name: string; method: Method } | undefined {
  return BY_LOWER_CASE.get(name.toLowerCase());
}
