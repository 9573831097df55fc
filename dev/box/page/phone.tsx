import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { closed, frameElement, host, launch, narrow, openApp } from "./app.ts";
import { screenHeight, statusBarHeight } from "./device.ts";
import { FrameDialog } from "./frame_dialog.tsx";
import type { BottomButton } from "./host.ts";
import { Icon } from "./icons.tsx";
import { Popover } from "./parts.tsx";
import { StarsSheet } from "./stars_sheet.tsx";
import { language, now, settings, state, words } from "./store.ts";
import { readableOn, THEMES } from "./theme.ts";
import { LOCALES } from "./words.ts";

const BEZEL = 11;
const MARGIN = 12;
const NARROWEST_CHAT = 380;

/** The device with the Mini App in it, made smaller where the place is short. */
export function Phone() {
  const place = useRef<HTMLElement>(null);
  const room = useSignal({ width: 0, height: 0 });
  useEffect(() => {
    const measure = () =>
      room.value = { width: innerWidth, height: place.current?.clientHeight ?? 0 };
    const observer = new ResizeObserver(measure);
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, []);
  const { width, platform } = settings.value;
  const height = screenHeight(width);
  const fills = narrow.value || width === "full" || height === undefined;
  const outer = fills ? null : { width: width + 2 * BEZEL, height: height + 2 * BEZEL };
  const scale = outer && Math.min(
    1,
    (room.value.height - 2 * MARGIN) / outer.height,
    Math.max(0.4, (room.value.width - NARROWEST_CHAT - 4 * MARGIN) / outer.width),
  );
  return (
    <section class={fills ? "side fills" : "side"} aria-label={words.value.app} ref={place}>
      <div
        class="fit"
        style={outer && scale
          ? { width: px(outer.width * scale), height: px(outer.height * scale) }
          : {}}
      >
        <div
          class="device"
          data-platform={platform}
          style={outer && scale
            ? {
              width: px(Number(width)),
              height: px(height),
              transform: `scale(${scale})`,
              margin: px(BEZEL * scale),
            }
            : {}}
        >
          <Screen />
        </div>
      </div>
    </section>
  );
}

function px(length: number | undefined): string {
  return `${length}px`;
}

function Screen() {
  if (!state.value?.bot) return <p class="nothing">{words.value.noApp}</p>;
  const { headerColor, backgroundColor, fullscreen } = host.frame.value;
  const header = closed.value ? themeColor("bg_color") : themeColor(headerColor);
  return (
    <div
      class="screen"
      data-fullscreen={fullscreen}
      style={{
        "--header": header,
        "--on-header": readableOn(header),
        "--header-action": headerColor.startsWith("#")
          ? readableOn(header)
          : themeColor("accent_text_color"),
        "--app": themeColor(backgroundColor),
        "--status-height": `${statusBarHeight(settings.value.platform)}px`,
      }}
    >
      <DeviceBar />
      {closed.value ? <Closed /> : (
        <>
          <AppHeader />
          <Frame />
          <BottomBar />
          <FrameDialog />
          <StarsSheet />
          <HapticMark />
        </>
      )}
    </div>
  );
}

function DeviceBar() {
  if (settings.value.platform === "tdesktop") return null;
  const time = new Intl.DateTimeFormat(LOCALES[language.value], {
    timeZone: state.value?.timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(now.value);
  return (
    <div class="device-bar" aria-hidden="true">
      <span>{time}</span>
      <i class="battery" />
    </div>
  );
}

function AppHeader() {
  const { platform } = settings.value;
  const { back, settings: hasSettings } = host.frame.value;
  const say = words.value;
  const leave = () => back ? host.press("back") : host.close();
  return (
    <div class="app-header">
      {platform === "tdesktop" && !back ? <span /> : (
        <button
          type="button"
          class="leave"
          onClick={leave}
          aria-label={back ? say.back : say.close}
        >
          {platform === "ios"
            ? <>{back && <Icon name="back" />}{back ? say.back : say.close}</>
            : <Icon name={back ? "arrow" : "close"} />}
        </button>
      )}
      <div class="app-title">
        <b>{state.value?.bot?.first_name}</b>
        <small>{say.miniApp}</small>
      </div>
      <div class="app-actions">
        <Popover
          label={<Icon name={platform === "android" ? "verticalDots" : "dots"} />}
          title={say.menu}
          class="icon-button"
          panelClass="below"
        >
          {(close) => (
            <ul class="menu">
              {hasSettings && (
                <li>
                  <button
                    type="button"
                    onClick={() => {
                      close();
                      host.press("settings");
                    }}
                  >
                    {say.settings}
                  </button>
                </li>
              )}
              <li>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    void openApp();
                  }}
                >
                  {say.reload}
                </button>
              </li>
            </ul>
          )}
        </Popover>
        {platform === "tdesktop" && (
          <button type="button" class="icon-button" aria-label={say.close} onClick={host.close}>
            <Icon name="close" />
          </button>
        )}
      </div>
    </div>
  );
}

function Frame() {
  const current = launch.value;
  const element = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    frameElement.value = element.current;
    if (!element.current) return;
    const observer = new ResizeObserver(() => host.sizeChanged());
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [current?.id]);
  return (
    <div class="frame">
      {current && (
        <iframe
          key={current.id}
          ref={element}
          title="Sfera"
          src={current.url}
          allow="microphone; autoplay; clipboard-write; fullscreen"
        />
      )}
    </div>
  );
}

function BottomBar() {
  const { main, secondary, bottomBarColor } = host.frame.value;
  if (!main.visible && !secondary.visible) return null;
  const theme = THEMES[settings.value.theme];
  const upright = secondary.position === "top" || secondary.position === "bottom";
  const secondaryFirst = secondary.position === "left" || secondary.position === "top";
  const buttons = [
    <WideButton
      key="secondary"
      name="secondary"
      button={secondary}
      color={secondary.color || themeColor(bottomBarColor)}
      textColor={secondary.textColor || theme.button_color!}
    />,
    <WideButton
      key="main"
      name="main"
      button={main}
      color={main.color || theme.button_color!}
      textColor={main.textColor || theme.button_text_color!}
    />,
  ];
  return (
    <div
      class={upright ? "bottom-bar upright" : "bottom-bar"}
      style={{ background: themeColor(bottomBarColor) }}
    >
      {secondaryFirst ? buttons : buttons.reverse()}
    </div>
  );
}

function WideButton(
  { name, button, color, textColor }: {
    name: "main" | "secondary";
    button: BottomButton;
    color: string;
    textColor: string;
  },
) {
  if (!button.visible) return null;
  return (
    <button
      type="button"
      class={button.shine ? "wide-button shine" : "wide-button"}
      disabled={!button.active}
      aria-busy={button.progress}
      style={{ background: color, color: textColor }}
      onClick={() => host.press(name)}
    >
      {button.progress ? <i class="spinner" aria-label={button.text} /> : button.text}
    </button>
  );
}

function HapticMark() {
  const { haptic } = host.frame.value;
  return haptic && <span class="haptic" key={haptic.count} aria-hidden="true">{haptic.name}</span>;
}

function Closed() {
  return (
    <div class="closed">
      <i class="pearl hollow" />
      <p>{words.value.appClosed}</p>
      <button type="button" class="primary" onClick={() => void openApp()}>
        {words.value.reopen}
      </button>
    </div>
  );
}

/** A colour the app asked for: itself, or the theme's colour of that name. */
function themeColor(color: string): string {
  const theme = THEMES[settings.value.theme];
  return color.startsWith("#") ? color : theme[color] ?? theme.bg_color!;
}
