/** The chat: what was said by days, the answer on its way, and why something was not taken. */
import { useEffect, useRef } from "preact/hooks";
import { chat } from "../chat/conversation.ts";
import { folded } from "../chat/folds.ts";
import { openSource } from "../chat/source.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { useThreadScroll } from "../chat/scroll.ts";
import { useTarget } from "../chat/target.ts";
import type { Item } from "../chat/items.ts";
import { CallFold } from "../parts/call-fold.tsx";
import { Icon } from "../parts/icon.tsx";
import { RefusalView } from "../parts/refusal.tsx";
import { SourceSheet } from "../parts/source-sheet.tsx";
import { State } from "../parts/state.tsx";
import { Arriving, Hers, Mine } from "../parts/turns.tsx";
import "../parts/answer-words.ts";
import { calendar, member } from "../service.ts";
import { t } from "../texts.ts";
import { dayLabel, dayOf } from "../time.ts";
import "../styles/chat.css";

function Day({ at }: { at: number }) {
  return <p class="day caption">{dayLabel(calendar(), at, member.now())}</p>;
}

function Turns({ items }: { items: Item[] }) {
  const latest = chat.answer.value ? null : items.at(-1);
  let day = "";
  return (
    <>
      {folded(items).flatMap((row) => {
        const item = "items" in row ? row.items[0]! : row;
        const its = dayOf(calendar(), item.at), fresh = its !== day;
        day = its;
        const turn = "items" in row
          ? <CallFold key={`call-${item.key}`} fold={row} />
          : item.role === "member"
          ? <Mine key={item.key} item={item} />
          : <Hers key={item.key} item={item} latest={item === latest} />;
        return fresh ? [<Day key={`day-${its}`} at={item.at} />, turn] : [turn];
      })}
    </>
  );
}

/** Loads older turns as soon as it comes into view; it can be pressed too. */
function Older() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = place.current?.closest(".screen");
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void chat.older();
    }, { root, rootMargin: "400px 0px 0px" });
    if (place.current) watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  return (
    <div class="older" ref={place}>
      <button class="button" type="button" onClick={() => void chat.older()}>
        {t("app-older")}
      </button>
    </div>
  );
}

function Waiting() {
  return (
    <>
      <i class="skeleton right" style={{ width: "52%" }} />
      <i class="skeleton" style={{ width: "82%" }} />
      <i class="skeleton" style={{ width: "64%" }} />
    </>
  );
}

function Nothing() {
  if (incognito.value) {
    return <State title={t("app-incognito")} text={t("app-incognito-empty")} />;
  }
  if (chat.page.value === "loading") return <Waiting />;
  if (chat.page.value === "ready") {
    return <State title={t("app-thread-empty")} text={t("app-thread-empty-text")} />;
  }
  return (
    <State
      title={t("app-thread-failed")}
      text={t("app-thread-failed-text")}
      action={{ label: t("app-retry"), run: () => void chat.load() }}
    />
  );
}

export default function Chat() {
  const items = chat.items.value, answer = chat.answer.value, refusal = chat.refusal.value;
  const box = useRef<HTMLElement>(null);
  const { away, toEnd } = useThreadScroll(box, items[0]?.key);
  const online = member.link.value === "online";
  useTarget(chat);

  useEffect(() => {
    // What was said to the bot meanwhile is part of the same conversation.
    const load = () => {
      if (online && !document.hidden) void chat.load();
    };
    load();
    document.addEventListener("visibilitychange", load);
    return () => document.removeEventListener("visibilitychange", load);
  }, [online]);
  // One's own words are always worth seeing, wherever one was reading.
  useEffect(() => {
    if (answer?.sent || refusal) toEnd();
  }, [answer, refusal]);

  return (
    <div class="chat">
      {openSource.value && <SourceSheet citation={openSource.value} />}
      <main class="screen" ref={box}>
        <div class="column thread" role="log" aria-live="polite" aria-label={t("app-thread")}>
          {chat.hasOlder.value && items.length > 0 && <Older />}
          {items.length === 0 && !answer && !refusal && <Nothing />}
          <Turns items={items} />
          {answer && <Arriving key={answer.sent?.key ?? answer.generationId} answer={answer} />}
          {refusal && <RefusalView refusal={refusal} />}
        </div>
      </main>
      {away.value && (
        <button
          class="to-latest"
          type="button"
          aria-label={t("app-latest")}
          onClick={() => toEnd(true)}
        >
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}
