import { useSignal } from "@preact/signals";
import type { ChatMessage, InlineButton } from "../telegram.ts";
import { followLink, isBotLink, showApp } from "./app.ts";
import { FormattedText } from "./entities.tsx";
import { Icon } from "./icons.tsx";
import { server } from "./server.ts";
import { alertText, attempt, language, member, showToast, state, words } from "./store.ts";
import { LOCALES, starsText } from "./words.ts";

/** Writes to the bot as the chosen member; a lone link to the bot is opened instead. */
export async function say(text: string): Promise<void> {
  const who = member.value;
  if (!who || text.trim() === "") return;
  if (isBotLink(text)) await followLink(text.trim());
  else await attempt(() => server.say(who.id, text));
}

/** Sends a file to the bot as the chosen member. */
export async function sendFile(file: File): Promise<void> {
  const who = member.value;
  if (who) await attempt(() => server.sendFile(who.id, file));
}

/** One message with its buttons. */
export function Message({ message }: { message: ChatMessage }) {
  if (message.payment) return <PaymentNote payment={message.payment} />;
  if (message.allowed) return <li class="note">{words.value.allowedNote}</li>;
  const mine = message.from === "member";
  const keyboard = message.reply_markup?.inline_keyboard ?? [];
  return (
    <li class={mine ? "message mine" : "message"}>
      <div class="bubble">
        {message.document && <Attachment document={message.document} />}
        {message.text !== undefined && (
          <FormattedText
            text={message.text}
            entities={message.entities ?? []}
            actions={{
              link: (url) => {
                if (!url.includes("://t.me/")) return false;
                void followLink(url);
                return true;
              },
              command: (text) => void say(text),
            }}
          />
        )}
        <span class="when">
          {message.edited && `${words.value.edited} `}
          <time>{timeText(message.date)}</time>
        </span>
      </div>
      {keyboard.map((row, index) => (
        <div class="keyboard" key={index}>
          {row.map((button, column) => (
            <KeyboardButton key={column} message={message} button={button} />
          ))}
        </div>
      ))}
    </li>
  );
}

/** The line that Telegram writes into the chat about a payment. */
function PaymentNote({ payment }: { payment: NonNullable<ChatMessage["payment"]> }) {
  const say = words.value;
  const kind = payment.renewal ? say.starsRenewedNote : say.starsPaidNote;
  return (
    <li class="note">
      {(payment.kind === "refunded" ? say.starsRefundedNote : kind)
        .replace("{price}", starsText(payment.stars, language.value))}
    </li>
  );
}

function KeyboardButton({ message, button }: { message: ChatMessage; button: InlineButton }) {
  const waiting = useSignal(false);
  const press = async () => {
    if (button.web_app) return await showApp({ url: button.web_app.url });
    if (button.url) return await openAddress(button.url);
    const who = member.value;
    if (!who || waiting.value) return;
    waiting.value = true;
    const result = await attempt(() =>
      server.press(who.id, message.message_id, button.callback_data ?? button.text)
    );
    waiting.value = false;
    if (result?.webApp) await showApp({ url: result.webApp });
    if (result?.answer?.url) await openAddress(result.answer.url);
    const text = result?.answer?.text;
    if (!text) return;
    if (result?.answer?.showAlert) alertText.value = text;
    else showToast(text);
  };
  return (
    <button type="button" aria-busy={waiting.value} onClick={() => void press()}>
      {(button.web_app || button.url) && <Icon name="open" small />}
      {button.text}
    </button>
  );
}

async function openAddress(url: string): Promise<void> {
  if (url.includes("://t.me/")) await followLink(url);
  else if (/^https?:/.test(url)) open(url, "_blank", "noopener");
}

function Attachment({ document }: { document: NonNullable<ChatMessage["document"]> }) {
  const size = document.file_size === undefined
    ? ""
    : new Intl.NumberFormat(LOCALES[language.value], { style: "unit", unit: "kilobyte" })
      .format(Math.max(1, Math.round(document.file_size / 1024)));
  return (
    <span class="attachment">
      <Icon name="document" />
      <span>
        <b>{document.file_name}</b>
        <small>{size}</small>
      </span>
    </span>
  );
}

/** A time of day in the community's time zone; `date` in seconds. */
function timeText(date: number): string {
  return new Intl.DateTimeFormat(LOCALES[language.value], {
    timeZone: state.value?.timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(date * 1000);
}
