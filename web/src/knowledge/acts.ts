/** What a keeper does to a document, with a word about how it went. */
import type { KnowledgeDocument } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { showToast } from "../parts/toast.tsx";
import { ask, haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { knowledge } from "./mine.ts";
import type { Upload } from "./state.ts";

/** Whether it went well; what went wrong is said in a toast. */
async function tell(work: Promise<void>, done: string): Promise<boolean> {
  try {
    await work;
    showToast({ icon: "check", text: done });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    haptic("error");
    showToast({ icon: "alert", text: error.message || t("app-knowledge-not-done") });
    return false;
  }
}

/** Brings back the version before the last change. */
export function undo(document: KnowledgeDocument): Promise<boolean> {
  return tell(knowledge.undo(document.id), t("app-knowledge-restored"));
}

/** Takes back what a file of this visit brought. */
export function takeBack(upload: Upload): Promise<boolean> {
  return tell(knowledge.takeBack(upload), t("app-knowledge-undone"));
}

/** Removes a document, after a question. */
export async function remove({ id, title }: KnowledgeDocument): Promise<boolean> {
  const sure = await ask({
    title: t("app-knowledge-remove-sure", { title }).slice(0, 64),
    message: t("app-knowledge-remove-text"),
    yes: t("app-knowledge-remove"),
    no: t("app-knowledge-remove-no"),
    danger: true,
  });
  return sure && await tell(knowledge.remove(id), t("app-knowledge-removed"));
}
