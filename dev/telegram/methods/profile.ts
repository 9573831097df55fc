import type { ChatMember, MenuButton, UserFromGetMe } from "grammy/types";
import type { Box } from "../box.ts";
import { badRequest } from "../errors.ts";
import { checkAppUrl, isRecord } from "../keyboards.ts";
import { chatOf, userOf } from "../members.ts";
import type { Method } from "./method.ts";

export const getMe: Method = ({ box }) =>
  ({
    ...box.bot(),
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: true,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
  }) as UserFromGetMe;

/** A text the bot says about itself, in one language or for everybody. */
function textMethods(kind: string, field: string, longest: number): [Method, Method] {
  const set: Method = ({ box, parameters }) => {
    const text = parameters.text(field);
    if (text.length > longest) throw badRequest(`${kind.toUpperCase()}_TOO_LONG`);
    const key = `${kind}:${parameters.text("language_code")}`;
    const { [key]: _, ...others } = box.settings.value.texts;
    box.settings.change({ texts: text === "" ? others : { ...others, [key]: text } });
    box.changed({ kind: "bot" });
    return true;
  };
  const get: Method = ({ box, parameters }) => {
    const { texts } = box.settings.value;
    const fallback = kind === "name" ? box.bot().first_name : "";
    const own = texts[`${kind}:${parameters.text("language_code")}`];
    return { [field]: own ?? texts[`${kind}:`] ?? fallback };
  };
  return [set, get];
}

export const [setMyName, getMyName] = textMethods("name", "name", 64);
export const [setMyDescription, getMyDescription] = textMethods(
  "description",
  "description",
  512,
);
export const [setMyShortDescription, getMyShortDescription] = textMethods(
  "short_description",
  "short_description",
  120,
);

export const setChatMenuButton: Method = ({ box, parameters }) => {
  const key = parameters.has("chat_id")
    ? String(box.memberOf(parameters.text("chat_id")).id)
    : "default";
  const button = readMenuButton(parameters.json("menu_button", "menu button"));
  const { [key]: _, ...others } = box.settings.value.menuButtons;
  box.settings.change({
    menuButtons: button.type === "default" ? others : { ...others, [key]: button },
  });
  box.changed({ kind: "bot", ...(key === "default" ? {} : { memberId: Number(key) }) });
  return true;
};

export const getChatMenuButton: Method = ({ box, parameters }) =>
  parameters.has("chat_id")
    ? menuButtonOf(box, box.memberOf(parameters.text("chat_id")).id)
    : menuButtonOf(box);

/** The button beside the input field: the chat's own, or the one for all chats. */
export function menuButtonOf(box: Box, memberId?: number): MenuButton {
  const { menuButtons } = box.settings.value;
  return menuButtons[String(memberId)] ?? menuButtons["default"] ?? { type: "default" };
}

function readMenuButton(value: unknown): MenuButton {
  if (value === undefined) return { type: "default" };
  const refuse = (reason: string) => badRequest(`can't parse menu button: ${reason}`);
  if (!isRecord(value)) throw refuse("MenuButton must be an Object");
  if (value.type === "default" || value.type === "commands") return { type: value.type };
  if (value.type !== "web_app") throw refuse("MenuButton has unsupported type");
  const { text, web_app: app } = value;
  if (typeof text !== "string" || text === "") throw refuse('Can\'t find field "text"');
  if (!isRecord(app)) throw refuse('Can\'t find field "web_app"');
  checkAppUrl(app.url, "menu button Web App URL");
  return { type: "web_app", text, web_app: { url: String(app.url) } };
}

export const getChat: Method = ({ box, parameters }) => {
  const member = box.memberOf(parameters.text("chat_id"));
  return {
    ...chatOf(member),
    ...(member.username === undefined ? {} : { active_usernames: [member.username] }),
    accent_color_id: member.id % 7,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: true,
      limited_gifts: true,
      unique_gifts: true,
      premium_subscription: true,
    },
  };
};

export const getChatMember: Method = ({ box, parameters }): Pick<ChatMember, "status" | "user"> => {
  const member = box.memberOf(parameters.text("chat_id"));
  const userId = parameters.integer("user_id", 0);
  if (userId === member.id) return { status: "member", user: userOf(member) };
  if (userId !== box.bot().id) throw badRequest("member not found");
  return { status: box.chats.isBlocked(member.id) ? "kicked" : "member", user: box.bot() };
};
