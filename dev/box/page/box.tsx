import { startApp } from "./app.ts";
import { Bar } from "./bar.tsx";
import { Chat } from "./chat.tsx";
import { Phone } from "./phone.tsx";
import { StatusStrip } from "./status.tsx";
import { connected, state, tab, words } from "./store.ts";

startApp();

/** The whole page: the bar, the chat beside the phone, and the state of the services. */
export function Box() {
  if (!state.value) {
    return <p class="opening" role="status">{connected.value ? "" : words.value.offline}</p>;
  }
  return (
    <div class="box" data-tab={tab.value}>
      <Bar />
      <Tabs />
      <main>
        <Chat />
        <Phone />
      </main>
      <StatusStrip />
    </div>
  );
}

function Tabs() {
  const choices = [["chat", words.value.tabChat], ["app", words.value.tabApp]] as const;
  return (
    <nav class="tabs" aria-label={words.value.tabs}>
      {choices.map(([value, label]) => (
        <button
          type="button"
          key={value}
          aria-pressed={tab.value === value}
          onClick={() => tab.value = value}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
