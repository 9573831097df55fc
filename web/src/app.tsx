/** The frame around every screen, and which one is in it. */
import { useEffect } from "preact/hooks";
import { Boundary } from "./parts/boundary.tsx";
import { callStrip, prefetchCall } from "./call/way.ts";
import { Composer } from "./parts/composer.tsx";
import { noticeStrip } from "./notices/way.ts";
import { IncognitoStrip } from "./parts/incognito-strip.tsx";
import { lazy } from "./parts/lazy.tsx";
import { closeTop, hasOverlay } from "./parts/overlays.ts";
import { Strip } from "./parts/strip.tsx";
import { ToastPlace } from "./parts/toast.tsx";
import { receipt } from "./erased.ts";
import { whenIdle } from "./idle.ts";
import { palette } from "./scheme.ts";
import { Home } from "./screens/home.tsx";
import { Trouble } from "./screens/trouble.tsx";
import type { Screen } from "./router.ts";
import { member, router } from "./service.ts";
import {
  haptic,
  launch,
  onBack,
  onSettings,
  paintBars,
  showBack,
  showSettings,
} from "./telegram.ts";

const chat = lazy(() => import("./screens/chat.tsx"));
const call = lazy(() => import("./screens/call.tsx"));
const plans = lazy(() => import("./screens/plans.tsx"));
const memory = lazy(() => import("./screens/memory.tsx"));
const settings = lazy(() => import("./screens/settings.tsx"));
const lessons = lazy(() => import("./screens/lessons.tsx"));
const lesson = lazy(() => import("./screens/lesson.tsx"));
const knowledge = lazy(() => import("./screens/knowledge.tsx"));
const invoice = lazy(() => import("./screens/invoice.tsx"));
const payments = lazy(() => import("./screens/payments.tsx"));
const gifts = lazy(() => import("./screens/gifts.tsx"));
const referral = lazy(() => import("./screens/referral.tsx"));
const receiptPage = lazy(() => import("./screens/receipt.tsx"));
const outside = lazy(() => import("./screens/outside.tsx"));

const SCREENS = {
  home: Home,
  chat: chat.Screen,
  call: call.Screen,
  plans: plans.Screen,
  memory: memory.Screen,
  settings: settings.Screen,
  lessons: lessons.Screen,
  lesson: lesson.Screen,
  knowledge: knowledge.Screen,
  invoice: invoice.Screen,
  payments: payments.Screen,
  gifts: gifts.Screen,
  referral: referral.Screen,
} as const;

/** The screens with the composer; the others are pages of lists. */
const WITH_COMPOSER = new Set<Screen>(["home", "chat"]);

/** Telegram's own bars and buttons follow the screen. */
function useTelegramAround(grouped: boolean): void {
  const canGoBack = receipt.value === null && (router.canGoBack.value || hasOverlay.value),
    theme = palette.value;
  useEffect(() => {
    const back = () => {
      haptic("tap");
      if (!closeTop()) router.back();
    };
    onBack(back);
    onSettings(() => router.open("settings"));
    showSettings();
    return whenIdle(() => {
      chat.prefetch();
      call.prefetch();
      prefetchCall();
    });
  }, []);
  useEffect(() => showBack(canGoBack), [canGoBack]);
  useEffect(() => {
    paintBars(grouped, theme.variables[grouped ? "--page" : "--bg"]!);
  }, [grouped, theme]);
}

function Inside() {
  const name = router.screen.value, trouble = member.trouble.value, erased = receipt.value !== null;
  const Screen = SCREENS[name], calling = name === "call", writing = WITH_COMPOSER.has(name);
  const OnCall = callStrip.value, Unsent = name === "home" && noticeStrip.value;
  const grouped = erased || (!writing && !calling && !trouble);
  useTelegramAround(grouped);
  if (erased) {
    return (
      <div class="frame" data-ground="page">
        <Boundary>
          <receiptPage.Screen />
        </Boundary>
      </div>
    );
  }
  if (trouble) {
    return (
      <div class="frame">
        <Trouble reason={trouble} />
      </div>
    );
  }
  return (
    <div class="frame" data-ground={grouped ? "page" : "bg"}>
      {!calling && <Strip />}
      {!calling && OnCall && <OnCall />}
      {Unsent && <Unsent />}
      {writing && <IncognitoStrip />}
      <Boundary key={name}>
        <Screen />
      </Boundary>
      <ToastPlace />
      {writing && <Composer />}
    </div>
  );
}

export function App() {
  if (launch.inTelegram) return <Inside />;
  return (
    <div class="frame">
      <outside.Screen />
    </div>
  );
}
