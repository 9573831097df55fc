/** Shows the Telegram stand-in to the box: messages as in the Bot API, and a press with its answer. */
import type {
  BoxStars,
  BoxTelegram,
  ChatMessage,
  DemoMember,
  MenuButton,
  PressResult,
  SentFile,
} from "./telegram.ts";

type Message = {
  id: number;
  from: "member" | "bot";
  date: number;
  editDate?: number;
  text: string;
  entities: ChatMessage["entities"];
  document?: ChatMessage["document"];
  markup?: unknown;
  payment?: ChatMessage["payment"];
  allowed?: true;
  presses: readonly {
    queryId: string;
    answer?: { text?: string; showAlert: boolean; url?: string };
  }[];
};

type Press =
  | { kind: "callback"; queryId: string }
  | { kind: "message" }
  | { kind: "link"; url: string }
  | { kind: "app"; url: string };

/** What is used of `TelegramStandIn` in `dev/telegram/mod.ts`. */
export interface StandIn {
  bot: { id: number; username: string };
  members(): DemoMember[];
  setLanguage(memberId: number, languageCode: string): Promise<void>;
  isBlocked(memberId: number): boolean;
  mayWrite(memberId: number): boolean;
  say(memberId: number, text: string): Promise<number>;
  sendFile(memberId: number, file: SentFile): Promise<number>;
  press(memberId: number, messageId: number, dataOrText: string): Promise<Press>;
  openLink(memberId: number, link: string): Promise<unknown>;
  allowWriting(memberId: number): Promise<void>;
  block(memberId: number): Promise<void>;
  unblock(memberId: number): Promise<void>;
  messages(memberId: number, after?: number): Message[];
  actions(memberId: number): readonly { action: string; date: number }[];
  menuButton(memberId: number): MenuButton;
  commands(memberId: number): { command: string; description: string }[];
  stars?: BoxStars;
  onChange(listener: () => void): () => void;
}

const TYPING_SECONDS = 5;
/** Telegram gives up waiting for an answer to a press after a while too. */
const ANSWER_WAIT = 10_000;

/** `botName` is what the chat is called; `clock` is the one that dates the messages. */
export function asBoxTelegram(
  standIn: StandIn,
  { botName, clock }: { botName: string; clock: { now(): number } },
): BoxTelegram {
  return {
    bot: { ...standIn.bot, first_name: botName },
    members: () => standIn.members(),
    say: (memberId, text) => standIn.say(memberId, text),
    sendFile: (memberId, file) => standIn.sendFile(memberId, file),
    async press(memberId, messageId, button): Promise<PressResult> {
      const press = await standIn.press(memberId, messageId, button);
      if (press.kind === "app") return { webApp: press.url };
      if (press.kind === "link") return { answer: { url: press.url } };
      if (press.kind === "message") return { answer: null };
      return { answer: await answerOf(standIn, memberId, messageId, press.queryId) };
    },
    openLink: (memberId, link) => standIn.openLink(memberId, link),
    block: (memberId) => standIn.block(memberId),
    unblock: (memberId) => standIn.unblock(memberId),
    isBlocked: (memberId) => standIn.isBlocked(memberId),
    mayWrite: (memberId) => standIn.mayWrite(memberId),
    allowWriting: (memberId) => standIn.allowWriting(memberId),
    setLanguage: (memberId, code) => standIn.setLanguage(memberId, code),
    messages: (memberId, after) => standIn.messages(memberId, after).map(asChatMessage),
    typing(memberId) {
      const last = standIn.actions(memberId).findLast(({ action }) => action === "typing");
      const written = standIn.messages(memberId).findLast(({ from }) => from === "bot");
      return last !== undefined && clock.now() / 1000 - last.date < TYPING_SECONDS &&
        (written === undefined || written.date < last.date);
    },
    commands: (memberId) => standIn.commands(memberId),
    menuButton: (memberId) => standIn.menuButton(memberId),
    stars: standIn.stars,
    onChange: (listener) => standIn.onChange(listener),
  };
}

function asChatMessage(message: Message): ChatMessage {
  return {
    message_id: message.id,
    from: message.from,
    date: message.date,
    ...(message.text === "" ? {} : { text: message.text, entities: message.entities }),
    ...(message.markup ? { reply_markup: message.markup as ChatMessage["reply_markup"] } : {}),
    ...(message.editDate === undefined ? {} : { edited: true }),
    ...(message.payment ? { payment: message.payment } : {}),
    ...(message.allowed ? { allowed: true as const } : {}),
    ...(message.document ? { document: message.document } : {}),
  };
}

/** Waits for the bot's answer to a press; null when none comes. */
function answerOf(
  standIn: StandIn,
  memberId: number,
  messageId: number,
  queryId: string,
): Promise<PressResult["answer"]> {
  const read = () =>
    standIn.messages(memberId, messageId - 1).find(({ id }) => id === messageId)
      ?.presses.find((press) => press.queryId === queryId)?.answer;
  return new Promise((resolve) => {
    const finish = (answer: PressResult["answer"]) => {
      clearTimeout(deadline);
      stop();
      resolve(answer);
    };
    const deadline = setTimeout(() => finish(null), ANSWER_WAIT);
    const look = () => {
      const answer = read();
      if (answer) finish(answer);
    };
    const stop = standIn.onChange(look);
    look();
  });
}
