/** What a search found in what was said, each turn around the words that were found. */
import type { TurnView } from "../../../routes/schemas.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { showTurn } from "../chat/target.ts";
import { assistantName, calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { dateLabel, timeLabel } from "../time.ts";
import { excerpt, wordsOf } from "./found.ts";
import { search } from "./state.ts";

function Turn({ turn, words }: { turn: TurnView; words: string[] }) {
  const when = t("app-said-at", {
    who: turn.role,
    assistant: assistantName(),
    date: dateLabel(calendar(), turn.at, member.now()),
    time: timeLabel(calendar(), turn.at),
  });
  const inside = (
    <>
      <span dir="auto">
        {excerpt(turn.text, words).map((piece, at) =>
          at % 2 ? <mark key={at}>{piece}</mark> : piece
        )}
      </span>
      <span class="caption">{when}</span>
    </>
  );
  return (
    <li class="row-place">
      {incognito.value ? <p class="row said">{inside}</p> : (
        <button
          class="row said"
          type="button"
          onClick={() => {
            haptic("tap");
            showTurn(turn.sequence);
          }}
        >
          {inside}
        </button>
      )}
    </li>
  );
}

export function Said() {
  const { found, state, query } = search;
  const turns = found.value?.turns ?? [], words = wordsOf(query.value);
  if (state.value === "idle" && turns.length === 0) return null;
  return (
    <section class="section" aria-labelledby="said" aria-busy={state.value === "searching"}>
      <h2 id="said">{t("app-said")}</h2>
      <div class="list">
        {state.value === "failed" && (
          <div class="stale second" role="status">
            <p>{t("app-said-failed")}</p>
            <button class="button tinted" type="button" onClick={() => search.again()}>
              {t("app-retry")}
            </button>
          </div>
        )}
        {state.value === "searching" && (
          <div class="fact">
            <i class="skeleton" style={{ width: "72%", height: "1.1rem" }} />
            <i class="skeleton" style={{ width: "34%", height: ".8rem" }} />
          </div>
        )}
        {turns.length > 0 && (
          <ul>{turns.map((turn) => <Turn key={turn.sequence} turn={turn} words={words} />)}</ul>
        )}
      </div>
    </section>
  );
}
