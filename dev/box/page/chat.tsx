import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { followLink, showApp } from "./app.ts";
import { Icon } from "./icons.tsx";
import { Message, say, sendFile } from "./message.tsx";
import { Popover } from "./parts.tsx";
import { server } from "./server.ts";
import { StarsPanel } from "./stars_panel.tsx";
import { attempt, chat, connected, language, member, state, toast, words } from "./store.ts";
import { type Line, timeline } from "./timeline.ts";
import { signedDuration } from "./words.ts";

/** The chat between the chosen member and the bot. */
export function Chat() {
  const bot = state.value?.bot;
  if (!bot) {
    return (
      <section class="chat" aria-label={words.value.chat}>
        <p class="nothing">{words.value.noChat}</p>
      </section>
    );
  }
  return (
    <section class="chat" aria-label={words.value.chat}>
      <header>
        <span class="avatar">
          <i class="pearl" />
        </span>
        <div class="who">
          <b>{bot.first_name}</b>
          <small>{chat.value?.typing ? `${words.value.typing}…` : words.value.bot}</small>
        </div>
        <StarsPanel />
        <LinkPanel />
        <BlockButton />
      </header>
      <Feed />
      <Footer />
      <div class="toast-place" role="status">
        {!connected.value && <p class="toast">{words.value.offline}</p>}
        {toast.value && <p class="toast">{toast.value}</p>}
      </div>
    </section>
  );
}

function LinkPanel() {
  const link = useSignal("");
  const example = `t.me/${state.value?.bot?.username}?start=CLUB20`;
  return (
    <Popover
      label={<Icon name="link" />}
      title={words.value.openLink}
      class="icon-button"
      panelClass="below"
    >
      {(close) => (
        <form
          class="link-form"
          onSubmit={(event) => {
            event.preventDefault();
            const chosen = link.value.trim();
            if (chosen === "") return;
            link.value = "";
            close();
            void followLink(chosen);
          }}
        >
          <label>
            {words.value.linkField}
            <input
              class="text-field"
              value={link.value}
              placeholder={example}
              onInput={(event) => link.value = event.currentTarget.value}
            />
          </label>
          <button type="submit" class="primary">{words.value.follow}</button>
        </form>
      )}
    </Popover>
  );
}

function BlockButton() {
  const who = member.value;
  if (!who) return null;
  const label = who.blocked ? words.value.unblock : words.value.block;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={who.blocked}
      onClick={() => void attempt(() => server.block(who.id, !who.blocked))}
    >
      <Icon name="block" />
    </button>
  );
}

function Feed() {
  const feed = useRef<HTMLDivElement>(null);
  const lines = chat.value
    ? timeline(chat.value, { language: language.value, timeZone: state.value!.timeZone })
    : [];
  const newest = lines.at(-1)?.key;
  useEffect(() => {
    feed.current?.scrollTo({ top: feed.current.scrollHeight });
  }, [newest, chat.value?.typing, member.value?.id]);
  return (
    <div class="feed" ref={feed} role="log" aria-label={words.value.messages} tabIndex={0}>
      <ol>
        {chat.value && lines.length === 0 && <li class="note">{words.value.emptyChat}</li>}
        {lines.map((line) => <FeedLine key={line.key} line={line} />)}
        {chat.value?.typing && (
          <li class="message" aria-label={words.value.typing}>
            <div class="bubble typing">
              <i />
              <i />
              <i />
            </div>
          </li>
        )}
      </ol>
    </div>
  );
}

function FeedLine({ line }: { line: Line }) {
  if (line.kind === "message") return <Message message={line.message} />;
  if (line.kind === "day") return <li class="note">{line.text}</li>;
  const text = line.moved === null
    ? words.value.clockNoteReset
    : `${words.value.clock}: ${signedDuration(line.moved, language.value)}`;
  return (
    <li class="note">
      <Icon name="clock" small />
      {text}
    </li>
  );
}

function Footer() {
  const who = member.value;
  if (who?.blocked) {
    return (
      <footer class="wide">
        <p>{words.value.blocked}</p>
        <button
          type="button"
          class="primary"
          onClick={() => void attempt(() => server.block(who.id, false))}
        >
          {words.value.unblock}
        </button>
      </footer>
    );
  }
  if (chat.value?.messages.length === 0) {
    return (
      <footer class="wide">
        <button type="button" class="primary start" onClick={() => void say("/start")}>
          {words.value.start}
        </button>
      </footer>
    );
  }
  return (
    <>
      <ReplyKeyboard />
      <Composer />
    </>
  );
}

/** The bot's buttons under the field: each writes its own text. */
function ReplyKeyboard() {
  const markup = chat.value?.messages.findLast(({ reply_markup }) =>
    reply_markup?.keyboard || reply_markup?.remove_keyboard
  )?.reply_markup;
  if (!markup?.keyboard) return null;
  return (
    <div class="reply-keyboard" role="group" aria-label={words.value.replyKeyboard}>
      {markup.keyboard.map((row, index) => (
        <div class="keyboard" key={index}>
          {row.map((button) => typeof button === "string" ? button : button.text).map((text) => (
            <button
              type="button"
              key={text}
              onClick={() => void say(text)}
            >
              {text}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

function Composer() {
  const draft = useSignal("");
  const field = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    const text = draft.value.trim();
    if (text === "") return;
    draft.value = "";
    await say(text);
    field.current?.focus();
  };
  return (
    <footer>
      <MenuButton />
      <textarea
        ref={field}
        rows={1}
        maxLength={4096}
        value={draft.value}
        aria-label={words.value.messageField}
        placeholder={words.value.messagePlaceholder}
        onInput={(event) => draft.value = event.currentTarget.value}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      {draft.value === "" && <Attach />}
      {(chat.value?.commands.length ?? 0) > 0 && <CommandPanel />}
      <button
        type="button"
        class="send"
        aria-label={words.value.send}
        disabled={draft.value.trim() === ""}
        onClick={() => void send()}
      >
        <Icon name="send" />
      </button>
    </footer>
  );
}

function Attach() {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button attach"
        aria-label={words.value.attach}
        title={words.value.attach}
        onClick={() => picker.current?.click()}
      >
        <Icon name="attach" />
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file) void sendFile(file);
        }}
      />
    </>
  );
}

function MenuButton() {
  const button = chat.value?.menuButton;
  if (button?.type !== "web_app") return null;
  return (
    <button
      type="button"
      class="menu-button"
      onClick={() => void showApp({ url: button.web_app?.url })}
    >
      <Icon name="voice" small />
      {button.text ?? words.value.openApp}
    </button>
  );
}

function CommandPanel() {
  return (
    <Popover
      label={<span aria-hidden="true">/</span>}
      title={words.value.commands}
      class="icon-button"
      panelClass="above"
    >
      {(close) => (
        <ul class="commands">
          {chat.value?.commands.map(({ command, description }) => (
            <li key={command}>
              <button
                type="button"
                onClick={() => {
                  close();
                  void say(`/${command}`);
                }}
              >
                <b>/{command}</b>
                <span>{description}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
