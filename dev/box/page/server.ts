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
import type { StarsAccount, StarsOffer, StarsPayment } from "../telegram.ts";

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
  allowWriting: (member: number) => call<unknown>("POST", "write-access", { member }),
  block: (member: number, blocked: boolean) => call<unknown>("POST", "block", { member, blocked }),
  setLanguage: (member: number, language: string) =>
    call<unknown>("POST", "language", { member, language }),
  starsAccount: (member: number) => call<StarsAccount>("GET", `stars?member=${member}`),
  starsOffer: (member: number, slug: string) =>
    call<StarsOffer>(
      "GET",
      `stars/offer?${new URLSearchParams({ member: String(member), slug })}`,
    ),
  payStars: (member: number, slug: string) =>
    call<StarsPayment>("POST", "stars/pay", { member, slug }),
  topUpStars: (member: number, stars: number) =>
    call<StarsAccount>("POST", "stars/top-up", { member, stars }),
  setStarsRenewal: (member: number, chargeId: string, renews: boolean) =>
    call<StarsAccount>("POST", "stars/renewal", { member, chargeId, renews }),
  refundStars: (member: number, chargeId: string) =>
    call<StarsAccount>("POST", "stars/refund", { member, chargeId }),
  advance: (length: string) => call<unknown>("POST", "clock", { advance: length }),
  resetClock: () => call<unknown>("POST", "clock", { reset: true }),
  addFault: (fault: Record<string, unknown>) => call<FaultsAnswer>("POST", "faults", fault),
  clearFaults: () => call<FaultsAnswer>("DELETE", "faults"),
  log: () => call<{ lines: string[] }>("GET", "log"),
  restart: () => call<unknown>("POST", "restart", {}),
};
