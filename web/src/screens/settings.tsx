/** Settings: language, voice, names, what to be told of, and where to look for help. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Settings as Chosen } from "../../../routes/schemas.ts";
import { Choice } from "../parts/choice.tsx";
import { Icon } from "../parts/icon.tsx";
import { Row } from "../parts/row.tsx";
import { State } from "../parts/state.tsx";
import { SwitchRow } from "../parts/switch.tsx";
import { isAway } from "../member.ts";
import { assistantName, member, router } from "../service.ts";
import { QuietHours } from "../settings/quiet-hours.tsx";
import type { Choices } from "../settings/settings.ts";
import { choose, chooseLanguage, settings } from "../settings/state.ts";
import { t } from "../texts.ts";
import "../settings/words.ts";
import "../styles/list.css";
import "../styles/fields.css";
import "../styles/settings.css";

/** The longest name a persona can be given, in UTF-16 units. */
const NAME_LIMIT = 32;
const NOTICES: readonly Chosen["muted"][number][] = [
  "reminders",
  "allowances",
  "care_plan",
  "lessons",
  "news",
];

function Language({ chosen }: { chosen: Chosen["language"] }) {
  return (
    <section class="section">
      <h2>{t("app-language")}</h2>
      <Choice
        label={t("app-language")}
        options={[
          { value: null, title: t("app-language-telegram") },
          { value: "ru", title: "Русский", lang: "ru" },
          { value: "en", title: "English", lang: "en" },
        ]}
        chosen={chosen}
        onChoose={(value) => void chooseLanguage(value)}
      />
    </section>
  );
}

function Voice({ view }: { view: Choices }) {
  if (view.voices.length === 0) return null;
  return (
    <section class="section">
      <h2>{t("app-voice")}</h2>
      <Choice
        label={t("app-voice")}
        options={[
          { value: null, title: t("app-voice-usual") },
          ...view.voices.map(({ id, name }) => ({ value: id, title: name })),
        ]}
        chosen={view.settings.voice}
        onChoose={(voice) => void choose({ voice })}
      />
      <p class="caption">{t("app-voice-text", { assistant: assistantName() })}</p>
    </section>
  );
}

/** A persona's name; it is saved when the field is left, and the words stay where they are refused. */
function PersonaName({ id, usual, given }: { id: string; usual: string; given: string }) {
  const [text, write] = useState(given), [refusal, refuse] = useState<string | null>(null);
  const [saved, mark] = useState(false);
  const reason = useId();
  const latest = useRef(() => {});
  useEffect(() => write(given), [given]);
  // Leaving the page from within the field takes the field away without its blur.
  useEffect(() => () => latest.current(), []);

  async function save(): Promise<void> {
    const name = text.trim();
    if (name === given) return write(given);
    const error = await settings.change({ personaNames: { [id]: name } });
    refuse(error ? error.message || t("app-settings-not-saved") : null);
    if (error) write(text);
    mark(!error);
  }
  latest.current = () => void (text.trim() !== given && choose({ personaNames: { [id]: text } }));

  return (
    <li class="row named">
      <label class="named-label">
        <span>{usual}</span>
        <input
          class="named-field"
          dir="auto"
          maxLength={NAME_LIMIT}
          placeholder={t("app-persona-usual")}
          value={text}
          autocomplete="off"
          enterkeyhint="done"
          aria-invalid={refusal ? true : undefined}
          aria-describedby={reason}
          onInput={(event) => {
            write(event.currentTarget.value);
            refuse(null);
            mark(false);
          }}
          onBlur={() => void save()}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      </label>
      {saved && <Icon name="check" small />}
      <span class="named-note caption" id={reason} role="status">
        {refusal && <span class="wrong">{refusal}</span>}
        {saved && <span class="unseen">{t("app-settings-saved")}</span>}
      </span>
    </li>
  );
}

function Personas({ view }: { view: Choices }) {
  if (view.personas.length === 0) return null;
  return (
    <section class="section">
      <h2>{t("app-personas")}</h2>
      <ul class="list">
        {view.personas.map(({ id, name }) => (
          <PersonaName
            key={id}
            id={id}
            usual={name}
            given={view.settings.personaNames[id] ?? ""}
          />
        ))}
      </ul>
      <p class="caption">{t("app-personas-text")}</p>
    </section>
  );
}

function Notices({ muted }: { muted: Chosen["muted"] }) {
  return (
    <section class="section">
      <h2>{t("app-notices")}</h2>
      <div class="list">
        {NOTICES.map((kind) => (
          <SwitchRow
            key={kind}
            title={t(`app-notice-${kind}`)}
            text={t(`app-notice-${kind}-text`)}
            on={!muted.includes(kind)}
            onChange={(on) =>
              void choose({
                muted: on ? muted.filter((one) => one !== kind) : [...muted, kind],
              })}
          />
        ))}
      </div>
      <p class="caption">{t("app-notices-text")}</p>
    </section>
  );
}

function Country({ view }: { view: Choices }) {
  const { countries, countryGuess } = view, chosen = view.settings.country;
  const nameOf = (code: string | null | undefined) =>
    countries.find((country) => country.code === code)?.name;
  const guess = nameOf(countryGuess);
  const unchosen = guess ? t("app-country-guess", { country: guess }) : t("app-country-none");
  if (countries.length === 0) return null;
  return (
    <section class="section">
      <h2>{t("app-country")}</h2>
      <div class="list">
        <label class="row select">
          <span class="unseen">{t("app-country")}</span>
          <span class="row-words" aria-hidden="true">{nameOf(chosen) ?? unchosen}</span>
          <Icon name="down" small />
          <select
            value={chosen ?? ""}
            onChange={(event) => void choose({ country: event.currentTarget.value || null })}
          >
            <option value="">{unchosen}</option>
            {countries.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
          </select>
        </label>
      </div>
      <p class="caption">{t("app-country-text", { assistant: assistantName() })}</p>
    </section>
  );
}

function Waiting() {
  return (
    <section class="section" aria-busy="true">
      <div class="list">
        {[46, 30, 34].map((width) => (
          <div class="row" key={width}>
            <i class="skeleton" style={{ width: `${width}%`, height: "1.1rem" }} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Body() {
  const view = settings.view.value, failure = settings.failure.value;
  if (view) {
    return (
      <>
        <Language chosen={view.settings.language} />
        <Voice view={view} />
        <Personas view={view} />
        <Notices muted={view.settings.muted} />
        <QuietHours view={view} />
        <Country view={view} />
      </>
    );
  }
  if (!failure && !isAway(member.link.value)) return <Waiting />;
  return (
    <State
      title={t("app-settings-failed")}
      text={failure?.message || t("app-settings-failed-text")}
      requestId={failure?.requestId}
      action={{ label: t("app-retry"), run: () => void settings.load() }}
    />
  );
}

export default function Settings() {
  const online = member.link.value === "online";
  useEffect(() => {
    if (online) void settings.load();
  }, [online]);
  return (
    <main class="screen">
      <div class="column page settings">
        <h1 class="large">{t("app-settings")}</h1>
        <Body />
        <section class="section">
          <div class="list">
            <Row
              icon="memory"
              title={t("app-settings-memory")}
              text={t("app-settings-memory-text")}
              leads
              onClick={() => router.open("memory")}
            />
            <Row
              icon="lessons"
              title={t("app-open-lessons")}
              leads
              onClick={() => router.open("lessons")}
            />
            <Row
              icon="star"
              title={t("app-settings-plan")}
              leads
              onClick={() => router.open("plans")}
            />
            {member.me.value?.operator && (
              <Row
                icon="file"
                title={t("app-settings-knowledge")}
                text={t("app-settings-knowledge-text")}
                leads
                onClick={() => router.open("knowledge")}
              />
            )}
          </div>
        </section>
      </div>
    </main>
  );
}
