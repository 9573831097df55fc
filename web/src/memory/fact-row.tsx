/** One fact: what it says, since when, the very words it comes from, and what it took the place of. */
import { useId, useState } from "preact/hooks";
import type { FactView } from "../../../routes/schemas.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { showTurn } from "../chat/target.ts";
import { Icon } from "../parts/icon.tsx";
import { calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { dateLabel, timeLabel } from "../time.ts";
import { removeFact } from "./remove.ts";

const dateOf = (at: number) => dateLabel(calendar(), at, member.now());

function Origin({ source }: { source: NonNullable<FactView["source"]> }) {
  const when = t("app-fact-said", {
    date: dateOf(source.at),
    time: timeLabel(calendar(), source.at),
  });
  const words = (
    <>
      <span class="quote-words" dir="auto">{source.sentence}</span>
      <span class="caption">{when}</span>
    </>
  );
  // The saved conversation cannot be opened from within an incognito one.
  if (incognito.value) return <p class="quote">{words}</p>;
  return (
    <button
      class="quote"
      type="button"
      onClick={() => {
        haptic("tap");
        showTurn(source.sequence);
      }}
    >
      {words}
      <span class="quote-lead caption">{t("app-fact-show")}</span>
    </button>
  );
}

function Meta(
  { fact, open, onOpen }: { fact: FactView; open: boolean; onOpen: () => void },
) {
  return (
    <p class="fact-meta caption">
      <span>{dateOf(fact.validFrom)} ·</span>
      {fact.source
        ? (
          <button class="from" type="button" aria-expanded={open} onClick={onOpen}>
            {t("app-fact-from")}
          </button>
        )
        : <span>{t("app-fact-written")}</span>}
      {fact.expiresAt !== null && (
        // It holds up to that moment, so its last day is the one just before it.
        <span class="tag warm">
          {t("app-fact-until", { date: dateOf(fact.expiresAt - 1) })}
        </span>
      )}
    </p>
  );
}

interface FactRowProps {
  fact: FactView;
  onEdit(fact: FactView): void;
}

export function FactRow({ fact, onEdit }: FactRowProps) {
  const [quoted, quote] = useState(false), [acting, act] = useState(false);
  const words = useId();
  const toggle = () => {
    haptic("tap");
    act(!acting);
  };
  return (
    <li class="fact" data-fact={fact.id}>
      <p
        class="fact-words"
        id={words}
        dir="auto"
        // A tap anywhere on the words does it too, but not the end of selecting some of them.
        onClick={() => getSelection()?.isCollapsed !== false && toggle()}
      >
        {fact.text}
      </p>
      <button
        class="icon-button"
        type="button"
        aria-label={t("app-fact-actions")}
        aria-describedby={words}
        aria-expanded={acting}
        onClick={toggle}
      >
        <Icon name="dots" />
      </button>
      <Meta fact={fact} open={quoted} onOpen={() => quote(!quoted)} />
      {fact.earlier.map((one) => (
        <p class="was second" key={one.validTo} dir="auto">
          {t("app-fact-was", { date: dateOf(one.validTo) })} <s>{one.text}</s>
        </p>
      ))}
      {quoted && fact.source && <Origin source={fact.source} />}
      {acting && (
        <div class="fact-acts">
          <button class="button" type="button" onClick={() => onEdit(fact)}>
            <Icon name="edit" small />
            {t("app-fact-edit")}
          </button>
          <button
            class="button danger"
            type="button"
            onClick={(event) => removeFact(fact, event.currentTarget)}
          >
            <Icon name="trash" small />
            {t("app-fact-delete")}
          </button>
        </div>
      )}
    </li>
  );
}
