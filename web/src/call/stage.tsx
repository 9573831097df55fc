/** The orb on its line, and in words what it shows. */
import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { Orb } from "../parts/orb.tsx";
import { palette } from "../scheme.ts";
import { assistantName } from "../service.ts";
import { t } from "../texts.ts";
import { shownLeft } from "./countdown.ts";
import { type Horizon, type LineKind, mountHorizon } from "./horizon.ts";
import { call, enter } from "./one.ts";
import { isOn } from "./phase.ts";

function lineOf(): LineKind {
  const mood = call.mood.value;
  if (mood === "reconnecting" || (call.muted.value && isOn(call.phase.value))) return "dots";
  return mood === "listening" ? "voice" : mood === "muted" ? "dots" : "still";
}

function Line() {
  const canvas = useRef<HTMLCanvasElement>(null), line = useRef<Horizon | null>(null);
  const kind = lineOf(), theme = palette.value;
  useEffect(() => {
    line.current = mountHorizon(canvas.current!, {
      kind: lineOf(),
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
      level: () => call.levels().mine,
    });
    return () => line.current?.stop();
  }, []);
  useEffect(() => line.current?.set(kind), [kind]);
  useEffect(() => line.current?.paint(), [theme]);
  return <canvas class="horizon" ref={canvas} aria-hidden="true" />;
}

/** What the orb shows, for eyes and readers alike. */
export function moodText(): string {
  const mood = call.mood.value, { name } = call.phase.value;
  // The connection stands, she is gone: it is not the member's network.
  if (mood === "reconnecting" && name === "live") return t("app-call-agent-away");
  if (mood === "speaking") {
    return t("app-call-mood-speaking", { assistant: assistantName() });
  }
  return t(`app-call-mood-${mood}`);
}

/** How often the time left is looked at, in milliseconds. */
const LOOK = 250;

/** What is left, once it matters. */
function Left() {
  const text = useSignal("");
  const on = isOn(call.phase.value);
  useEffect(() => {
    if (!on) return;
    const look = () => {
      const left = shownLeft(call.left());
      const id = left?.minutes ? "app-call-left-minutes" : "app-call-left-seconds";
      text.value = left ? t(id, { ...left }) : "";
    };
    look();
    const timer = setInterval(look, LOOK);
    return () => clearInterval(timer);
  }, [on]);
  if (!on || !text.value) return null;
  return (
    <b class="tag warm numbers" aria-hidden="true">
      <Icon name="clock" small />
      {text.value}
    </b>
  );
}

/** Told to a reader when it is spoken, and not with each second. */
function Warned() {
  const seconds = call.warned.value;
  if (seconds === null) return null;
  const minutes = seconds >= 60 ? Math.round(seconds / 60) : 0;
  return <span class="unseen">{t("app-call-warned", { minutes, seconds })}</span>;
}

function Ball() {
  const mood = call.mood.value;
  const level = useCallback(() => {
    const { mine, hers } = call.levels();
    return call.mood.peek() === "speaking" ? hers : mine;
  }, []);
  const orb = <Orb state={mood} level={level} />;
  if (mood !== "idle") return orb;
  return (
    <button
      type="button"
      class="ball"
      aria-label={t("app-call-start", { assistant: assistantName() })}
      onClick={() => enter()}
    >
      {orb}
    </button>
  );
}

/** @param said whether the words under the orb are to be shown; else other words say it */
export function Stage({ said }: { said: boolean }) {
  return (
    <div class="call-stage">
      <Ball />
      <Line />
      <div class="mood second" role="status" hidden={!said}>
        <span>{moodText()}</span>
        <Left />
        <Warned />
      </div>
    </div>
  );
}
