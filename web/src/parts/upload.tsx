/** One file on its way into the material: how far it is, and what came of it. */
import { useState } from "preact/hooks";
import { closed } from "../chat/format.ts";
import { takeBack } from "../knowledge/acts.ts";
import { knowledge } from "../knowledge/mine.ts";
import { isOver, type Progress, shareOf, type Upload } from "../knowledge/state.ts";
import { chunksText } from "../knowledge/words.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { Meter } from "./pearls.tsx";
import { RichText } from "./rich-text.tsx";

function wordsOf(progress: Progress): string {
  switch (progress.step) {
    case "splitting":
      return t("app-knowledge-splitting", { chunks: progress.chunks });
    case "storing":
      return t("app-knowledge-storing", { done: progress.done, all: progress.all });
    case "done":
      return t(`app-knowledge-${progress.outcome}`, {
        chunks: chunksText(progress.document.chunks),
      });
    case "refused":
      return t(`app-knowledge-fault-${progress.fault}`);
    case "failed":
      return progress.message;
    default:
      return t(`app-knowledge-${progress.step}`);
  }
}

type Done = Extract<Progress, { step: "done" }>;

/** The headings and first passages of what was taken in. */
function Preview({ preview }: Pick<Done, "preview">) {
  if (preview.length === 0) return null;
  return (
    <details class="preview">
      <summary>
        <Icon name="down" small />
        {t("app-knowledge-preview")}
      </summary>
      <ul>
        {preview.map(({ headings, text }, at) => (
          <li key={at}>
            {headings.length > 0 && <p class="caption" dir="auto">{headings.join(" · ")}</p>}
            <div class="second">
              <RichText text={closed(text)} filed />
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Outcome({ upload, progress }: { upload: Upload; progress: Done }) {
  const [busy, setBusy] = useState(false);
  return (
    <>
      {progress.warnings.map((warning) => (
        <p key={warning} class="second upload-warning">
          <Icon name="alert" small />
          <span>{warning}</span>
        </p>
      ))}
      {progress.outcome !== "unchanged" && <Preview preview={progress.preview} />}
      {progress.outcome !== "unchanged" && (
        <button
          class="button"
          type="button"
          disabled={busy}
          onClick={async () => {
            haptic("tap");
            setBusy(true);
            await takeBack(upload);
            setBusy(false);
          }}
        >
          {t("app-knowledge-undo")}
        </button>
      )}
    </>
  );
}

const BAD = new Set<Progress["step"]>(["refused", "failed", "broken"]);

export function UploadRow({ upload }: { upload: Upload }) {
  const { file, progress } = upload;
  const share = shareOf(progress), bad = BAD.has(progress.step);
  return (
    <li class="upload" data-bad={bad || undefined}>
      <div class="upload-head">
        <span class="row-words">
          <span dir="auto">
            {progress.step === "done" ? progress.document.title : file.name}
          </span>
          <span class="second numbers" role="status">{wordsOf(progress)}</span>
        </span>
        {isOver(progress) && (
          <button
            class="icon-button"
            type="button"
            aria-label={t("app-knowledge-dismiss", { file: file.name })}
            onClick={() => knowledge.dismiss(upload)}
          >
            <Icon name="close" small />
          </button>
        )}
      </div>
      {!isOver(progress) && (
        <div
          role="progressbar"
          aria-label={file.name}
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={t("app-knowledge-progress", { percent: Math.round(share * 100) })}
        >
          <Meter left={share} limit={1} />
        </div>
      )}
      {progress.step === "done" && <Outcome upload={upload} progress={progress} />}
      {progress.step === "broken" && (
        <button
          class="button tinted"
          type="button"
          onClick={() => {
            haptic("tap");
            void knowledge.again(upload);
          }}
        >
          {t("app-retry")}
        </button>
      )}
    </li>
  );
}
