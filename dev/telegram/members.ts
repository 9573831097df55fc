import type { Chat, User } from "grammy/types";

/** A person of the box; `id` is the Telegram user id and the id of the private chat. */
export interface DemoMember {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
  /** IETF tag of the language of the person's Telegram, for example `ru`. */
  language_code: string;
}

/** The people who are in every box from the start. They have no photo. */
export const DEMO_MEMBERS: readonly DemoMember[] = [
  {
    id: 1001,
    first_name: "Артём",
    last_name: "Соколов",
    username: "artem_demo",
    language_code: "ru",
  },
  {
    id: 1002,
    first_name: "Мария",
    last_name: "Белова",
    username: "maria_demo",
    language_code: "ru",
  },
  {
    id: 1003,
    first_name: "James",
    last_name: "Carter",
    username: "james_demo",
    language_code: "en",
  },
  {
    id: 1004,
    first_name: "Leyla",
    last_name: "Aliyeva",
    username: "leyla_demo",
    language_code: "en",
  },
];

/** Who of them came into the app by a link and never started the bot, which may not write to them. */
export const STRANGERS: readonly number[] = [1004];

/** The member as the `from` of an update. */
export function userOf(member: DemoMember): User {
  return {
    id: member.id,
    is_bot: false,
    first_name: member.first_name,
    ...(member.last_name === undefined ? {} : { last_name: member.last_name }),
    ...(member.username === undefined ? {} : { username: member.username }),
    language_code: member.language_code,
  };
}

/** The member's private chat with the bot. */
export function chatOf(member: DemoMember): Chat.PrivateChat {
  return {
    id: member.id,
    type: "private",
    first_name: member.first_name,
    ...(member.last_name === undefined ? {} : { last_name: member.last_name }),
    ...(member.username === undefined ? {} : { username: member.username }),
  };
}
