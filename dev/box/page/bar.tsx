import type { StateAnswer } from "../answers.ts";
import type { Platform, Width } from "./device.ts";
import { Icon } from "./icons.tsx";
import { Group, Segments } from "./parts.tsx";
import { server } from "./server.ts";
import {
  attempt,
  change,
  chooseMember,
  language,
  member,
  now,
  settings,
  state,
  words,
} from "./store.ts";
import { type Language, LOCALES, signedDuration } from "./words.ts";

/** The controls above both sides. */
export function Bar() {
  const { theme, platform, width } = settings.value;
  const say = words.value;
  return (
    <div class="bar" role="toolbar" aria-label={say.toolbar}>
      <MemberSelect />
      <Group label={say.language}>
        <Segments<Language>
          value={language.value}
          choices={[{ value: "ru", label: "RU" }, { value: "en", label: "EN" }]}
          onChoose={(code) => {
            const who = member.value;
            change({ language: code });
            if (who) void attempt(() => server.setLanguage(who.id, code));
          }}
        />
      </Group>
      <Group label={say.theme}>
        <Segments
          value={theme}
          choices={[
            { value: "light", label: say.light, icon: "sun" },
            { value: "dark", label: say.dark, icon: "moon" },
            { value: "black", label: "OLED" },
          ]}
          onChoose={(theme) => change({ theme })}
        />
      </Group>
      <label class="group">
        <span class="group-label">{say.platform}</span>
        <select
          class="select"
          value={platform}
          onChange={(event) => change({ platform: event.currentTarget.value as Platform })}
        >
          <option value="ios">iOS</option>
          <option value="android">Android</option>
          <option value="tdesktop">{say.desktop}</option>
        </select>
      </label>
      <Group label={say.width} class="width-group">
        <Segments<Width>
          value={width}
          choices={[
            ...([320, 390, 430] as const).map((value) => ({ value, label: String(value) })),
            { value: "full", label: say.full },
          ]}
          onChoose={(width) => change({ width })}
        />
      </Group>
      <ClockGroup />
    </div>
  );
}

function MemberSelect() {
  const members = state.value?.members ?? [];
  return (
    <label class="group">
      <span class="group-label">{words.value.member}</span>
      <span class="select-with-pearl">
        <i class="pearl" />
        <select
          class="select"
          value={member.value?.id}
          disabled={members.length === 0}
          onChange={(event) => void chooseMember(Number(event.currentTarget.value))}
        >
          {members.map((each) => <option key={each.id} value={each.id}>{nameOf(each)}</option>)}
        </select>
      </span>
    </label>
  );
}

function nameOf(each: StateAnswer["members"][number]): string {
  return each.plan ? `${each.first_name}, ${each.plan}` : each.first_name;
}

function ClockGroup() {
  const { clock, timeZone, realKeys, moving } = state.value!;
  const say = words.value;
  const fixed = realKeys.length > 0;
  const label = clock.offset === 0 ? say.clock : (
    <>
      {say.clock}, <b class="moved">{signedDuration(clock.offset, language.value)}</b>
    </>
  );
  const format = new Intl.DateTimeFormat(LOCALES[language.value], {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  const moves = [["1h", say.clockHour], ["1d", say.clockDay], ["3d", say.clockThreeDays]] as const;
  return (
    <Group label={label} class="clock">
      <div class="segments" title={fixed ? `${say.clockFixed}: ${realKeys.join(", ")}` : timeZone}>
        <time dateTime={new Date(now.value).toISOString()}>
          {dateText(format, now.value)}
        </time>
        {moves.map(([length, label]) => (
          <button
            type="button"
            key={length}
            disabled={fixed || moving}
            onClick={() => void attempt(() => server.advance(length))}
          >
            {label}
          </button>
        ))}
        <button
          type="button"
          disabled={fixed || moving || clock.offset === 0}
          aria-label={say.clockReset}
          title={say.clockReset}
          onClick={() => void attempt(() => server.resetClock())}
        >
          <Icon name="refresh" small />
        </button>
      </div>
    </Group>
  );
}

/** The date without the word that some locales put before the time. */
function dateText(format: Intl.DateTimeFormat, time: number): string {
  const parts = Object.fromEntries(format.formatToParts(time).map((p) => [p.type, p.value]));
  return `${parts.weekday}, ${parts.day} ${parts.month}, ${parts.hour}:${parts.minute}`;
}
