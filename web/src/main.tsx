/** The Mini App starts here: Telegram's look, the first screen, then the service. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { storageOrNull } from "./cache.ts";
import { keepDraft } from "./chat/desk.ts";
import { keepIncognito } from "./chat/incognito-mode.ts";
import { Boundary } from "./parts/boundary.tsx";
import { followTheme } from "./scheme.ts";
import { member } from "./service.ts";
import { greetTelegram, launch } from "./telegram.ts";
import { language } from "./texts.ts";
import { followViewport } from "./viewport.ts";
import "./styles/base.css";

const root = document.documentElement;
effect(() => {
  // The service knows what the member chose; until it has said so, Telegram's language holds.
  const known = member.me.value?.member.language;
  if (known) language.value = known;
});
effect(() => {
  root.lang = language.value;
});
followTheme(root);
followViewport(root);
const visit = storageOrNull(() => sessionStorage);
keepIncognito(visit, `sfera.incognito.${launch.memberId}`);
keepDraft(visit, `sfera.draft.${launch.memberId}`);

const place = document.getElementById("app")!;
place.replaceChildren();
render(
  <Boundary>
    <App />
  </Boundary>,
  place,
);
greetTelegram();

/** Milliseconds after which a return to the app slides the session too. */
const LONG_AWAY = 3_600_000;

/** The longest a browser's timer runs, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Reads what the member has again when something of it is whole again, or the plan is over. */
function refreshAtReset(): () => void {
  const { allowances = [], access } = member.me.value ?? {};
  const moments = [...allowances.map(({ resetsAt }) => resetsAt), access?.until ?? null];
  const wait = Math.min(...moments.flatMap((moment) => moment ?? [])) - member.now() + 1000;
  if (!(wait > 0 && wait < LONGEST_TIMER)) return () => {};
  const timer = setTimeout(() => void member.refresh(), wait);
  return () => clearTimeout(timer);
}

if (launch.inTelegram) {
  effect(refreshAtReset);
  let connected = Date.now();
  void member.connect();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (Date.now() - connected < LONG_AWAY) return void member.refresh();
    connected = Date.now();
    void member.connect();
  });
}
