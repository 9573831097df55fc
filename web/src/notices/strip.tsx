/** Says on Home that something could not be said in Telegram, and shows what it was. */
import { useState } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { askToWrite } from "../payments/write-access.ts";
import { api, calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { canAskToWrite } from "../telegram-more.ts";
import { t } from "../texts.ts";
import { dayLabel, timeLabel } from "../time.ts";
import { createNotices } from "./state.ts";
import { noticeStrip } from "./way.ts";
import "./words.ts";
import "../styles/fields.css";
import "../styles/notices.css";

const notices = createNotices({ api });

function NoticesSheet({ onClose }: { onClose(): void }) {
  const [shown] = useState(notices.unseen.value);
  const [done, finish] = useState(false);
  const at = (moment: number) =>
    t("app-unsent-at", {
      day: dayLabel(calendar(), moment, member.now()),
      time: timeLabel(calendar(), moment),
    });
  return (
    <Sheet
      title={t("app-unsent")}
      onClose={onClose}
      done={done}
      action={canAskToWrite()
        ? (
          <button
            class="button tinted"
            type="button"
            onClick={async () => {
              haptic("tap");
              if (await askToWrite(true)) finish(true);
            }}
          >
            {t("app-unsent-allow")}
          </button>
        )
        : undefined}
    >
      <p class="second">{t("app-unsent-text")}</p>
      <ul class="unsent">
        {shown.map(({ id, text, at: moment }) => (
          <li key={id}>
            <p class="unsent-text">{text}</p>
            <p class="caption">{at(moment)}</p>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

/** One line on Home, gone once it was opened or put away. */
export function NoticeStrip() {
  const [open, show] = useState(false);
  const { unseen, seen } = notices, count = unseen.value.length;
  if (count === 0 && !open) return null;
  return (
    <>
      <div class="strip" role="status">
        <div class="column second">
          <Icon name="talk" small />
          <p>{t("app-unsent-strip", { count })}</p>
          <button
            type="button"
            onClick={() => {
              haptic("tap");
              show(true);
            }}
          >
            {t("app-unsent-show")}
          </button>
          <button
            type="button"
            class="put-away"
            aria-label={t("app-unsent-away")}
            onClick={() => {
              haptic("tap");
              void seen();
            }}
          >
            <Icon name="close" small />
          </button>
        </div>
      </div>
      {open && (
        <NoticesSheet
          onClose={() => {
            show(false);
            void seen();
          }}
        />
      )}
    </>
  );
}

/** Reads them; the line appears where there are some. */
export async function loadNotices(): Promise<void> {
  await notices.load();
  noticeStrip.value = notices.unseen.value.length > 0 ? NoticeStrip : null;
}
