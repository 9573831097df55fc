/** The frame around every screen, and which one is in it. */
import { useEffect } from "preact/hooks";
import { Boundary } from "./parts/boundary.tsx";
import { Composer } from "./parts/composer.tsx";
import { lazy } from "./parts/lazy.tsx";
import { Strip } from "./parts/strip.tsx";
import { whenIdle } from "./idle.ts";
import { palette } from "./scheme.ts";
import { Home } from "./screens/home.tsx";
import { Trouble } from "./screens/trouble.tsx";
import { member, router } from "./service.ts";
import { haptic, launch, onBack, paintBars, showBack } from "./telegram.ts";

const chat = lazy(() => import("./screens/chat.tsx"));
const plans = lazy(() => import("./screens/plans.tsx"));
const outside = lazy(() => import("./screens/outside.tsx"));

const SCREENS = { home: Home, chat: chat.Screen, plans: plans.Screen } as const;

/** Telegram's own bars and Back button follow the screen. */
function useTelegramAround(grouped: boolean): void {
  const canGoBack = router.canGoBack.value, theme = palette.value;
  useEffect(() => {
    const back = () => {
      haptic("tap");
      router.back();
    };
    onBack(back);
    return whenIdle(chat.prefetch);
  }, []);
  useEffect(() => showBack(canGoBack), [canGoBack]);
  useEffect(() => {
    paintBars(grouped, theme.variables[grouped ? "--page" : "--bg"]!);
  }, [grouped, theme]);
}

function Inside() {
  const name = router.screen.value, trouble = member.trouble.value;
  const Screen = SCREENS[name], grouped = name === "plans" && !trouble;
  useTelegramAround(grouped);
  if (trouble) {
    return (
      <div class="frame">
        <Trouble reason={trouble} />
      </div>
    );
  }
  return (
    <div class="frame" data-ground={grouped ? "page" : "bg"}>
      <Strip />
      <Boundary key={name}>
        <Screen />
      </Boundary>
      {!grouped && <Composer />}
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
