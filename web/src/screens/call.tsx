/** The call: the orb, the words of both, and what one can do; or why there is no call. */
import { useEffect } from "preact/hooks";
import { openSource } from "../chat/source.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { Controls } from "../call/controls.tsx";
import { call } from "../call/one.ts";
import { isOn } from "../call/phase.ts";
import { Refused } from "../call/refused.tsx";
import { Stage } from "../call/stage.tsx";
import { Displaced, Summary } from "../call/summary.tsx";
import { Talk } from "../call/talk.tsx";
import "../call/words.ts";
import { Icon } from "../parts/icon.tsx";
import { Note } from "../parts/turns.tsx";
import { SourceSheet } from "../parts/source-sheet.tsx";
import { t } from "../texts.ts";
import "../styles/chat.css";
import "../styles/call.css";

/** What is not as it should be, and what can be done about it in a tap. */
function Notes() {
  const notice = call.notice.value;
  return (
    <div class="notes" role="status">
      {notice && <Note icon="alert">{notice.text}</Note>}
      {call.deaf.value && (
        <div class="note-act">
          <Note icon="alert">{t("app-call-deaf")}</Note>
          <button class="button tinted" type="button" onClick={() => void call.renewMicrophone()}>
            {t("app-call-deaf-renew")}
          </button>
        </div>
      )}
      {call.silent.value && (
        <button class="button primary" type="button" onClick={call.startSound}>
          {t("app-call-sound")}
        </button>
      )}
    </div>
  );
}

function Below() {
  const phase = call.phase.value;
  switch (phase.name) {
    case "refused":
      return <Refused error={phase.error} />;
    case "ended":
      return <Summary reason={phase.reason} ended={phase.call} />;
    case "displaced":
      return <Displaced callId={phase.callId} />;
    default:
      return (
        <>
          <Talk />
          <Notes />
          {isOn(phase) && <Controls />}
        </>
      );
  }
}

export default function CallScreen() {
  const phase = call.phase.value, on = isOn(phase);
  const unsaved = on ? call.incognito.value : phase.name === "idle" && incognito.value;
  useEffect(() => {
    void call.recover();
    // What is over is not shown a second time.
    return () => call.clear();
  }, []);
  return (
    <div class="call" data-phase={phase.name}>
      {openSource.value && <SourceSheet citation={openSource.value} />}
      <h1 class="unseen">{t("app-call")}</h1>
      {unsaved && (
        <p class="unsaved caption">
          <Icon name="incognito" small />
          {t("app-call-incognito")}
        </p>
      )}
      <Stage said={on || phase.name === "idle"} />
      <Below />
    </div>
  );
}
