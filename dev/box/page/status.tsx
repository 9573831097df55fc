import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ServiceName } from "../telegram.ts";
import { events } from "./app.ts";
import { Modal, Popover, Segments } from "./parts.tsx";
import { server } from "./server.ts";
import { alertText, attempt, language, showToast, state, words } from "./store.ts";

const NAMES: Record<ServiceName, string> = {
  telegram: "Telegram",
  gemini: "Gemini",
  cryptomus: "Cryptomus",
  outside: "Web",
};

/** The strip at the bottom: what runs, what is broken on purpose, and what happened. */
export function StatusStrip() {
  const { services, voice } = state.value!;
  const say = words.value;
  return (
    <footer class="status" aria-label={say.statusBar}>
      {services.map(({ name, mode }) => (
        <span key={name}>
          <i class="dot" />
          {NAMES[name]}, {mode === "real" ? say.real : say.standIn}
        </span>
      ))}
      <span>
        <i class={voice.available ? "dot" : "dot warn"} />
        {say.voice}: {voice.reason[language.value]}
      </span>
      <span class="spring" />
      <FaultPanel />
      <EventPanel />
      <LogButton />
      <RestartButton />
      {alertText.value && <Alert text={alertText.value} />}
    </footer>
  );
}

const FAULTS = [
  ["faultSlow", { kind: "slow", milliseconds: 3000 }],
  ["faultBusy", { kind: "status", status: 429, retryAfterSeconds: 5 }],
  ["faultError", { kind: "status", status: 500 }],
  ["faultDrop", { kind: "drop" }],
  ["faultLoseReply", { kind: "lose-reply" }],
  ["faultDuplicate", { kind: "duplicate" }],
] as const;

/** What a call can meet, beside what goes wrong with text. */
const VOICE_FAULTS = [
  ["faultVoiceBusy", { kind: "status", status: 429, match: "live:connect" }],
  ["faultVoiceDown", { kind: "status", status: 503, match: "live:talk" }],
  ["faultVoiceQuota", { kind: "status", status: 429, match: "live:talk" }],
  ["faultVoiceDrop", { kind: "drop", match: "live:talk" }],
  ["faultVoiceEnd", { kind: "cut", milliseconds: 10_000, match: "live:talk" }],
] as const;

function FaultPanel() {
  const service = useSignal<ServiceName>("telegram");
  const times = useSignal<"once" | "always">("once");
  const say = words.value;
  const { faults } = state.value!;
  const names = Object.keys(faults) as ServiceName[];
  const offered = [...FAULTS, ...service.value === "gemini" ? VOICE_FAULTS : []];
  const list = names.flatMap((name) => (faults[name] ?? []).map((fault) => ({ name, ...fault })));
  return (
    <Popover
      label={`${say.faults}: ${list.length === 0 ? say.faultsNone : list.length}`}
      class="as-link"
      panelClass="above fault-panel"
    >
      {() => (
        <>
          <h2>{say.faultsTitle}</h2>
          <div class="fault-choice" role="group" aria-label={say.service}>
            <Segments
              value={service.value}
              choices={names.map((name) => ({ value: name, label: NAMES[name] }))}
              onChoose={(name) => service.value = name}
            />
          </div>
          <div class="fault-choice" role="group" aria-label={say.times}>
            <Segments
              value={times.value}
              choices={[{ value: "once", label: say.once }, { value: "always", label: say.always }]}
              onChoose={(choice) => times.value = choice}
            />
          </div>
          <div class="fault-buttons">
            {offered.map(([label, fault]) => (
              <button
                type="button"
                key={label}
                onClick={() =>
                  void attempt(() =>
                    server.addFault({
                      service: service.value,
                      times: times.value === "once" ? 1 : "always",
                      ...fault,
                    })
                  )}
              >
                {say[label]}
              </button>
            ))}
          </div>
          {list.length > 0 && (
            <ul class="fault-list">
              {list.map((fault, index) => (
                <li key={index}>
                  <span>{NAMES[fault.name]}, {fault.match} {fault.kind} {fault.status}</span>
                  <span>{fault.times === "always" ? say.always : `×${fault.times}`}</span>
                </li>
              ))}
            </ul>
          )}
          {list.length > 0 && (
            <button
              type="button"
              class="as-link"
              onClick={() => void attempt(() => server.clearFaults())}
            >
              {say.clear}
            </button>
          )}
        </>
      )}
    </Popover>
  );
}

function EventPanel() {
  const say = words.value;
  const unknown = events.value.filter((event) => !event.known).length;
  const label = unknown > 0
    ? `${say.events}, ${events.value.length} (${say.unknownEvent}: ${unknown})`
    : `${say.events}, ${events.value.length}`;
  return (
    <Popover label={label} class="as-link" panelClass="above event-panel">
      {() =>
        events.value.length === 0
          ? <p>{say.eventsEmpty}</p>
          : (
            <ol tabIndex={0} aria-label={say.events}>
              {events.value.map((event, index) => (
                <li key={index} data-known={event.known}>
                  <code>{event.name}</code> <code>{event.data === "{}" ? "" : event.data}</code>
                  {!event.known && <em>{say.unknownEvent}</em>}
                </li>
              ))}
            </ol>
          )}
    </Popover>
  );
}

function LogButton() {
  const isOpen = useSignal(false);
  return (
    <>
      <button type="button" class="as-link" onClick={() => isOpen.value = true}>
        {words.value.log}
      </button>
      {isOpen.value && <Log onClose={() => isOpen.value = false} />}
    </>
  );
}

function Log({ onClose }: { onClose: () => void }) {
  const lines = useSignal<string[] | null>(null);
  useEffect(() => {
    let left = false;
    const read = async () => {
      const answer = await server.log().catch(() => null);
      if (!left && answer) lines.value = answer.lines;
    };
    void read();
    const timer = setInterval(read, 2000);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, []);
  return (
    <Modal title={words.value.log} onClose={onClose}>
      <pre class="log" tabIndex={0} aria-label={words.value.log}>
        {lines.value?.length === 0 ? words.value.logEmpty : lines.value?.join("\n")}
      </pre>
    </Modal>
  );
}

function RestartButton() {
  const underWay = useSignal(false);
  const say = words.value;
  const restart = async () => {
    underWay.value = true;
    const done = await attempt(() => server.restart());
    underWay.value = false;
    if (done !== undefined) showToast(say.restarted);
  };
  return (
    <button
      type="button"
      class="as-link"
      disabled={underWay.value}
      onClick={() => void restart()}
    >
      {underWay.value ? `${say.restarting}…` : say.restart}
    </button>
  );
}

function Alert({ text }: { text: string }) {
  return (
    <Modal
      title={state.value?.bot?.first_name ?? ""}
      onClose={() => alertText.value = null}
    >
      <p>{text}</p>
    </Modal>
  );
}
