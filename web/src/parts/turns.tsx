/** What was said: the member's words in a tinted bubble, hers lying free beside a small pearl. */
import type { ComponentChildren } from "preact";
import { chat } from "../chat/conversation.ts";
import { closed } from "../chat/format.ts";
import type { Card, Extras, Item } from "../chat/items.ts";
import { useReveal } from "../chat/reveal.ts";
import type { Answer } from "../chat/state.ts";
import { t } from "../texts.ts";
import { CardView } from "./cards.tsx";
import { Icon } from "./icon.tsx";
import { Pearl } from "./pearls.tsx";
import { RichText } from "./rich-text.tsx";
import { citeView, Sources } from "./sources.tsx";

export function Mine({ item }: { item: Item }) {
  return (
    <div
      class="mine"
      id={item.key}
      dir="auto"
      data-sending={item.status === "sending" || undefined}
    >
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

const isUrgent = (card: Card) => card.kind === "emergency";

/** Help in an emergency stands above the words: it is found before anything is read. */
function Above({ cards }: Extras) {
  return <>{cards.filter(isUrgent).map((card, at) => <CardView key={at} card={card} />)}</>;
}

function Beside({ extras, latest }: { extras: Extras; latest: boolean }) {
  const cards = extras.cards.filter((card) => !isUrgent(card));
  return (
    <>
      <Sources citations={extras.citations} />
      {cards.map((card, at) => <CardView key={at} card={card} latest={latest} />)}
      {extras.notices.map((notice) => <Note key={notice.code} icon="alert">{notice.text}</Note>)}
    </>
  );
}

/** @param latest nothing was said after it, so that what it proposes can still be taken up */
export function Hers({ item, latest = false }: { item: Item; latest?: boolean }) {
  const lost = item.status === "failed" || item.status === "broken";
  return (
    <div class="hers" id={item.key}>
      <Pearl off={lost && !item.text} />
      <Above {...item} />
      <RichText text={item.text} cite={citeView(item.citations, false)} />
      <Beside extras={item} latest={latest} />
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
      <Above {...extras} />
      {text === "" && !answer.broken.value && <p class="muted">{t("app-thinking")}</p>}
      <RichText text={closed(text)} cite={citeView(extras.citations, true)} />
      <Beside extras={extras} latest={false} />
      {answer.broken.value && <Note icon="offline">{t("app-reconnecting")}</Note>}
    </div>
  );
}
