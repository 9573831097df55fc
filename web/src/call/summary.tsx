/** What a call came to: how long, why it ended, what is left, and what to do next. */
import type { CallEndReason } from "../../../domain/call.ts";
import type { CallView } from "../../../routes/schemas.ts";
import { calendar, member } from "../service.ts";
import { t } from "../texts.ts";
import { untilLabel } from "../time.ts";
import { call, enter } from "./one.ts";
import { toPlans, toWriting, type Way, WayOut } from "./way-out.tsx";

/** Minutes of a talk as they are told: whole ones, 0 for less than half of one. */
export const minutesOf = (seconds: number): number => Math.round(seconds / 60);

/** What is left of the day's calls, in words; nothing where they are endless. */
function callsLeft(): string {
  const calls = member.me.value?.allowances.find((one) => one.kind === "calls");
  if (!calls || calls.left === null) return "";
  const when = calls.resetsAt === null ? "" : untilLabel(calendar(), calls.resetsAt, member.now());
  return t("app-call-calls-left", { left: calls.left, when });
}

function waysFrom(reason: CallEndReason | null): Way[] {
  const again: Way = { label: t("app-call-again"), act: () => enter() };
  const toChat: Way = { label: t("app-call-to-chat"), act: toWriting };
  const toPrices: Way = { label: t("app-call-to-plans"), act: toPlans };
  if (reason === "model_unavailable") {
    return [{ label: t("app-call-go-on"), act: toWriting }, again];
  }
  if (reason === "no_agent" || reason === "agent_lost") {
    return [again, { label: t("app-call-in-writing"), act: toWriting }];
  }
  return reason === "limit" ? [toPrices, toChat] : [toChat, again];
}

/** @param ended null until the service has told how it ended */
export function Summary({ reason, ended }: {
  reason: CallEndReason | null;
  ended: CallView | null;
}) {
  const talked = ended?.talkedSeconds ?? 0;
  const title = !ended
    ? t("app-call-mood-ended")
    : talked > 0
    ? t("app-call-ended-talked", { minutes: minutesOf(talked) })
    : t("app-call-ended-none");
  const why = reason && (talked > 0 || reason !== "hung_up") ? t(`app-call-why-${reason}`) : "";
  const free = ended && !ended.charged ? t("app-call-free") : "";
  return (
    <WayOut
      title={title}
      text={[why, free].filter(Boolean).join(" ")}
      ways={waysFrom(reason)}
    >
      {ended && <p class="second">{callsLeft()}</p>}
      {ended?.incognito && <p class="second">{t("app-call-gone")}</p>}
      {reason === "limit" && <p class="head longer">{t("app-call-longer")}</p>}
    </WayOut>
  );
}

export function Displaced({ callId }: { callId: string | null }) {
  return (
    <WayOut
      title={t("app-call-displaced")}
      text={t("app-call-displaced-text")}
      ways={[
        { label: t("app-call-back-here"), act: () => callId && void call.resume(callId, null) },
        { label: t("app-call-in-writing"), act: toWriting },
      ]}
    />
  );
}
