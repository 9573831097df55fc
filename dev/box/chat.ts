import { Hono } from "hono";
import { AppError } from "../../domain/errors.ts";
import type { LinkAnswer, MessagesAnswer, PressAnswer, StateAnswer } from "./answers.ts";
import { readBody, readForm, readQuery } from "./errors.ts";
import type { Changes } from "./events.ts";
import { parseBotLink } from "./link.ts";
import type { ClockMoves } from "./moves.ts";
import type { BoxDependencies } from "./ports.ts";
import * as requests from "./requests.ts";
import { stateAnswer } from "./state.ts";
import type { BoxTelegram } from "./telegram.ts";

/** The part of the API that acts for a member: what they write, press, open and see. */
export function chatRoutes(deps: BoxDependencies, changes: Changes, moves: ClockMoves): Hono {
  deps.telegram?.onChange(changes.announce);
  return new Hono()
    .get("/state", async (c) => c.json<StateAnswer>(await stateAnswer(deps, moves.moving())))
    .get("/messages", (c) => {
      const { member, after } = readQuery(c, requests.messagesQuery);
      const telegram = telegramWith(deps, member);
      return c.json<MessagesAnswer>({
        messages: telegram.messages(member, after).filter((each) => each.message_id > after),
        typing: telegram.typing(member),
        notes: moves.notes(member),
        menuButton: telegram.menuButton(member),
        commands: telegram.commands(member),
      });
    })
    .post("/say", async (c) => {
      const { member, text } = await readBody(c, requests.sayRequest);
      const telegram = telegramWith(deps, member);
      return c.json({ messageId: await allowed(() => telegram.say(member, text)) });
    })
    .post("/file", async (c) => {
      const { member, file, caption } = await readForm(c, requests.fileRequest);
      const telegram = telegramWith(deps, member);
      const sent = {
        name: file.name,
        mimeType: file.type,
        bytes: new Uint8Array(await file.arrayBuffer()),
        caption,
      };
      return c.json({ messageId: await allowed(() => telegram.sendFile(member, sent)) });
    })
    .post("/press", async (c) => {
      const { member, messageId, button } = await readBody(c, requests.pressRequest);
      const telegram = telegramWith(deps, member);
      return c.json<PressAnswer>(await allowed(() => telegram.press(member, messageId, button)));
    })
    .post("/open-link", async (c) => {
      const { member, link } = await readBody(c, requests.linkRequest);
      const telegram = telegramWith(deps, member);
      const parsed = parseBotLink(link, telegram.bot.username);
      if (parsed.kind === "app") {
        return c.json<LinkAnswer>({ opened: "app", startParam: parsed.startParam });
      }
      await allowed(() => telegram.openLink(member, parsed.url));
      return c.json<LinkAnswer>({ opened: "chat" });
    })
    .post("/write-access", async (c) => {
      const { member } = await readBody(c, requests.writeAccessRequest);
      const telegram = telegramWith(deps, member);
      await allowed(() => telegram.allowWriting(member));
      return c.json({ mayWrite: true });
    })
    .post("/block", async (c) => {
      const request = await readBody(c, requests.blockRequest);
      const telegram = telegramWith(deps, request.member);
      await (request.blocked ? telegram.block(request.member) : telegram.unblock(request.member));
      changes.announce();
      return c.json({ blocked: request.blocked });
    })
    .post("/language", async (c) => {
      const { member, language } = await readBody(c, requests.languageRequest);
      await telegramWith(deps, member).setLanguage(member, language);
      changes.announce();
      return c.json({ language });
    });
}

/** The Telegram of the box, for one of its members. Errors: `conflict`, `not_found`. */
export function telegramWith(deps: BoxDependencies, memberId: number): BoxTelegram {
  if (!deps.telegram) {
    throw new AppError("conflict", {
      reason: "a real bot token is in use: write to the bot in Telegram",
    });
  }
  if (!deps.telegram.members().some((member) => member.id === memberId)) {
    throw new AppError("not_found", { reason: `there is no member ${memberId} here` });
  }
  return deps.telegram;
}

/** Lets a member act; what Telegram would not let them do becomes `bad_request`. */
export async function allowed<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AppError || !(error instanceof Error)) throw error;
    throw new AppError("bad_request", { reason: error.message }, { cause: error });
  }
}
