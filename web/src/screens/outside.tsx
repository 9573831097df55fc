/** Opened where Telegram has not said who is here: how to open it so that it does. */
import { Orb } from "../parts/orb.tsx";
import { t } from "../texts.ts";
import "./outside-words.ts";
import "../styles/outside.css";

export default function Outside() {
  return (
    <main class="screen outside">
      <div class="column">
        <div class="outside-orb">
          <Orb />
          <i class="ground" />
        </div>
        <h1 class="large">{t("app-outside")}</h1>
        <p class="muted">{t("app-outside-text")}</p>
        <ol>
          <li>{t("app-outside-step-1")}</li>
          <li>{t("app-outside-step-2")}</li>
        </ol>
        <p class="caption">{t("app-outside-note")}</p>
      </div>
    </main>
  );
}
