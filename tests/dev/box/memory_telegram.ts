import type { BoxTelegram, ChatMessage, DemoMember } from "../../../dev/box/telegram.ts";

/** A Telegram in memory with a bot that echoes, for tests of the box alone. */
export interface MemoryTelegram extends BoxTelegram {
  /** Writes as the bot. */
  write(memberId: number, message: Partial<ChatMessage>): number;
  edit(memberId: number, messageId: number, text: string): void;
  setTyping(isTyping: boolean): void;
}

export const ARTYOM: DemoMember = {
  id: 1001,
  first_name: "Артём",
  username: "artyom",
  language_code: "ru",
};
export const EMMA: DemoMember = { id: 1002, first_name: "Emma", language_code: "en" };

export function createMemoryTelegram(now: () => number): MemoryTelegram {
  const members = [{ ...ARTYOM }, { ...EMMA }];
  const chats = new Map<number, ChatMessage[]>(members.map(({ id }) => [id, []]));
  const blocked = new Set<number>();
  const listeners = new Set<() => void>();
  let next = 1;
  let isTyping = false;
  const changed = () => listeners.forEach((listener) => listener());
  const add = (memberId: number, from: ChatMessage["from"], message: Partial<ChatMessage>) => {
    const message_id = next++;
    chats.get(memberId)?.push({ message_id, from, date: Math.floor(now() / 1000), ...message });
    changed();
    return message_id;
  };
  return {
    bot: { id: 7, username: "sfera_demo_bot", first_name: "Sfera AI" },
    members: () => members,
    say(memberId, text) {
      const messageId = add(memberId, "member", { text });
      if (!blocked.has(memberId)) add(memberId, "bot", { text: `echo: ${text}` });
      return Promise.resolve(messageId);
    },
    sendFile: (memberId, { name, bytes, caption }) =>
      Promise.resolve(add(memberId, "member", {
        document: { file_name: name, file_size: bytes.length },
        ...(caption ? { text: caption } : {}),
      })),
    press: (_memberId, _messageId, button) =>
      Promise.resolve({ answer: { text: `pressed ${button}`, showAlert: button === "alert" } }),
    openLink(memberId, link) {
      add(memberId, "member", { text: `/start ${new URL(link).searchParams.get("start")}` });
      return Promise.resolve();
    },
    block: (memberId) => Promise.resolve(void blocked.add(memberId)),
    unblock: (memberId) => Promise.resolve(void blocked.delete(memberId)),
    isBlocked: (memberId) => blocked.has(memberId),
    mayWrite: (memberId) => !blocked.has(memberId),
    allowWriting: (memberId) => Promise.resolve(void add(memberId, "member", { allowed: true })),
    setLanguage(memberId, code) {
      const member = members.find(({ id }) => id === memberId);
      if (member) member.language_code = code;
    },
    messages: (memberId, after = 0) =>
      (chats.get(memberId) ?? []).filter(({ message_id }) => message_id > after),
    typing: () => isTyping,
    commands: () => [{ command: "help", description: "What I can do" }],
    menuButton: () => ({ type: "web_app", text: "Sfera", web_app: { url: "/app/" } }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    write: (memberId, message) => add(memberId, "bot", message),
    edit(memberId, messageId, text) {
      const message = chats.get(memberId)?.find(({ message_id }) => message_id === messageId);
      if (message) Object.assign(message, { text, edited: true });
      changed();
    },
    setTyping(value) {
      isTyping = value;
      changed();
    },
  };
}
