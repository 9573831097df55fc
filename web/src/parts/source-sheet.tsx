/** A source in its place: the passage an answer relied on, the words it quoted, their chapter. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Passage } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { draft } from "../chat/desk.ts";
import type { Citation } from "../chat/items.ts";
import { withQuote } from "../chat/quote.ts";
import { openSource } from "../chat/source.ts";
import { api, calendar, member, router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { dateLabel } from "../time.ts";
import { focusComposer } from "./composer.tsx";
import { closeTop } from "./overlays.ts";
import { Blocks, RichText } from "./rich-text.tsx";
import { Sheet } from "./sheet.tsx";
import "./answer-words.ts";
import "../styles/source.css";

/** Passages that were read on this page: they do not change under their names. */
const read = new Map<string, Passage>();

/** The passage, or why it cannot be shown. */
function usePassage(chunkId: string) {
  const passage = useSignal<Passage | null>(read.get(chunkId) ?? null);
  const failure = useSignal<ApiError | null>(null);
  useEffect(() => {
    if (passage.value) return;
    const control = new AbortController();
    const path = `/api/knowledge/passages/${encodeURIComponent(chunkId)}`;
    api.json<Passage>(path, { signal: control.signal }).then((found) => {
      read.set(chunkId, found);
      passage.value = found;
    }, (error) => {
      if (error instanceof ApiError) failure.value = error;
      else if (!control.signal.aborted) throw error;
    });
    return () => control.abort();
  }, [chunkId]);
  return { passage: passage.value, failure: failure.value };
}

/** Puts a question about the source into the field, after what is already there. */
function discuss({ title, headings }: Citation): void {
  haptic("tap");
  const topic = headings.at(-1);
  const question = topic && topic !== title
    ? t("app-source-question", { topic, title })
    : t("app-source-question-title", { title });
  draft.value = draft.value.trim() ? `${draft.value.trimEnd()}\n${question}` : question;
  closeTop();
  router.open("chat");
}

function Kept({ citation, why }: { citation: Citation; why: string }) {
  return (
    <>
      <p class="second source-why" role="status">{why}</p>
      <section class="passage" aria-label={t("app-source-quote")}>
        <Blocks blocks={withQuote(citation.quote, citation.quote).blocks} />
      </section>
    </>
  );
}

function whyNot({ status, unreached }: ApiError): string {
  if (status === 404) return t("app-source-gone");
  return t(unreached || status === 0 ? "app-source-offline" : "app-source-failed");
}

/** The passage with its quote underlined; opened up, the rest of the chapter around it. */
function InPlace(
  { passage, citation, whole }: { passage: Passage; citation: Citation; whole: boolean },
) {
  const own = passage.chapter.find(({ chunkId }) => chunkId === passage.chunkId);
  const marked = useMemo(() => withQuote(own?.text ?? "", citation.quote), [own, citation]);
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // The quote is what one came for: neither a long passage nor the chapter may hide it.
    const quote = place.current?.querySelector("mark") ?? place.current;
    quote?.scrollIntoView({ block: whole ? "center" : "nearest" });
  }, [whole]);
  if (!own) return <Kept citation={citation} why={t("app-source-gone")} />;
  return (
    <section class="passage" data-quoted={marked.found || undefined}>
      {passage.chapter.map(({ chunkId, text }) => {
        if (chunkId === own.chunkId) {
          return (
            <div key={chunkId} ref={place}>
              <Blocks blocks={marked.blocks} />
            </div>
          );
        }
        return whole && <RichText key={chunkId} text={text} filed />;
      })}
    </section>
  );
}

function Waiting() {
  return (
    <section class="passage" aria-busy="true">
      <i class="skeleton" style={{ width: "88%" }} />
      <i class="skeleton" style={{ width: "96%" }} />
      <i class="skeleton" style={{ width: "54%" }} />
    </section>
  );
}

export function SourceSheet({ citation }: { citation: Citation }) {
  const { passage, failure } = usePassage(citation.chunkId);
  const whole = useSignal(false), asked = useRef(false);
  const title = passage?.title ?? citation.title;
  const headings = (passage?.headings ?? citation.headings).filter((one) => one !== title);
  const hasMore = passage !== null && passage.chapter.length > 1;
  return (
    <Sheet
      title={title}
      onClose={() => {
        openSource.value = null;
        if (asked.current) queueMicrotask(focusComposer);
      }}
      action={
        <button
          class="button tinted"
          type="button"
          onClick={() => {
            asked.current = true;
            discuss(citation);
          }}
        >
          {t("app-source-discuss")}
        </button>
      }
    >
      {headings.length > 0 && <p class="second source-path">{headings.join(" · ")}</p>}
      {passage
        ? <InPlace passage={passage} citation={citation} whole={whole.value} />
        : failure
        ? <Kept citation={citation} why={whyNot(failure)} />
        : <Waiting />}
      {passage && (
        <p class="caption source-file">
          <span>{t("app-source-file", { file: passage.file })}</span>{" "}
          <span>
            {t("app-source-updated", {
              date: dateLabel(calendar(), passage.updatedAt, member.now()),
            })}
          </span>
        </p>
      )}
      {hasMore && (
        <button
          class="button plain source-more"
          type="button"
          aria-expanded={whole.value}
          onClick={() => {
            haptic("tap");
            whole.value = !whole.value;
          }}
        >
          {t(whole.value ? "app-source-part" : "app-source-whole")}
        </button>
      )}
    </Sheet>
  );
}
