/** The hours in which nothing comes that can wait. */
import { useId } from "preact/hooks";
import type { Settings } from "../../../routes/schemas.ts";
import { SwitchRow } from "../parts/switch.tsx";
import { t } from "../texts.ts";
import type { Choices } from "./settings.ts";
import { choose } from "./state.ts";

type Hours = Exclude<Settings["quietHours"], "off" | null>;

/** Where the community has none, the first that are proposed. */
const PROPOSED: Hours = { from: "22:00", until: "09:00" };

/** The hours that hold, the community's where the member chose none; null for none. */
export function hoursOf({ settings, quietHours }: Choices): Hours | null {
  if (settings.quietHours === "off") return null;
  return settings.quietHours ?? quietHours;
}

/** "Europe/Moscow" as "Moscow": the words for zones differ too much between devices. */
const cityOf = (timeZone: string) => timeZone.split("/").at(-1)!.replaceAll("_", " ");

function Time(
  { name, value, onChange }: { name: string; value: string; onChange(value: string): void },
) {
  const id = useId();
  return (
    <label class="row time-row" for={id}>
      <span>{name}</span>
      <input
        id={id}
        class="time-field numbers"
        type="time"
        required
        value={value}
        onChange={(event) => {
          // An emptied field says nothing; what held before stays.
          if (event.currentTarget.value) onChange(event.currentTarget.value);
          else event.currentTarget.value = value;
        }}
      />
    </label>
  );
}

export function QuietHours({ view }: { view: Choices }) {
  const hours = hoursOf(view);
  return (
    <section class="section">
      <div class="list">
        <SwitchRow
          title={t("app-quiet")}
          text={t("app-quiet-text")}
          on={hours !== null}
          onChange={(on) =>
            void choose({ quietHours: on ? view.quietHours === null ? PROPOSED : null : "off" })}
        />
        {hours && (
          <>
            <Time
              name={t("app-quiet-from")}
              value={hours.from}
              onChange={(from) => void choose({ quietHours: { ...hours, from } })}
            />
            <Time
              name={t("app-quiet-until")}
              value={hours.until}
              onChange={(until) => void choose({ quietHours: { ...hours, until } })}
            />
          </>
        )}
      </div>
      <p class="caption">{t("app-quiet-zone", { city: cityOf(view.timeZone) })}</p>
    </section>
  );
}
