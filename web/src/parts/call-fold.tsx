/** A call in the thread: a row with its length, which opens to what was said. */
import { type Fold, isOpen, minutesOf, setOpen } from "../chat/folds.ts";
import { calendar } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { timeLabel } from "../time.ts";
import { Icon } from "./icon.tsx";
import { Hers, Mine } from "./turns.tsx";

/** What the member said first, else her last words: what the call was about. */
function about({ items }: Fold): string {
  const asked = items.find((item) => item.role === "member");
  return (asked ?? items.at(-1)!).text;
}

export function CallFold({ fold }: { fold: Fold }) {
  const shown = isOpen(fold.callId), words = `call-${fold.callId}`;
  return (
    <section class="fold">
      <button
        type="button"
        aria-expanded={shown}
        aria-controls={words}
        onClick={() => {
          haptic("tap");
          setOpen(fold.callId, !shown);
        }}
      >
        <span class="fold-head">
          <Icon name="voice" small />
          <b class="head">{t("app-call-fold", { minutes: minutesOf(fold) })}</b>
          <time class="second numbers">{timeLabel(calendar(), fold.items[0]!.at)}</time>
        </span>
        {!shown && <span class="second fold-about" dir="auto">{about(fold)}</span>}
      </button>
      {shown && (
        <div class="fold-words" id={words}>
          {fold.items.map((item) =>
            item.role === "member"
              ? <Mine key={item.key} item={item} />
              : <Hers key={item.key} item={item} />
          )}
        </div>
      )}
    </section>
  );
}
