/** The box's HTTP API as the page calls it. */
import type {
  ErrorAnswer,
  FaultsAnswer,
  InitDataAnswer,
  LinkAnswer,
  MessagesAnswer,
  PressAnswer,
  StateAnswer,
} from "../answers.ts";

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const isForm = body instanceof FormData;
  const response = await fetch(`/box/api/${path}`, {
    method,
    headers: body === undefined || isForm ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
  });
  const answer = await response.json().catch(() => null) as T & Partial<ErrorAnswer> | null;
  if (!response.ok || answer === null) {
    throw new Error(answer?.error?.message ?? `HTTP ${response.status}`);
  }
  return answer;
}

export const server = {
  state: () => call<StateAnswer>("GET", "state"),
  messages: (member: number) => call<MessagesAnswer>("GET", `messages?member=${member}`),
  initData: (member: number, startParam?: string) =>
    call<InitDataAnswer>(
      "GET",
      `init-data?${new URLSearchParams({
        member: String(member),
        ...(startParam ? { startParam } : {}),
      })}`,
    ),
  say: (member: number, text: string) => call<unknown>("POST", "say", { member, text }),
  sendFile(member: number, file: File) {
    const form = new FormData();
    form.set("member", String(member));
    form.set("file", file);
    return call<unknown>("POST", "file", form);
  },
  press: (member: number, messageId: number, button: string) =>
    call<PressAnswer>("POST", "press", { member, messageId, button }),
  openLink: (member: number, link: string) =>
    call<LinkAnswer>("POST", "open-link", { member, link }),
  block: (member: number, blocked: boolean) => call<unknown>("POST", "block", { member, blocked }),
  setLanguage: (member: number, language: string) =>
    call<unknown>("POST", "language", { member, language }),
  advance: (length: string) => call<unknown>("POST", "clock", { advance: length }),
  resetClock: () => call<unknown>("POST", "clock", { reset: true }),
  addFault: (fault: Record<string, unknown>) => call<FaultsAnswer>("POST", "faults", fault),
  clearFaults: () => call<FaultsAnswer>("DELETE", "faults"),
  log: () => call<{ lines: string[] }>("GET", "log"),
  restart: () => call<unknown>("POST", "restart", {}),
};
