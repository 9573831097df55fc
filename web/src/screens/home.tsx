/** Home: the orb on its line, a greeting, where to start, and what is left. */
import { useEffect } from "preact/hooks";
import type { AllowanceLeft, Me } from "../../../routes/schemas.ts";
import { callStrip, openCall, prefetchCall } from "../call/way.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { whenIdle } from "../idle.ts";
import { type Glance, glance, refreshGlance } from "../lessons/glance.ts";
import { noticeStrip } from "../notices/way.ts";
import { Icon } from "../parts/icon.tsx";
import { say } from "../parts/composer.tsx";
import { Orb } from "../parts/orb.tsx";
import { COUNTABLE, Pearl, Pearls } from "../parts/pearls.tsx";
import { isAway } from "../member.ts";
import { assistantName, calendar, member, router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { firstHeadline, knownHeadline } from "./greeting.ts";
import "../styles/home.css";

/** The allowance Home shows: messages, the one that every talk in the app uses. */
function messagesOf(me: Me): AllowanceLeft | undefined {
  return me.allowances.find((one) => one.kind === "messages");
}

/** A quiet way to a page. */
function Way({ to }: { to: "memory" | "settings" }) {
  const name = t(`app-open-${to}`);
  return (
    <button
      type="button"
      class="way"
      aria-label={name}
      title={name}
      onClick={() => {
        haptic("tap");
        router.open(to);
      }}
    >
      <Icon name={to} />
    </button>
  );
}

/** What is left and who is here, in one place that opens the plans. */
function Top({ me }: { me: Me | null }) {
  if (!me) return <header class="top" />;
  const { left, limit } = messagesOf(me) ?? { left: null, limit: null };
  const conversations = t("app-conversations", { count: me.member.interactionCount });
  return (
    <header class="top">
      <button
        type="button"
        class="numbers"
        title={t("app-to-plans")}
        onClick={() => {
          haptic("tap");
          router.open("plans");
        }}
      >
        {limit !== null && limit <= COUNTABLE
          ? <Pearls left={left ?? 0} limit={limit} />
          : <Pearl off={left === 0} />}
        <span>
          <span class="line second">
            {left === null ? t("app-left-endless") : t("app-left-messages", { left })}
          </span>{" "}
          <span class="line caption">
            {t("app-profile", { conversations, plan: me.access.plan.name })}
          </span>
        </span>
      </button>
      <nav>
        <Way to="memory" />
        <Way to="settings" />
      </nav>
    </header>
  );
}

function Hello() {
  const me = member.me.value, assistant = member.assistant.value;
  if (!me || !assistant) {
    const away = isAway(member.link.value);
    return (
      <section class="hello" aria-busy={!away}>
        {away
          ? (
            <>
              <h1 class="large">{t("app-waiting-title")}</h1>
              <p class="muted">{t("app-waiting-text")}</p>
            </>
          )
          : (
            <>
              <i class="skeleton" style={{ width: "64%" }} />
              <i class="skeleton" style={{ width: "46%" }} />
            </>
          )}
      </section>
    );
  }
  const { quiet, clear, under } = me.member.name
    ? knownHeadline(calendar(), me.member.name, member.now())
    : firstHeadline(assistant.greeting);
  return (
    <section class="hello">
      <h1 class="large">
        {quiet && <span class="muted">{quiet}</span>}
        {quiet && <br />}
        {clear}
      </h1>
      {under && <p class="muted">{under}</p>}
    </section>
  );
}

/** A quiet way to the lessons, once it is known that there are some. */
function LessonsPrompt({ now }: { now: Glance }) {
  return (
    <li class="to-lessons">
      <button
        type="button"
        onClick={() => {
          haptic("tap");
          router.open("lessons");
        }}
      >
        <Icon name="lessons" />
        <span>{t("app-open-lessons")}</span>
        <span class="end second numbers">{t("app-lessons-passed", { ...now })}</span>
      </button>
    </li>
  );
}

/** What Home shows only where there is some. */
function refreshQuietly(): void {
  void refreshGlance();
  import("../notices/strip.tsx").then(({ loadNotices }) => loadNotices(), () => {});
}

export function Home() {
  const assistant = member.assistant.value;
  const suggestions = assistant?.suggestions.slice(0, 3) ?? [];
  const away = isAway(member.link.value), online = member.link.value === "online";
  const lessons = (glance.value?.all ?? 0) > 0 ? glance.value : null;
  useEffect(() => online ? whenIdle(refreshQuietly) : undefined, [online]);
  return (
    <main class="screen">
      <div class="column">
        <Top me={member.me.value} />
        <div class="stage">
          <button
            type="button"
            style={{ borderRadius: "50%", zIndex: 1 }}
            aria-label={t("app-orb", { assistant: assistantName() })}
            onPointerDown={prefetchCall}
            onClick={openCall}
          >
            <Orb state={away ? "reconnecting" : "idle"} />
          </button>
          <i class="ground" data-broken={away || undefined} />
        </div>
        <Hello />
        <ul
          class="prompts"
          data-lessons={lessons ? "" : undefined}
          data-strip={incognito.value || callStrip.value || noticeStrip.value ? "" : undefined}
          aria-label={t("app-suggestions")}
        >
          {suggestions.map(({ icon, text }) => (
            <li key={text}>
              <button type="button" onClick={() => say(text)}>
                <Icon name={icon} />
                <span>{text}</span>
              </button>
            </li>
          ))}
          {lessons && <LessonsPrompt now={lessons} />}
        </ul>
      </div>
    </main>
  );
}
