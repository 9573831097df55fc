/** Memory: what is remembered, where it comes from, and everything to do about it. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { FactView } from "../../../routes/schemas.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { EditSheet } from "../memory/edit-sheet.tsx";
import { FactRow } from "../memory/fact-row.tsx";
import { bySection, matches, SECTIONS, wordsOf } from "../memory/found.ts";
import { Said } from "../memory/said.tsx";
import { facts, search, section } from "../memory/state.ts";
import { Yours } from "../memory/yours.tsx";
import { switchIncognito } from "../parts/incognito-strip.tsx";
import { Icon } from "../parts/icon.tsx";
import { State } from "../parts/state.tsx";
import { SwitchRow } from "../parts/switch.tsx";
import { isAway } from "../member.ts";
import { assistantName, member, router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import "../memory/words.ts";
import "../styles/list.css";
import "../styles/fields.css";
import "../styles/memory.css";

/** What the page shows of the facts: those of the section, and those that the search found. */
function shownOf(all: FactView[]): FactView[] {
  const words = wordsOf(search.query.value);
  const found = new Set(search.found.value?.facts.map(({ id }) => id));
  return all.filter((fact) =>
    (section.value === null || fact.section === section.value) &&
    (matches(fact, words) || found.has(fact.id))
  );
}

function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  return (
    <div class="search">
      <label class="input">
        <Icon name="search" small />
        <span class="unseen">{t("app-memory-search")}</span>
        <input
          ref={field}
          type="search"
          enterkeyhint="search"
          maxLength={200}
          placeholder={t("app-memory-search")}
          value={search.query.value}
          onInput={(event) => search.ask(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
        {search.query.value && (
          <button
            class="icon-button"
            type="button"
            aria-label={t("app-memory-search-clear")}
            onClick={() => {
              search.ask("");
              field.current?.focus();
            }}
          >
            <Icon name="close" small />
          </button>
        )}
      </label>
    </div>
  );
}

function Sections() {
  const chosen = section.value;
  return (
    <div class="filters" role="group" aria-label={t("app-memory-sections")}>
      {[null, ...SECTIONS].map((one) => (
        <button
          key={one}
          type="button"
          class="filter"
          aria-pressed={one === chosen}
          onClick={() => {
            haptic("tap");
            section.value = one;
          }}
        >
          {t(`app-section-${one ?? "all"}`)}
        </button>
      ))}
    </div>
  );
}

function Waiting() {
  return (
    <section class="section" aria-busy="true">
      <div class="list">
        {[[68, 30], [54, 24], [76, 34]].map(([text, date]) => (
          <div class="fact" key={text}>
            <i class="skeleton" style={{ width: `${text}%`, height: "1.1rem" }} />
            <i class="skeleton" style={{ width: `${date}%`, height: ".8rem" }} />
          </div>
        ))}
      </div>
    </section>
  );
}

/** In place of facts where there are none to show. */
function Nothing() {
  const failure = facts.failure.value;
  if (facts.facts.value) {
    return (
      <State
        title={t("app-memory-empty")}
        text={t("app-memory-empty-text")}
        action={{ label: t("app-memory-talk"), run: () => router.open("chat") }}
      />
    );
  }
  // Away from the start nothing is even asked for; it is as soon as the service is back.
  if (!failure && !isAway(member.link.value)) return <Waiting />;
  return (
    <State
      title={t("app-memory-failed")}
      text={failure?.message || t("app-memory-failed-text")}
      requestId={failure?.requestId}
      action={{ label: t("app-retry"), run: () => void facts.load() }}
    />
  );
}

/** The facts could not be read again; those of before stay. */
function Stale() {
  const failure = facts.failure.value;
  // Without a service the strip on top says so already.
  if (!failure || failure.unreached) return null;
  return (
    <section class="section">
      <div class="list stale second" role="status">
        <p>{t("app-memory-stale")}</p>
        <button class="button tinted" type="button" onClick={() => void facts.load()}>
          {t("app-retry")}
        </button>
      </div>
    </section>
  );
}

function List({ all, onEdit }: { all: FactView[]; onEdit: (fact: FactView) => void }) {
  const shown = bySection(shownOf(all));
  const searching = search.query.value.trim() !== "";
  return (
    <>
      <SearchField />
      <Sections />
      <Stale />
      {shown.map(([name, its]) => (
        <section class="section" key={name} aria-labelledby={`section-${name}`}>
          <h2 id={`section-${name}`}>{t(`app-section-${name}`)}</h2>
          <ul class="list">
            {its.map((fact) => <FactRow key={fact.id} fact={fact} onEdit={onEdit} />)}
          </ul>
        </section>
      ))}
      {shown.length === 0 && (
        <p class="nothing second" role="status">
          {t(searching ? "app-memory-not-found" : "app-memory-section-empty")}
        </p>
      )}
      {searching && <Said />}
    </>
  );
}

export default function Memory() {
  const all = facts.facts.value, online = member.link.value === "online";
  const edited = useSignal<FactView | null>(null);
  useEffect(() => {
    if (online) void facts.load();
  }, [online]);
  // What was looked for last time is not what is looked for now.
  useEffect(() => () => search.ask(""), []);
  return (
    <main class="screen">
      <div class="column page memory">
        <h1 class="large" tabIndex={-1}>{t("app-memory")}</h1>
        <p class="second">
          {t("app-memory-text", { assistant: assistantName() })}
        </p>
        <section class="section">
          <div class="list">
            <SwitchRow
              icon="incognito"
              title={t("app-incognito")}
              text={t("app-incognito-text")}
              on={incognito.value}
              onChange={(on) => void switchIncognito(on)}
            />
          </div>
        </section>
        {all && all.length > 0
          ? <List all={all} onEdit={(fact) => edited.value = fact} />
          : <Nothing />}
        <Yours />
      </div>
      {edited.value && (
        <EditSheet
          key={edited.value.id}
          fact={edited.value}
          onClose={() => edited.value = null}
        />
      )}
    </main>
  );
}
