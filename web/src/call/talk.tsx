/** What is said, large and without bubbles, with what is shown beside it. */
import { useEffect, useRef } from "preact/hooks";
import { useThreadScroll } from "../chat/scroll.ts";
import { CardView } from "../parts/cards.tsx";
import { Sources } from "../parts/sources.tsx";
import { assistantName } from "../service.ts";
import { t } from "../texts.ts";
import { call } from "./one.ts";
import { divided, type Line, WRITTEN } from "./transcript.ts";

interface LinesProps {
  lines: readonly Line[];
  /** The line before these, whose speaker need not be named again. */
  before?: Line;
  latest: Line | undefined;
}

function Lines({ lines, before, latest }: LinesProps) {
  return (
    <>
      {lines.map((line, at) => {
        if (line.kind === "card") {
          return <CardView key={line.key} card={line.card} latest={line === latest} />;
        }
        if (line.kind === "sources") return <Sources key={line.key} citations={line.citations} />;
        const last = lines[at - 1] ?? before;
        const named = last?.kind === "said" && last.role === line.role;
        const mine = line.role === "member";
        return (
          <div
            key={line.key}
            class={mine ? "said you" : "said"}
            data-latest={line === latest || undefined}
          >
            {!named && <b>{mine ? t("app-call-you") : assistantName()}</b>}
            <p dir="auto">
              {line.text}
              {!line.final && mine && <i class="caret" />}
            </p>
          </div>
        );
      })}
    </>
  );
}

/** A reader hears each line once, when it is whole; the rest is for the eyes. */
export function Talk() {
  const box = useRef<HTMLElement>(null);
  const lines = call.lines.value, { whole, coming } = divided(lines);
  const { toEnd } = useThreadScroll(box, undefined);
  const latest = lines.findLast((line) => line.kind === "said");
  const written = lines.findLast((line) => line.key.startsWith(WRITTEN))?.key;
  // One's own written words are always worth seeing.
  useEffect(() => {
    if (written) toEnd();
  }, [written]);
  const waits = lines.length === 0 && call.mood.value === "connecting";
  return (
    <main class="screen talk" ref={box} tabIndex={0} aria-label={t("app-call-transcript")}>
      <div class="column">
        <div role="log" aria-live="polite" aria-label={t("app-call-transcript")}>
          <Lines lines={whole} latest={latest} />
        </div>
        <div class="coming" aria-live="off">
          <Lines lines={coming} before={whole.at(-1)} latest={latest} />
        </div>
        {waits && <p class="first-words muted">{t("app-call-first")}</p>}
      </div>
    </main>
  );
}
