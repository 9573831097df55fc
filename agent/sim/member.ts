import type { DispatchMetadata } from "../../routes/schemas.ts";
import type {
  CallTicket,
  CarePlanView,
  History,
  Me,
  MemoryView,
  Session,
} from "../../routes/schemas.ts";
import { pause } from "../pause.ts";
import { type CallService, createCallService } from "../service.ts";
import type { Box } from "./box.ts";
import type { WhatIsStored } from "./judge.ts";
import type { Scenario } from "./scenario.ts";

/** A member who is new to the service, as the app would be to it. */
export interface Member {
  /** Taps the orb; answers once an agent would have been sent for. */
  call(options?: { incognito: boolean }): Promise<{ callId: string; service: CallService }>;
  hangUp(callId: string): Promise<void>;
  stored(): Promise<WhatIsStored>;
}

/** How long an agent may take to be sent for, in milliseconds. */
const DISPATCH_WITHIN = 10_000;
/** Turns that are looked at. */
const TURNS = 30;

/** Opens the app for somebody new; then tells what the scenario says of the time before. */
export async function enter(box: Box, scenario: Scenario): Promise<Member> {
  const { language, member: { timeZone } } = scenario;
  const { initData } = await box.order<{ initData: string }>({ order: "member", language });
  const ask = async <Answer>(path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${box.url}/api${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  };
  const { token } = await ask<Session>("/session", {
    method: "POST",
    headers: {
      authorization: `tma ${initData}`,
      ...(timeZone ? { "x-time-zone": timeZone } : {}),
    },
  });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const get = <Answer>(path: string) => ask<Answer>(path, { headers });
  const post = <Answer>(path: string, body: unknown = {}) =>
    ask<Answer>(path, { method: "POST", headers, body: JSON.stringify(body) });

  const member: Member = {
    async call(options = { incognito: false }) {
      const { call } = await post<CallTicket>("/calls", options);
      const metadata = await dispatchOf(box, call.id);
      return {
        callId: call.id,
        service: createCallService({ serviceUrl: box.url, ...metadata }),
      };
    },
    hangUp: async (callId) => void await post(`/calls/${callId}/end`),
    async stored() {
      const [me, { facts }, { turns }, { carePlan }] = await Promise.all([
        get<Me>("/me"),
        get<MemoryView>("/memory"),
        get<History>(`/chat?limit=${TURNS}`),
        get<CarePlanView>("/care-plan"),
      ]);
      return {
        name: me.member.name,
        facts: facts.map(({ text }) => text),
        turns: turns.map(({ role, text }) => `${role}: ${text}`),
        carePlan: carePlan?.id ?? null,
      };
    },
  };
  await tellBefore(member, scenario);
  return member;
}

async function dispatchOf(box: Box, callId: string): Promise<DispatchMetadata> {
  const until = performance.now() + DISPATCH_WITHIN;
  while (performance.now() < until) {
    const { metadata } = await box.order<{ metadata: string | null }>({
      order: "dispatch",
      callId,
    });
    if (metadata) return JSON.parse(metadata);
    await pause(5);
  }
  throw new Error("no agent was sent for");
}

/** What was before the call was said in a call too, so that all of it came in by the real ways. */
async function tellBefore(
  member: Member,
  { language, member: { name, facts, earlier } }: Scenario,
) {
  if (name === undefined && facts.length === 0 && earlier.length === 0) return;
  const { callId, service } = await member.call();
  let { nextTurn } = await service.begin();
  const say = (role: "member" | "assistant", text: string) =>
    service.turns([{ index: nextTurn++, role, text, interrupted: false, millisecondsAgo: 0 }]);
  const use = async (tool: string, given: Record<string, unknown>) => {
    const { result } = await service.tool(tool, { id: tool, arguments: given });
    if ("error" in result) throw new Error(`${tool}: ${result.error}`);
  };
  if (name !== undefined) {
    await say("member", language === "ru" ? `Меня зовут ${name}` : `My name is ${name}`);
    await use("save_user_name", { name });
  }
  for (const { section, text } of facts) {
    await say("member", text);
    await use("update_profile", { section, content: text });
  }
  for (const { role, text } of earlier) await say(role, text);
  await member.hangUp(callId);
}
