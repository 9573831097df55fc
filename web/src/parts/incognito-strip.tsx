/** Says that nothing is saved, wherever one can write, and switches that off. */
import { hasIncognitoWords, incognito } from "../chat/incognito-mode.ts";
import { draft } from "../chat/desk.ts";
import { ask } from "../telegram.ts";
import { t } from "../texts.ts";
import { Icon } from "./icon.tsx";

/** Switches the mode; leaving a thread with words in it is asked about first. */
export async function switchIncognito(on: boolean): Promise<void> {
  if (on === incognito.value) return;
  if (!on) {
    const sure = !hasIncognitoWords.value || await ask({
      title: t("app-incognito-leave"),
      message: t("app-incognito-leave-text"),
      yes: t("app-incognito-off"),
      no: t("app-incognito-stay"),
      danger: true,
    });
    if (!sure) return;
    // What stands in the field was not meant to be kept either.
    draft.value = "";
  }
  incognito.value = on;
}

export function IncognitoStrip() {
  return (
    <div role="status" style={{ width: "100%" }}>
      {incognito.value && (
        <div class="strip">
          <div class="column second">
            <Icon name="incognito" small />
            <p>{t("app-incognito-strip")}</p>
            <button type="button" onClick={() => void switchIncognito(false)}>
              {t("app-incognito-off")}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
