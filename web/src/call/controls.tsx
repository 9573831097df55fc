/** What one can do in a call: microphone off, hang up, write. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { giveBack } from "../chat/desk.ts";
import { Drawn } from "../parts/icon.tsx";
import { MessageForm } from "../parts/message-form.tsx";
import { layOver } from "../parts/overlays.ts";
import { showToast } from "../parts/toast.tsx";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { CALL_ICONS, type CallIcon } from "./icons.ts";
import { call } from "./one.ts";

/** Whether the field is open, and what stands in it. */
const writing = signal(false), text = signal("");

interface ControlProps {
  icon: CallIcon;
  name: string;
  pressed?: boolean;
  /** Stands out: something is not as usual. */
  lit?: boolean;
  danger?: boolean;
  act(): void;
}

function Control({ icon, name, pressed, lit, danger, act }: ControlProps) {
  return (
    <button
      type="button"
      class={danger ? "control danger" : "control"}
      aria-pressed={pressed}
      data-lit={lit || undefined}
      // A keyboard that is open stays open.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => {
        haptic(danger ? "send" : "tap");
        act();
      }}
    >
      <i>
        <Drawn path={CALL_ICONS[icon]} />
      </i>
      <span>{name}</span>
    </button>
  );
}

async function send(): Promise<void> {
  const words = text.value.trim();
  text.value = "";
  haptic("send");
  if (await call.write(words)) return;
  haptic("error");
  text.value = text.value ? `${words}\n${text.value}` : words;
  showToast({ text: t("app-call-not-written"), icon: "alert" });
}

function Field() {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    const away = layOver(() => writing.value = false);
    return () => {
      away();
      // A call that ended took nothing of what was being written.
      if (text.value.trim()) giveBack(text.value.trim());
      text.value = "";
    };
  }, []);
  return (
    <MessageForm
      field={field}
      name={t("app-call-field")}
      placeholder={t("app-call-field")}
      value={text}
      send={() => void send()}
      onBlur={() => {
        if (!text.value.trim()) writing.value = false;
      }}
    />
  );
}

export function Controls() {
  const muted = call.muted.value;
  return (
    <>
      {writing.value && <Field />}
      <div class="controls" role="toolbar" aria-label={t("app-call-controls")}>
        <Control
          icon={muted ? "muted" : "microphone"}
          name={t("app-call-microphone")}
          pressed={!muted}
          lit={muted}
          act={() => call.setMuted(!muted)}
        />
        <Control icon="hang" name={t("app-call-hang-up")} danger act={() => call.hangUp()} />
        <Control
          icon="keyboard"
          name={t("app-call-write")}
          pressed={writing.value}
          act={() => writing.value = !writing.value}
        />
      </div>
    </>
  );
}
