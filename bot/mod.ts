import { getLogger } from "@logtape/logtape";
import { Bot, Composer } from "grammy";
import { dayOf } from "../domain/calendar.ts";
import type { BotDependencies, MemberContext } from "./context.ts";
import { documents } from "./documents.ts";
import { help } from "./help.ts";
import { membership } from "./membership.ts";
import { messages } from "./messages.ts";
import { operator } from "./operator.ts";
import { payments } from "./payments.ts";
import { paysupport } from "./paysupport.ts";
import { plan } from "./plan.ts";
import { promo } from "./promo.ts";
import { promoCodes } from "./promo_codes.ts";
import { start } from "./start.ts";
import { subscribe } from "./subscribe.ts";

const log = getLogger(["sfera", "bot"]);

/** A call to Telegram is given up after this long; more than a poll is held open. */
const CLIENT_SECONDS = 40;

/**
 * Makes the bot: every update is a verified member's, and every answer goes through the outbox, put
 * in once for each update however often Telegram delivers it.
 */
export function createBot(
  options: { token: string; apiRoot: string },
  deps: BotDependencies,
): Bot<MemberContext> {
  const bot = new Bot<MemberContext>(options.token, {
    client: { apiRoot: options.apiRoot, timeoutSeconds: CLIENT_SECONDS },
  });
  bot.use(payments({ ...deps, stars: async () => (await deps.selling()).stars }));
  bot.chatType("private").use(
    knowMember(deps),
    membership(deps),
    operator(deps),
    start(deps),
    help(deps),
    plan(deps),
    subscribe(deps),
    paysupport(deps),
    promo(deps),
    promoCodes(deps),
    documents(deps),
    messages(deps),
  );
  bot.catch(({ error, ctx }) => {
    log.error("Update {updateId} failed: {error}", { updateId: ctx.update.update_id, error });
    throw error;
  });
  return bot;
}

/** Finds or makes the member; a banned one is told so once a day and gets nothing else. */
function knowMember({ members, outbox, texts, clock, community }: BotDependencies) {
  const composer = new Composer<MemberContext>();
  composer.use(async (context, next) => {
    if (!context.from || context.from.is_bot) return;
    const { id, language_code } = context.from;
    const startParam = /^\/start(?:@\w+)? (\S+)/.exec(context.message?.text ?? "")?.[1];
    const member = await members.enter({ id, languageCode: language_code, startParam });
    context.member = member;
    if (member.bannedAt === null) return await next();
    const day = dayOf(clock.now(), community.assistant.timeZone).name;
    await outbox.send({
      member,
      kind: "banned",
      dedupeKey: `banned:${member.id}:${day}`,
      text: await texts.format(member.language, "bot-banned"),
    });
  });
  return composer;
}
