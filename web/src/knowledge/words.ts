/** The texts of the material's screen, there once it is. */
import en from "../../../locales/app.knowledge.en.ftl" with { type: "text" };
import ru from "../../../locales/app.knowledge.ru.ftl" with { type: "text" };
import { addTexts, language, t } from "../texts.ts";

addTexts({ ru, en });

/** "12 passages". */
export const chunksText = (count: number): string => t("app-knowledge-chunks", { count });

/** A size with one decimal below ten: "820 KB", "3.4 MB". */
export function sizeText(bytes: number): string {
  const kilobytes = bytes / 1024, isLarge = kilobytes >= 1000;
  const amount = isLarge ? kilobytes / 1024 : Math.max(1, Math.round(kilobytes));
  const size = amount.toLocaleString(language.value, {
    maximumFractionDigits: isLarge && amount < 10 ? 1 : 0,
  });
  return t(isLarge ? "app-knowledge-size-mb" : "app-knowledge-size-kb", { size });
}
