/** Why a call did not come about, each reason with its way on. */
import { ApiError } from "../api.ts";
import { resetsText } from "../parts/limit-card.tsx";
import { Pearls } from "../parts/pearls.tsx";
import { launch } from "../telegram.ts";
import { t } from "../texts.ts";
import { enter, resume } from "./one.ts";
import { MicrophoneError } from "./port.ts";
import { placeOf, stepsOf } from "./steps.ts";
import { toPlans, toWriting, type Way, WayOut } from "./way-out.tsx";

const again = (): Way => ({ label: t("app-retry"), act: () => enter() });
const write = (): Way => ({ label: t("app-call-in-writing"), act: toWriting });

function NoMicrophone({ error: { trouble } }: { error: MicrophoneError }) {
  const steps = trouble === "denied" ? stepsOf(placeOf(launch.platform, navigator.userAgent)) : [];
  return (
    <WayOut
      title={t(`app-call-${trouble}`)}
      text={t(`app-call-${trouble}-text`)}
      ways={trouble === "unsupported" ? [write()] : [again(), write()]}
    >
      {steps.length > 0 && (
        <ol class="steps">
          {steps.map((id) => <li key={id}>{t(id)}</li>)}
        </ol>
      )}
    </WayOut>
  );
}

function NoAllowance({ error }: { error: ApiError }) {
  return (
    <WayOut
      title={t("app-call-limit")}
      text={resetsText(error, "app-call-limit-resets")}
      ways={[{ label: t("app-call-to-plans"), act: toPlans }, write()]}
    >
      <Pearls left={0} limit={3} />
    </WayOut>
  );
}

function NotTaken({ error }: { error: ApiError }) {
  switch (error.code) {
    case "allowance_exhausted":
      return <NoAllowance error={error} />;
    case "call_live":
      return (
        <WayOut
          title={t("app-call-live")}
          text={t("app-call-live-text")}
          ways={[{
            label: t("app-call-here"),
            act: () => void resume(String(error.details.callId)),
          }, write()]}
        />
      );
    case "voice_off":
      return (
        <WayOut
          title={t("app-call-voice-off")}
          text={t("app-call-voice-off-text")}
          ways={[write()]}
        />
      );
    case "offline":
      return (
        <WayOut title={t("app-call-offline")} text={t("app-call-offline-text")} ways={[again()]} />
      );
    default:
      return (
        <WayOut
          title={t("app-call-unavailable")}
          text={error.status < 500 && error.message || t("app-call-unavailable-text")}
          ways={[again(), write()]}
          requestId={error.status >= 500 ? error.requestId : null}
        />
      );
  }
}

export function Refused({ error }: { error: ApiError | MicrophoneError }) {
  return error instanceof MicrophoneError
    ? <NoMicrophone error={error} />
    : <NotTaken error={error} />;
}
