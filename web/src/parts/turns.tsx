/** What was said: the member's words in a tinted bubble, hers lying free beside a small pearl. */
import type { ComponentChildren } from "preact";
import { chat } from "../chat/conversation.ts";
import type { Card, Extras, Item } from "../chat/items.ts";
import { closed } from "../chat/format.ts";
import { useReveal } from "../chat/reveal.ts";
import type { Answer } from "../chat/state.ts";
import { t } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { LimitCard } from "./limit-card.tsx";
import { Pearl } from "./pearls.tsx";
import { RichText } from "./rich-text.tsx";

export function Mine({ item }: { item: Item }) {
  return (
    <div class="mine" dir="auto" data-sending={item.status === "sending" || undefined}>
      {item.text}
    </div>
  );
}

/** Something said beside the answer: quietly, with an icon. */
export function Note({ icon, children }: { icon: string; children: ComponentChildren }) {
  return (
    <p class="note second">
      <Icon name={icon} small />
      <span>{children}</span>
    </p>
  );
}

function CardView({ card }: { card: Card }) {
  if (card.kind === "limit") return <LimitCard title={card.title} text={card.text} />;
  return (
    <p class="chips">
      <span class="chip">
        <Icon name="check" small />
        <span>
          {card.title}
          {card.text && <span class="muted">{` ${card.text}`}</span>}
        </span>
      </span>
    </p>
  );
}

function Beside({ extras }: { extras: Extras }) {
  return (
    <>
      {extras.citations.length > 0 && (
        <div class="chips" role="list" aria-label={t("app-sources")}>
          {extras.citations.map(({ number, title }) => (
            <span role="listitem" class="chip" key={number}>
              <b>{number}</b>
              {title}
            </span>
          ))}
        </div>
      )}
      {extras.cards.map((card, at) => <CardView key={at} card={card} />)}
      {extras.notices.map((notice) => <Note key={notice.code} icon="alert">{notice.text}</Note>)}
    </>
  );
}

const citedIn = (extras: Extras) => new Set(extras.citations.map((one) => String(one.number)));

export function Hers({ item }: { item: Item }) {
  const lost = item.status === "failed" || item.status === "broken";
  return (
    <div class="hers">
      <Pearl off={lost && !item.text} />
      <RichText text={item.text} cited={citedIn(item)} />
      <Beside extras={item} />
      {item.status === "cancelled" && <p class="second">{t("app-cancelled")}</p>}
      {lost && item.notices.length === 0 && <Note icon="alert">{t(`app-${item.status}`)}</Note>}
      {lost && item.sent && (
        <button
          class="button tinted"
          type="button"
          onClick={() => void chat.again(item)}
        >
          {t("app-retry")}
        </button>
      )}
    </div>
  );
}

/** The answer on its way; a screen reader hears it once it is whole. */
export function Arriving({ answer }: { answer: Answer }) {
  const text = useReveal(answer.text.value), extras = answer.extras.value;
  return (
    <div class="hers" aria-live="off" aria-busy="true">
      <Pearl />
      {text === "" && !answer.broken.value && <p class="muted">{t("app-thinking")}</p>}
      <RichText text={closed(text)} cited={citedIn(extras)} />
      <Beside extras={extras} />
      {answer.broken.value && <Note icon="offline">{t("app-reconnecting")}</Note>}
    </div>
  );
}
