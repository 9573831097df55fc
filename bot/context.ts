import type { Context } from "grammy";
import type { Community } from "../domain/community.ts";
import type { Member } from "../domain/member.ts";
import type { Chat } from "../services/chat.ts";
import type { Members } from "../services/members.ts";
import type { OperatorActions } from "../services/operator_actions.ts";
import type { Outbox } from "../services/outbox.ts";
import type { Clock, Messenger } from "../services/ports.ts";
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
  /** Loaded with the first document. */
  uploads: () => Promise<Uploads>;
  /** What operators do about payments; loaded when one first does. */
  operatorActions: () => Promise<OperatorActions>;
}

/** An update from a member whom the first handler has let through. */
export type MemberContext = Context & { member: Member };
