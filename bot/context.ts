import type { Context } from "grammy";
import type { Community } from "../domain/community.ts";
import type { Member } from "../domain/member.ts";
import type { Chat } from "../services/chat.ts";
import type { Invoices } from "../services/invoices.ts";
import type { Members } from "../services/members.ts";
import type { OperatorActions } from "../services/operator_actions.ts";
import type { OperatorMessages } from "../services/operator_messages.ts";
import type { Outbox } from "../services/outbox.ts";
import type { StarsSales } from "../services/stars.ts";
import type { BotNames, Clock, Messenger } from "../services/ports.ts";
import type { PromoCodes } from "../services/promo_codes.ts";
import type { Redemptions } from "../services/redemptions.ts";
import type { Texts } from "../services/texts.ts";
import type { Trials } from "../services/trials.ts";
import type { Uploads } from "../services/uploads.ts";

/** What the bot's features work with. */
export interface BotDependencies {
  clock: Clock;
  community: Community;
  chat: Chat;
  members: Members;
  outbox: Outbox;
  messenger: Messenger;
  texts: Texts;
  /** Loaded with the first message that offers one. */
  trials: () => Promise<Pick<Trials, "offered">>;
  /** Telegram ids of those who look after the knowledge. */
  operators: readonly string[];
  /** Invoices and Stars, loaded with the first payment. */
  selling: () => Promise<
    {
      invoices: Pick<Invoices, "list">;
      stars: StarsSales;
      operatorActions: OperatorActions;
      operatorMessages: Pick<OperatorMessages, "catchUp">;
    }
  >;
  /** In which ways one can pay here. */
  sells: { crypto: boolean; stars: boolean };
  /** How long a payment in Stars is looked at before it is refused, in milliseconds. */
  preCheckoutPatience?: number;
  /** Loaded with the first code. */
  codes: () => Promise<{ redemptions: Redemptions; codes: PromoCodes; bot: BotNames }>;
  /** Loaded with the first document. */
  uploads: () => Promise<Uploads>;
}

/** An update from a member whom the first handler has let through. */
export type MemberContext = Context & { member: Member };
