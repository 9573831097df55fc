/**
 * Telegram's side of the Mini App protocol, as web Telegram speaks it: JSON strings
 * `{eventType, eventData}` posted between the page and the frame
 * (https://docs.telegram-mini-apps.com/platform/methods and `telegram-web-app.js`).
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { callCloudStorage } from "./cloud_storage.ts";
import { type Insets, insets, type Platform } from "./device.ts";
import type { ThemeParams } from "./theme.ts";

export interface BottomButton {
  visible: boolean;
  active: boolean;
  text: string;
  /** `#rrggbb`; empty for the theme's own. */
  color: string;
  textColor: string;
  progress: boolean;
  shine: boolean;
  position: "left" | "right" | "top" | "bottom";
}

const POPUP_BUTTONS = ["default", "ok", "close", "cancel", "destructive"] as const;

export interface PopupButton {
  id: string;
  type: typeof POPUP_BUTTONS[number];
  text?: string;
}

/** What lies over the app and waits for an answer. */
export type Dialog =
  | { kind: "popup"; title?: string; message: string; buttons: PopupButton[] }
  | { kind: "write-access" }
  | { kind: "closing" }
  | { kind: "link"; url: string }
  /** A payment in Stars; the slug is what follows `https://t.me/$`. */
  | { kind: "invoice"; slug: string };

/** What became of an invoice, as the app is told (https://core.telegram.org/bots/webapps). */
export type InvoiceStatus = "paid" | "cancelled" | "failed" | "pending";

/** What the app has asked Telegram to show around it. */
export interface FrameState {
  fullscreen: boolean;
  back: boolean;
  settings: boolean;
  confirmClosing: boolean;
  /** `#rrggbb`, or the name of a theme colour. */
  headerColor: string;
  backgroundColor: string;
  bottomBarColor: string;
  main: BottomButton;
  secondary: BottomButton;
  dialog: Dialog | null;
  /** The newest haptic signal; the number tells two equal ones apart. */
  haptic: { name: string; count: number } | null;
}

/** One event of the protocol, for the list of events. */
export interface FrameEvent {
  name: string;
  data: string;
  known: boolean;
}

/** What the host needs from the page. */
export interface HostWorld {
  post(message: string): void;
  theme(): ThemeParams;
  platform(): Platform;
  viewport(): { width: number; height: number };
  /** The values of CloudStorage of the member in the frame. */
  storage(): Map<string, string>;
  openLink(url: string): void;
  /** Lets the bot write to the member; false where that failed. */
  allowWriting(): Promise<boolean>;
  /** `path` is what follows `https://t.me`. */
  openTelegramLink(path: string): void;
  close(): void;
  noted(event: FrameEvent): void;
}

export interface Host {
  frame: ReadonlySignal<FrameState>;
  /** Takes a message of the frame; never throws, whatever it is. */
  receive(message: unknown): void;
  press(button: "back" | "main" | "secondary" | "settings"): void;
  /** Answers the open dialog; without a button it was dismissed. */
  answer(buttonId?: string): void;
  /** Closes the open invoice, and tells the app what became of it. */
  closeInvoice(status: InvoiceStatus): void;
  /** Closes the app, after a question where the app asked for one. */
  close(): void;
  /** Asks the app to reload itself. */
  reload(): void;
  themeChanged(): void;
  sizeChanged(): void;
  visible(isVisible: boolean): void;
  /** Forgets everything the last app asked for. */
  reset(): void;
}

type Data = Record<string, unknown>;

const BUTTON: BottomButton = {
  visible: false,
  active: true,
  text: "",
  color: "",
  textColor: "",
  progress: false,
  shine: false,
  position: "left",
};

const BLANK: FrameState = {
  fullscreen: false,
  back: false,
  settings: false,
  confirmClosing: false,
  headerColor: "bg_color",
  backgroundColor: "bg_color",
  bottomBarColor: "bottom_bar_bg_color",
  main: BUTTON,
  secondary: BUTTON,
  dialog: null,
  haptic: null,
};

/** Questions the box has no device for, with the answer Telegram gives then. */
const UNAVAILABLE: Record<string, [event: string, data: Data]> = {
  web_app_request_phone: ["phone_requested", { status: "cancelled" }],
  web_app_open_scan_qr_popup: ["scan_qr_popup_closed", {}],
  web_app_check_home_screen: ["home_screen_checked", { status: "unsupported" }],
  web_app_biometry_get_info: ["biometry_info_received", { available: false }],
  web_app_check_location: ["location_checked", { available: false }],
  web_app_request_location: ["location_requested", { available: false }],
  web_app_request_file_download: ["file_download_requested", { status: "cancelled" }],
  web_app_start_accelerometer: ["accelerometer_failed", { error: "UNSUPPORTED" }],
  web_app_start_gyroscope: ["gyroscope_failed", { error: "UNSUPPORTED" }],
  web_app_start_device_orientation: ["device_orientation_failed", { error: "UNSUPPORTED" }],
};

/** Starts Telegram's side for one frame. */
export function createHost(world: HostWorld): Host {
  const frame = signal<FrameState>(BLANK);
  const update = (change: Partial<FrameState>) => frame.value = { ...frame.value, ...change };
  const send = (eventType: string, eventData: unknown = null) =>
    world.post(JSON.stringify({ eventType, eventData }));

  const sendTheme = () => send("theme_changed", { theme_params: world.theme() });
  const sendViewport = () =>
    send("viewport_changed", { ...world.viewport(), is_expanded: true, is_state_stable: true });
  const area = () => {
    const { fullscreen, main, secondary } = frame.value;
    return insets(world.platform(), { fullscreen, bottomBar: main.visible || secondary.visible });
  };
  const sendSafeArea = () => send("safe_area_changed", { ...area().safeArea } satisfies Insets);
  const sendContentSafeArea = () =>
    send("content_safe_area_changed", { ...area().contentSafeArea } satisfies Insets);
  const sizeChanged = () => {
    sendViewport();
    sendSafeArea();
    sendContentSafeArea();
  };
  const setFullscreen = (fullscreen: boolean) => {
    if (fullscreen && frame.value.fullscreen) {
      return send("fullscreen_failed", { error: "ALREADY_FULLSCREEN" });
    }
    update({ fullscreen });
    send("fullscreen_changed", { is_fullscreen: fullscreen });
    sizeChanged();
  };
  const setButton = (name: "main" | "secondary", data: Data) => {
    const before = area().safeArea.bottom;
    update({ [name]: readButton(data) });
    if (area().safeArea.bottom !== before) sendSafeArea();
  };

  const handlers: Record<string, (data: Data) => void> = {
    iframe_ready: () => {},
    iframe_will_reload: () => frame.value = BLANK,
    web_app_ready: () => {},
    web_app_expand: sendViewport,
    web_app_close: () => close(),
    web_app_request_theme: sendTheme,
    web_app_request_viewport: sendViewport,
    web_app_request_safe_area: sendSafeArea,
    web_app_request_content_safe_area: sendContentSafeArea,
    web_app_setup_back_button: (data) => update({ back: data.is_visible === true }),
    web_app_setup_settings_button: (data) => update({ settings: data.is_visible === true }),
    web_app_setup_main_button: (data) => setButton("main", data),
    web_app_setup_secondary_button: (data) => setButton("secondary", data),
    web_app_setup_closing_behavior: (data) =>
      update({ confirmClosing: data.need_confirmation === true }),
    web_app_setup_swipe_behavior: () => {},
    web_app_set_header_color: (data) =>
      update({ headerColor: colorOf(data.color ?? data.color_key, BLANK.headerColor) }),
    web_app_set_background_color: (data) =>
      update({ backgroundColor: colorOf(data.color, BLANK.backgroundColor) }),
    web_app_set_bottom_bar_color: (data) =>
      update({ bottomBarColor: colorOf(data.color, BLANK.bottomBarColor) }),
    web_app_open_popup: (data) => update({ dialog: readPopup(data) }),
    web_app_request_write_access: () => update({ dialog: { kind: "write-access" } }),
    web_app_open_link: (data) => update({ dialog: { kind: "link", url: textOf(data.url) } }),
    web_app_open_tg_link: (data) => world.openTelegramLink(textOf(data.path_full)),
    web_app_trigger_haptic_feedback: (data) =>
      update({ haptic: { name: hapticName(data), count: (frame.value.haptic?.count ?? 0) + 1 } }),
    web_app_read_text_from_clipboard: (data) =>
      send("clipboard_text_received", { req_id: data.req_id, data: null }),
    web_app_invoke_custom_method: (data) =>
      send("custom_method_invoked", {
        req_id: data.req_id,
        ...callCloudStorage(world.storage(), textOf(data.method), asData(data.params)),
      }),
    web_app_request_fullscreen: () => setFullscreen(true),
    web_app_exit_fullscreen: () => setFullscreen(false),
    web_app_toggle_orientation_lock: () => {},
    web_app_open_invoice: (data) => {
      closeInvoice("cancelled");
      update({ dialog: { kind: "invoice", slug: textOf(data.slug) } });
    },
  };

  function close(): void {
    if (frame.value.confirmClosing) update({ dialog: { kind: "closing" } });
    else world.close();
  }

  function closeInvoice(status: InvoiceStatus): void {
    const { dialog } = frame.value;
    if (dialog?.kind !== "invoice") return;
    update({ dialog: null });
    send("invoice_closed", { slug: dialog.slug, status });
  }

  /** The app hears of it once the bot may write: what it has sent then arrives. */
  async function answerWriteAccess(agreed: boolean): Promise<void> {
    const status = agreed && await world.allowWriting() ? "allowed" : "cancelled";
    send("write_access_requested", { status });
  }

  function answer(buttonId?: string): void {
    const { dialog } = frame.value;
    closeInvoice("cancelled");
    update({ dialog: null });
    if (dialog?.kind === "popup") {
      send("popup_closed", buttonId === undefined ? {} : { button_id: buttonId });
    } else if (dialog?.kind === "write-access") {
      void answerWriteAccess(buttonId === "ok");
    } else if (dialog?.kind === "closing" && buttonId === "ok") world.close();
    else if (dialog?.kind === "link" && buttonId === "ok") world.openLink(dialog.url);
  }

  return {
    frame,
    receive(message) {
      const event = readEvent(message);
      if (!event) return;
      const handler = Object.hasOwn(handlers, event.name) ? handlers[event.name] : undefined;
      const unavailable = Object.hasOwn(UNAVAILABLE, event.name)
        ? UNAVAILABLE[event.name]
        : undefined;
      world.noted({
        name: event.name,
        data: JSON.stringify(event.data),
        known: handler !== undefined || unavailable !== undefined,
      });
      if (handler) handler(event.data);
      else if (unavailable) send(...unavailable);
    },
    press: (button) => send(`${button}_button_pressed`),
    answer,
    closeInvoice,
    close,
    reload: () => send("reload_iframe"),
    themeChanged: sendTheme,
    sizeChanged,
    visible: (isVisible) => send("visibility_changed", { is_visible: isVisible }),
    reset: () => frame.value = BLANK,
  };
}

function readEvent(message: unknown): { name: string; data: Data } | null {
  if (typeof message !== "string") return null;
  try {
    const { eventType, eventData } = JSON.parse(message);
    return typeof eventType === "string" ? { name: eventType, data: asData(eventData) } : null;
  } catch {
    return null;
  }
}

function asData(value: unknown): Data {
  return typeof value === "object" && value !== null ? value as Data : {};
}

function readButton(data: Data): BottomButton {
  const position = data.position;
  return {
    visible: data.is_visible === true,
    active: data.is_active !== false,
    text: typeof data.text === "string" ? data.text : "",
    color: colorOf(data.color, ""),
    textColor: colorOf(data.text_color, ""),
    progress: data.is_progress_visible === true,
    shine: data.has_shine_effect === true,
    position: position === "right" || position === "top" || position === "bottom"
      ? position
      : "left",
  };
}

function readPopup(data: Data): Dialog {
  const asked: unknown[] = Array.isArray(data.buttons) ? data.buttons : [];
  const buttons = asked.map(asData).map((button): PopupButton => ({
    id: textOf(button.id),
    type: POPUP_BUTTONS.find((type) => type === button.type) ?? "default",
    text: textOf(button.text),
  }));
  return {
    kind: "popup",
    title: textOf(data.title) || undefined,
    message: textOf(data.message),
    buttons: buttons.length > 0 ? buttons : [{ id: "", type: "close" }],
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function colorOf(value: unknown, otherwise: string): string {
  return typeof value === "string" && /^(#[0-9a-f]{6}|[a-z_]{1,40})$/i.test(value)
    ? value
    : otherwise;
}

function hapticName(data: Data): string {
  const detail = textOf(data.impact_style) || textOf(data.notification_type);
  return [textOf(data.type), detail].filter(Boolean).join(": ");
}
