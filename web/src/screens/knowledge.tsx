/** The owner's material, for who looks after it: what there is, what comes in, what is taken away. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { KnowledgeDocument } from "../../../routes/schemas.ts";
import { remove, undo } from "../knowledge/acts.ts";
import { ACCEPTED } from "../knowledge/files.ts";
import { knowledge } from "../knowledge/mine.ts";
import { isOver } from "../knowledge/state.ts";
import { chunksText, sizeText } from "../knowledge/words.ts";
import { closeTop } from "../parts/overlays.ts";
import { Icon } from "../parts/icon.tsx";
import { Row } from "../parts/row.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { State } from "../parts/state.tsx";
import { UploadRow } from "../parts/upload.tsx";
import { calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { dateLabel } from "../time.ts";
import "../styles/list.css";
import "../styles/knowledge.css";

/** A button for a file field, and a place where files can be let go. */
function Add() {
  const field = useRef<HTMLInputElement>(null);
  const over = useSignal(false);
  const take = (files: FileList | null | undefined) => {
    if (files?.length) void knowledge.add([...files]);
  };
  return (
    <section
      class="section add"
      data-over={over.value || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => over.value = false}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        take(event.dataTransfer?.files);
      }}
    >
      <input
        class="unseen"
        type="file"
        ref={field}
        accept={ACCEPTED}
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file once more is a change too.
          event.currentTarget.value = "";
        }}
      />
      <button
        class="button primary"
        type="button"
        onClick={() => {
          haptic("tap");
          field.current?.click();
        }}
      >
        <Icon name="plus" small />
        {t("app-knowledge-add")}
      </button>
      <p class="caption">{t(over.value ? "app-knowledge-drop" : "app-knowledge-kinds")}</p>
    </section>
  );
}

function Visit() {
  const uploads = knowledge.uploads.value;
  if (uploads.length === 0) return null;
  return (
    <section class="section">
      <h2>
        {t(
          uploads.every(({ progress }) => isOver(progress))
            ? "app-knowledge-visit-over"
            : "app-knowledge-visit",
        )}
      </h2>
      <ul class="list">
        {uploads.map((upload) => <UploadRow key={upload.key} upload={upload} />)}
      </ul>
    </section>
  );
}

/** What can be done to one document. */
function DocumentSheet({ document, onClose }: {
  document: KnowledgeDocument;
  onClose(): void;
}) {
  const [busy, setBusy] = useState(false);
  const act = async (work: (document: KnowledgeDocument) => Promise<boolean>) => {
    setBusy(true);
    const done = await work(document);
    setBusy(false);
    if (done) closeTop();
  };
  return (
    <Sheet title={document.title} onClose={onClose}>
      <p class="second document-about">
        <span dir="auto">{document.file}</span>
        <span>
          {t("app-knowledge-details", {
            chunks: chunksText(document.chunks),
            size: sizeText(document.bytes),
            date: dateLabel(calendar(), document.updatedAt, member.now()),
          })}
        </span>
      </p>
      <div class="document-acts">
        {document.canUndo && (
          <Row
            icon="undo"
            title={t("app-knowledge-undo-last")}
            busy={busy}
            onClick={() => void act(undo)}
          />
        )}
        <Row
          icon="trash"
          title={t("app-knowledge-remove")}
          danger
          busy={busy}
          onClick={() => void act(remove)}
        />
      </div>
    </Sheet>
  );
}

function Documents({ documents, onOpen }: {
  documents: KnowledgeDocument[];
  onOpen(document: KnowledgeDocument): void;
}) {
  if (documents.length === 0) {
    return <State title={t("app-knowledge-empty")} text={t("app-knowledge-empty-text")} />;
  }
  return (
    <section class="section">
      <h2>
        <span>{t("app-knowledge-documents")}</span>
        <span class="numbers">{documents.length}</span>
      </h2>
      <div class="list">
        {documents.map((document) => (
          <Row
            key={document.id}
            icon="file"
            title={<span dir="auto">{document.title}</span>}
            text={
              <>
                <span class="line" dir="auto">{document.file}</span>
                {t("app-knowledge-row", {
                  chunks: chunksText(document.chunks),
                  date: dateLabel(calendar(), document.updatedAt, member.now()),
                })}
              </>
            }
            leads
            onClick={() => onOpen(document)}
          />
        ))}
      </div>
    </section>
  );
}

function All({ onOpen }: { onOpen(document: KnowledgeDocument): void }) {
  const documents = knowledge.documents.value, failure = knowledge.failure.value;
  if (documents) return <Documents documents={documents} onOpen={onOpen} />;
  if (failure) {
    return (
      <State
        title={t("app-knowledge-failed")}
        text={failure.message}
        requestId={failure.requestId}
        action={{ label: t("app-retry"), run: () => void knowledge.load() }}
      />
    );
  }
  return (
    <section class="section" aria-busy="true">
      <div class="list">
        {["62%", "48%", "70%"].map((width) => (
          <p class="row" key={width}>
            <i class="skeleton" style={{ width, height: "1rem" }} />
          </p>
        ))}
      </div>
    </section>
  );
}

export default function KnowledgeScreen() {
  const me = member.me.value, online = member.link.value === "online";
  const opened = useSignal<KnowledgeDocument | null>(null);
  const allowed = me?.operator === true;
  useEffect(() => {
    if (online && allowed) void knowledge.load();
  }, [online, allowed]);
  return (
    <main class="screen">
      <div class="column page">
        {me && !allowed
          ? <State title={t("app-knowledge-closed")} text={t("app-knowledge-closed-text")} />
          : (
            <>
              <h1 class="large">{t("app-knowledge")}</h1>
              <p class="second">{t("app-knowledge-text")}</p>
              <Add />
              <Visit />
              <All onOpen={(document) => opened.value = document} />
            </>
          )}
      </div>
      {opened.value && (
        <DocumentSheet
          document={opened.value}
          onClose={() => opened.value = null}
        />
      )}
    </main>
  );
}
