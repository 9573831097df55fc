/** Where an answer's words come from: a chip with a number in the line, and the names below. */
import type { Citation } from "../chat/items.ts";
import { nameOf, openSource, sourceOf } from "../chat/source.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import type { CiteView } from "./rich-text.tsx";

function open(citation: Citation): void {
  haptic("tap");
  openSource.value = citation;
}

/** How the marks of one answer are drawn; see `sourceOf`. */
export function citeView(citations: readonly Citation[], arriving: boolean): CiteView {
  return (span) => {
    const source = sourceOf(span, citations, arriving);
    if (source === "hidden") return null;
    if (source === "written") return `[${span.text}]`;
    if (source === "waiting") return <span class="cite">{span.text}</span>;
    return (
      <button
        class="cite"
        type="button"
        aria-haspopup="dialog"
        aria-label={t("app-source", { number: span.text, name: nameOf(source) })}
        onClick={() => open(source)}
      >
        {span.text}
      </button>
    );
  };
}

export function Sources({ citations }: { citations: readonly Citation[] }) {
  if (citations.length === 0) return null;
  return (
    <ul class="chips" aria-label={t("app-sources")}>
      {citations.map((citation) => (
        <li key={citation.number}>
          <button
            class="chip"
            type="button"
            aria-haspopup="dialog"
            onClick={() => open(citation)}
          >
            <b class="numbers">{citation.number}</b>
            <span>{nameOf(citation)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
