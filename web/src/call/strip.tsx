/** Says that a call is on, in this page or left in another, and leads back into it. */
import { Icon } from "../parts/icon.tsx";
import { t } from "../texts.ts";
import { openCall } from "./way.ts";
import "./words.ts";

export function CallStrip() {
  return (
    <div class="strip" role="status">
      <div class="column second">
        <Icon name="voice" small />
        <p>{t("app-call-on")}</p>
        <button type="button" onClick={openCall}>{t("app-call-on-back")}</button>
      </div>
    </div>
  );
}
