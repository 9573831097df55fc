/** What an answer shows besides its words; every card can be read by its title and text alone. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Card } from "../chat/items.ts";
import {
  amountText,
  changeOf,
  degreesText,
  dialled,
  isPicture,
  isWeb,
  lengthText,
} from "../chat/card-text.ts";
import { openLesson } from "../lessons/place.ts";
import { calendar, member, router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { dateLabel, timeLabel } from "../time.ts";
import { say } from "./composer.tsx";
import { Icon } from "./icon.tsx";
import { LimitCard } from "./limit-card.tsx";
import { Pearl } from "./pearls.tsx";
import { OutLink, RichText } from "./rich-text.tsx";
import "./answer-words.ts";
import "../styles/cards.css";

type CardOf<Kind extends Card["kind"]> = Extract<Card, { kind: Kind }>;

/** Title and text, for a card of which nothing more is known. */
function PlainCard({ card: { title, text } }: { card: Pick<Card, "title" | "text"> }) {
  return (
    <section class="card">
      <h3 class="head" dir="auto">{title}</h3>
      {text && <p class="second" dir="auto">{text}</p>}
    </section>
  );
}

function Words({ card, site }: { card: Card; site: ComponentChildren }) {
  return (
    <span class="card-words">
      <span class="caption card-site">{site}</span>
      <span class="head" dir="auto">{card.title}</span>
      {card.text && <span class="second card-text" dir="auto">{card.text}</span>}
    </span>
  );
}

function LinkCard({ card }: { card: CardOf<"link"> }) {
  if (!isWeb(card.url)) return <PlainCard card={card} />;
  const { site, publishedAt } = card;
  const published = publishedAt !== null && dateLabel(calendar(), publishedAt, member.now());
  return (
    <OutLink class="card" url={card.url} label={t("app-card-opens", { title: card.title })}>
      <Words card={card} site={published ? `${site} · ${published}` : site} />
      <Icon name="outward" small />
    </OutLink>
  );
}

/** A picture from the web, which is not told who looks; `onLost` where it does not load. */
function Remote({ url, alt, onLost }: { url: string; alt: string; onLost: () => void }) {
  return (
    <img
      src={url}
      alt={alt}
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      onError={onLost}
    />
  );
}

function VideoCard({ card }: { card: CardOf<"video"> }) {
  const [lost, lose] = useState(false);
  if (!isWeb(card.url)) return <PlainCard card={card} />;
  const { picture, seconds, channel, site } = card;
  return (
    <OutLink class="card tall" url={card.url} label={t("app-card-opens", { title: card.title })}>
      <span class="card-picture">
        {isPicture(picture) && !lost && (
          <Remote
            url={picture}
            alt=""
            onLost={() => lose(true)}
          />
        )}
        <i class="play" />
        {seconds !== null && <span class="card-length numbers">{lengthText(seconds)}</span>}
      </span>
      <Words card={card} site={channel ? `${site} · ${channel}` : site} />
    </OutLink>
  );
}

function PictureCard({ card }: { card: CardOf<"picture"> }) {
  const [lost, lose] = useState(false);
  if (!isWeb(card.url)) return <PlainCard card={card} />;
  const page = isWeb(card.page) ? card.page : card.url;
  const shown = isPicture(card.url) && !lost;
  const alt = t("app-card-picture", { title: card.title });
  return (
    <OutLink
      class={shown ? "card tall" : "card"}
      url={page}
      label={t("app-card-opens", { title: card.title })}
    >
      {shown && (
        <span class="card-picture whole">
          <Remote url={card.url} alt={alt} onLost={() => lose(true)} />
        </span>
      )}
      <span class="card-words">
        <span class="head" dir="auto">{card.title}</span>
        {card.text && <span class="second card-text" dir="auto">{card.text}</span>}
      </span>
    </OutLink>
  );
}

const DIRECTION_ICON = { up: "outward", down: "fall", still: "still" } as const;

function PriceCard({ card }: { card: CardOf<"price"> }) {
  const change = changeOf(card.change, language.value);
  return (
    <section class="card figure" aria-label={card.title}>
      <p class="figure-name">
        <b>{card.symbol}</b>
        <span class="caption numbers">
          {t("app-card-at", { time: timeLabel(calendar(), card.at) })}
        </span>
      </p>
      <p class="figure-value numbers">
        <span class="title">{amountText(card.price, language.value)}</span>{" "}
        <span class="second">{card.currency}</span>
      </p>
      {change && (
        <p class="figure-change second numbers" data-direction={change.direction}>
          <Icon name={DIRECTION_ICON[change.direction]} small />
          {t("app-card-price-over-day", {
            direction: change.direction,
            change: change.amount,
          })}
        </p>
      )}
    </section>
  );
}

function WeatherCard({ card }: { card: CardOf<"weather"> }) {
  const degrees = (celsius: number) => degreesText(celsius, language.value);
  // The words tell of the sky and of how it feels; without a sky only the latter is known.
  const below = card.text ||
    (card.feelsLike !== null && t("app-card-feels", { degrees: degrees(card.feelsLike) }));
  return (
    <section class="card figure" aria-label={card.title}>
      <p class="figure-name">
        <b>{card.city}</b>
        <span class="caption numbers">
          {t("app-card-at", { time: timeLabel(calendar(), card.at) })}
        </span>
      </p>
      <p class="figure-value numbers">
        <span class="title">{degrees(card.celsius)}</span>
      </p>
      {below && <p class="second">{below}</p>}
    </section>
  );
}

function leadTo(run: () => void): () => void {
  return () => {
    haptic("tap");
    run();
  };
}

function ProfileCard({ card }: { card: CardOf<"profile"> }) {
  return (
    <p class="chips">
      <button class="chip" type="button" onClick={leadTo(() => router.open("memory"))}>
        <Icon name="check" small />
        <span>
          {card.title}
          {card.text && <span class="muted">{` ${card.text}`}</span>}
          <span class="muted">&nbsp;·&#32;</span>
          <span class="chip-lead">{t("app-card-memory")}</span>
        </span>
      </button>
    </p>
  );
}

function CarePlanCard({ card, latest }: { card: CardOf<"care_plan">; latest: boolean }) {
  const { state, title, text } = card;
  return (
    <section class="card" data-warm={state === "ended" ? undefined : ""}>
      <h3 class="head card-plan" dir="auto">
        <Pearl off={state !== "started"} />
        <span>{title}</span>
      </h3>
      {text && (
        <div class="second card-lines">
          <RichText text={text} />
        </div>
      )}
      {state === "proposed" && latest && (
        <button
          class="button primary"
          type="button"
          onClick={() => say(t("app-card-plan-yes"))}
        >
          {t("app-card-plan-start")}
        </button>
      )}
      {state === "started" && (
        <button
          class="button"
          type="button"
          onClick={leadTo(() => router.open("lessons"))}
        >
          {t("app-card-plan-open")}
        </button>
      )}
    </section>
  );
}

function LessonCard({ card }: { card: CardOf<"lesson"> }) {
  const { title, text, course, lesson } = card;
  return (
    <section class="card">
      <p class="card-kind caption">
        <Icon name="lessons" small />
        {t("app-card-lesson")}
      </p>
      <h3 class="head" dir="auto">{title}</h3>
      {text && <p class="second card-text" dir="auto">{text}</p>}
      <button
        class="button tinted"
        type="button"
        onClick={leadTo(() => openLesson({ course, lesson }))}
      >
        {t("app-card-lesson-open")}
      </button>
    </section>
  );
}

function EmergencyCard({ card }: { card: CardOf<"emergency"> }) {
  return (
    <section class="card emergency" data-warm="" aria-label={card.title}>
      <h3 class="head" dir="auto">{card.title}</h3>
      {card.text && <p dir="auto">{card.text}</p>}
      <ul>
        {card.contacts.map(({ name, phone }) => (
          <li key={`${name} ${phone}`}>
            <a href={`tel:${dialled(phone)}`} aria-label={t("app-card-call", { name, phone })}>
              <Icon name="phone" />
              <span>
                <span dir="auto">{name}</span>
                <b class="numbers">{phone}</b>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** @param latest nothing was said after it, so that what it proposes can still be taken up */
export function CardView({ card, latest = false }: { card: Card; latest?: boolean }) {
  switch (card.kind) {
    case "limit":
      return <LimitCard title={card.title} text={card.text} />;
    case "profile":
      return <ProfileCard card={card} />;
    case "link":
      return <LinkCard card={card} />;
    case "video":
      return <VideoCard card={card} />;
    case "picture":
      return <PictureCard card={card} />;
    case "price":
      return <PriceCard card={card} />;
    case "weather":
      return <WeatherCard card={card} />;
    case "care_plan":
      return <CarePlanCard card={card} latest={latest} />;
    case "lesson":
      return <LessonCard card={card} />;
    case "emergency":
      return <EmergencyCard card={card} />;
    default:
      return <PlainCard card={card} />;
  }
}
