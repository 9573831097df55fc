import { freePort } from "../../../dev/free_port.ts";
import type { CallEndReason } from "../../../domain/call.ts";
import type { CallBegin, CallFigures, ToolAnswer, TurnsAnswer } from "../../../routes/schemas.ts";

/** A turn as it came, and as it is kept. */
export interface StoredTurn {
  index: number;
  role: "member" | "assistant";
  text: string;
  interrupted: boolean;
}

/** What is answered instead, once: a status with a code, a part of an answer, or nothing at all. */
export type Trouble = { status: number; code: string; details?: unknown } | "cut" | "silence";

/** Sfera's service as an agent sees it, for one call at a time. */
export interface FakeService extends AsyncDisposable {
  url: string;
  turns: StoredTurn[];
  /** Every request but the stream: its path's last part and its body. */
  requests: { path: string; body: unknown; authorization: string; at: number }[];
  ends: { reason: CallEndReason; figures: CallFigures }[];
  tools: { name: string; body: unknown }[];
  /** Streams that are open. */
  streams: number;
  /** Requests that belong to no call. */
  knocks: number;
  /** What the next requests of a path get instead of an answer. */
  trouble: Map<string, Trouble[]>;
  begin: CallBegin;
  secondsLeft: number | null;
  ended: CallEndReason | null;
  /** Forgets the call before; the next one begins so. */
  reset(begin?: Partial<CallBegin>): void;
  onTool(name: string, body: unknown): Promise<ToolAnswer>;
  onTurns(turns: StoredTurn[]): Partial<TurnsAnswer>;
  /** Tells all streams that the call is over. */
  endCall(reason: CallEndReason): void;
  /** Answers nothing at its address for a while, as while it restarts. */
  stop(): Promise<void>;
  start(): void;
}

export const PHRASES: CallBegin["phrases"] = {
  warnings: { "120": "Осталось две минуты", "30": "Осталось полминуты" },
  goodbye: "Время вышло, до встречи",
  oneMoment: "Одну минутку",
  stillThere: "Ты ещё здесь?",
  silenceGoodbye: "Тогда до встречи",
  lostTheThread: "Связь прервалась, о чём мы говорили?",
  modelLost: "Связь с моделью потеряна",
  modelBack: "Связь вернулась",
  textOnly: "Продолжим текстом",
  askingAgain: "Сейчас спрошу ещё раз",
};

export const BEGIN: CallBegin = {
  token: "epoch-1",
  epoch: 1,
  language: "ru",
  incognito: false,
  memberIdentity: "member",
  instructions: "You are Sfera.",
  greeting: "Привет, это Сфера",
  history: [],
  tools: [],
  model: "gemini-3.8-live",
  voice: "Kore",
  phrases: PHRASES,
  nextTurn: 0,
  secondsLeft: 600,
  times: {
    renewEvery: 1000,
    tolerance: 60_000,
    absence: 40_000,
    warnings: [],
    goodbye: 12_000,
    silence: 150_000,
  },
};

/** Starts one on a free port; what it answers may be changed at any time. */
export function startFakeService(begin: Partial<CallBegin> = {}): FakeService {
  const closing = new Set<() => void>();
  const sending = new Set<(event: string, data: unknown) => void>();
  let server: Deno.HttpServer<Deno.NetAddr> | undefined;
  const port = freePort("127.0.0.1");

  const answers: Record<string, (body: never) => unknown> = {
    begin: () => service.begin,
    lease: () => ({ secondsLeft: service.secondsLeft, ended: service.ended }),
    turns: ({ turns }: { turns: StoredTurn[] }) => {
      for (const { index, role, text, interrupted } of turns) {
        if (index > service.turns.length) {
          return refuse({
            status: 409,
            code: "turn_gap",
            details: { expected: service.turns.length },
          });
        }
        if (index === service.turns.length) service.turns.push({ index, role, text, interrupted });
      }
      const nextTurn = service.turns.length;
      return { nextTurn, cards: [], instructions: null, ...service.onTurns(turns) };
    },
    end: (body: { reason: CallEndReason; figures: CallFigures }) => void service.ends.push(body),
  };

  const handle = async (request: Request): Promise<Response> => {
    const [, path = ""] =
      /^\/api\/agent\/calls\/[^/]+\/(.+)$/.exec(new URL(request.url).pathname) ??
        [];
    if (path === "") {
      service.knocks++;
      return new Response();
    }
    const trouble = service.trouble.get(path)?.shift();
    if (trouble === "cut") return new Response('{"cut":');
    if (trouble === "silence") return await given(request.signal);
    if (trouble) return refuse(trouble);
    if (path === "stream") return stream();
    const body = await request.json();
    const authorization = request.headers.get("authorization") ?? "";
    service.requests.push({ path, body, authorization, at: performance.now() });
    const [, tool] = /^tools\/(.+)$/.exec(path) ?? [];
    if (tool) {
      service.tools.push({ name: tool, body });
      return Response.json(await service.onTool(tool, body));
    }
    const answer = await answers[path]!(body as never);
    if (answer instanceof Response) return answer;
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  };

  const stream = (): Response => {
    let close: () => void;
    let send: (event: string, data: unknown) => void;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        service.streams++;
        send = (event, data) => {
          const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
          controller.enqueue(new TextEncoder().encode(text));
        };
        close = () => {
          gone();
          controller.close();
        };
        sending.add(send);
        closing.add(close);
        send("ping", {});
      },
      cancel: () => gone(),
    });
    const gone = () => {
      if (!closing.delete(close)) return;
      sending.delete(send);
      service.streams--;
    };
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };

  const service: FakeService = {
    url: "",
    streams: 0,
    knocks: 0,
    ...fresh(begin),
    reset: (begin = {}) => void Object.assign(service, fresh(begin)),
    endCall(reason) {
      service.ended = reason;
      for (const send of [...sending]) send("ended", { reason });
      for (const close of [...closing]) close();
    },
    async stop() {
      for (const close of [...closing]) close();
      const stopping = server;
      server = undefined;
      await stopping?.shutdown();
    },
    start() {
      server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, handle);
      service.url = `http://127.0.0.1:${port}`;
    },
    [Symbol.asyncDispose]: () => service.stop(),
  };
  service.start();
  return service;
}

/** An answer that nobody waits for any more. */
async function given(up: AbortSignal): Promise<Response> {
  await new Promise((resolve) => up.addEventListener("abort", resolve));
  return new Response();
}

/** A call of which nothing was heard yet. */
function fresh(changes: Partial<CallBegin>) {
  const begin = { ...BEGIN, ...changes };
  return {
    begin,
    secondsLeft: begin.secondsLeft,
    ended: null as CallEndReason | null,
    turns: [] as StoredTurn[],
    requests: [],
    ends: [],
    tools: [],
    trouble: new Map<string, Trouble[]>(),
    onTool: () => Promise.resolve<ToolAnswer>({ result: { ok: true }, cards: [], citations: [] }),
    onTurns: () => ({}),
  };
}

function refuse({ status, code, details }: { status: number; code: string; details?: unknown }) {
  return Response.json({ error: { code, message: code, requestId: "1", details } }, { status });
}
