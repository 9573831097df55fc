/** Who is here and how the service is reached, as signals; keeps trying while it is not. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { AllowanceLeft, AssistantView, Me, Session } from "../../routes/schemas.ts";
import { type Api, ApiError } from "./api.ts";
import type { Remembered } from "./cache.ts";
import type { SessionKeeper } from "./session.ts";

/** `offline`: no answer at all. `failing`: an answer that says the service cannot. */
export type Link = "opening" | "online" | "offline" | "failing";

/** Whether the service cannot be reached now; `opening` is not known yet. */
export const isAway = (link: Link): boolean => link === "offline" || link === "failing";

/** A reason to show a page of its own instead of the app. */
export interface Trouble {
  kind: "refused" | "banned" | "failed";
  message: string;
  requestId: string | null;
}

export interface MemberParts {
  api: Pick<Api, "json">;
  session: Pick<SessionKeeper, "open">;
  remembered: Remembered | null;
  remember(what: Remembered): void;
  /** Waits before attempt `attempt`, from 1. */
  wait(attempt: number): Promise<void>;
  now: () => number;
}

export interface Member {
  me: ReadonlySignal<Me | null>;
  assistant: ReadonlySignal<AssistantView | null>;
  link: ReadonlySignal<Link>;
  trouble: ReadonlySignal<Trouble | null>;
  /** The service's clock, in milliseconds: what resets "in an hour" does so by this one. */
  now(): number;
  /** Opens the session; again and again until it is open or refused. Parallel calls are one. */
  connect(): Promise<void>;
  /** Reads again what is left; a failure shows in `link` only. */
  refresh(): Promise<void>;
  /** What an answer said is left of one allowance. */
  spend(left: AllowanceLeft): void;
  /** To be told of each session and of each request's fate. */
  arrived(session: Session): void;
  reached(error: ApiError | null): void;
}

function troubleOf(error: ApiError): Trouble | null {
  const { message, requestId } = error;
  if (error.status === 401) return { kind: "refused", message, requestId };
  if (error.code === "banned") return { kind: "banned", message, requestId };
  return null;
}

/** The one member of this page. */
export function createMember(parts: MemberParts): Member {
  const me = signal(parts.remembered?.me ?? null);
  const assistant = signal(parts.remembered?.assistant ?? null);
  const link = signal<Link>("opening");
  const trouble = signal<Trouble | null>(null);
  let ahead = me.value ? 0 : NaN;
  let connecting: Promise<void> | null = null;
  let failures = 0, lastFailure = 0;

  /** Counts failures up to a quiet minute: a service that answers every other time is not hammered. */
  function waitLonger(): Promise<void> {
    const now = parts.now();
    failures = now - lastFailure > 60_000 ? 1 : failures + 1;
    lastFailure = now;
    return parts.wait(failures);
  }

  function show(next: Me): void {
    ahead = next.now - parts.now();
    me.value = next;
    if (assistant.value) parts.remember({ me: next, assistant: assistant.value });
  }

  async function open(): Promise<void> {
    while (true) {
      try {
        await parts.session.open();
        trouble.value = null;
        member.reached(null);
        return;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        member.reached(error);
        if (!error.passing) {
          const { message, requestId } = error;
          trouble.value ??= { kind: "failed", message, requestId };
          return;
        }
        link.value = error.status === 0 ? "offline" : "failing";
      }
      await waitLonger();
    }
  }

  const member: Member = {
    me,
    assistant,
    link,
    trouble,
    now: () => parts.now() + (ahead || 0),
    connect() {
      connecting ??= open().finally(() => connecting = null);
      return connecting;
    },
    async refresh() {
      try {
        show(await parts.api.json<Me>("/api/me"));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    },
    spend(left) {
      if (!me.value) return;
      const allowances = me.value.allowances.map((known) =>
        known.kind === left.kind && known.per === left.per ? left : known
      );
      me.value = { ...me.value, allowances };
    },
    arrived(session) {
      assistant.value = session.assistant;
      show(session.me);
    },
    reached(error) {
      if (!error) {
        link.value = "online";
        return;
      }
      trouble.value = troubleOf(error) ?? trouble.value;
      if (!error.unreached) {
        link.value = "online";
        return;
      }
      link.value = error.status === 0 ? "offline" : "failing";
      connecting ??= waitLonger().then(open).finally(() => connecting = null);
    },
  };
  return member;
}
