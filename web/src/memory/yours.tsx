/** All of it is the member's: to take along, and to erase. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ExportLink } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { Icon } from "../parts/icon.tsx";
import { Row, RowWords } from "../parts/row.tsx";
import { showToast } from "../parts/toast.tsx";
import { api, calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { downloadFile } from "../telegram-more.ts";
import { t } from "../texts.ts";
import { timeLabel } from "../time.ts";
import { EraseSheet } from "./erase-sheet.tsx";

/** The file is ready: Telegram or the browser saves it. */
function Ready({ link }: { link: ExportLink }) {
  const url = new URL(link.url, location.href).href;
  return (
    <a
      class="row"
      data-icon=""
      href={url}
      download={link.fileName}
      onClick={(event) => {
        haptic("tap");
        if (downloadFile(url, link.fileName)) event.preventDefault();
      }}
    >
      <RowWords
        icon="download"
        title={t("app-export-save")}
        text={t("app-export-until", { time: timeLabel(calendar(), link.expiresAt) })}
      />
      <span class="end">
        <Icon name="forward" small />
      </span>
    </a>
  );
}

function Export() {
  const link = useSignal<ExportLink | null>(null), busy = useSignal(false);
  const { value: ready } = link;

  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(
      () => link.value = null,
      Math.max(0, ready.expiresAt - member.now()),
    );
    return () => clearTimeout(timer);
  }, [ready]);

  async function make(): Promise<void> {
    busy.value = true;
    try {
      const made = await api.json<ExportLink>("/api/me/export", {
        method: "POST",
        deadline: 60_000,
      });
      link.value = made;
      downloadFile(new URL(made.url, location.href).href, made.fileName);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      haptic("error");
      showToast({ icon: "alert", text: error.message || t("app-export-failed") });
    } finally {
      busy.value = false;
    }
  }

  if (ready) return <Ready link={ready} />;
  return (
    <Row
      icon="download"
      title={t("app-export")}
      text={busy.value ? t("app-export-making") : undefined}
      busy={busy.value}
      onClick={() => void make()}
    />
  );
}

export function Yours() {
  const erasing = useSignal(false);
  return (
    <section class="section yours" aria-label={t("app-yours")}>
      <div class="list">
        <Export />
        <Row icon="trash" danger title={t("app-erase")} onClick={() => erasing.value = true} />
      </div>
      <p class="caption">{t("app-erase-note")}</p>
      {erasing.value && <EraseSheet onClose={() => erasing.value = false} />}
    </section>
  );
}
