/** The settings of this page, and what follows from a change here at once. */
import type { SettingsChange } from "../../../routes/schemas.ts";
import { showToast } from "../parts/toast.tsx";
import { api, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { language, t, telegramLanguage } from "../texts.ts";
import { createSettings } from "./settings.ts";

export const settings = createSettings({ api });

/** Changes a setting; a refusal is said in a toast, and the setting is back as it was. */
export async function choose(change: SettingsChange): Promise<void> {
  const error = await settings.change(change);
  if (!error) return;
  haptic("error");
  showToast({ icon: "alert", text: error.message || t("app-settings-not-saved") });
}

/** Changes the language of the page now, and of what the service says as soon as it agrees. */
export async function chooseLanguage(chosen: "ru" | "en" | null): Promise<void> {
  const before = language.value;
  language.value = chosen ?? telegramLanguage;
  await choose({ language: chosen });
  if (settings.view.value?.settings.language === chosen) void member.connect();
  else language.value = before;
}
