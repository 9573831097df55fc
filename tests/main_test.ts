/** `main.ts` as an operator starts it: its own process, its own store, the permissions of the task. */
import assert from "node:assert/strict";
import { signInitData } from "../dev/init_data.ts";
import { startOutside as startWorld } from "../dev/outside/server.ts";
import { DEMO_MEMBERS } from "../dev/telegram/mod.ts";
import { currentHost, filesIn, type Host, OLD_VERSION, oldHost } from "./ci/host.ts";
import { type Outside, startOutside } from "./ci/outside.ts";
import { startService } from "./ci/service.ts";
import { until } from "./kit/conditions.ts";
import { allEvents, readEvents, textOf } from "./kit/events.ts";
import { docxFile, pdfFile } from "./services/documents/kit.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const SEARCH_KEY = "BSA-nobody-has-this-key";
/** Questions of the demo brain's kind, and the card that each brings. */
const LOOKED_UP = [
  ["Какая погода в Казани", "weather"],
  ["Курс биткоина", "price"],
  ["Видео про стоп-лосс", "video"],
  ["Найди новости про биткоин", "link"],
] as const;
const inCi = Deno.env.get("CI") === "true";

let opened: Promise<Host> | undefined;
/** The old Deno takes seconds to lay out its packages, and so does it once for all tests. */
const theOldHost = () => opened ??= oldHost();

const HOSTS: { name: string; open: () => Promise<Host>; ignore: boolean }[] = [
  { name: `Deno ${Deno.version.deno}`, open: currentHost, ignore: false },
  {
    name: `Deno ${OLD_VERSION} (DENO_OLD_BIN)`,
    open: theOldHost,
    ignore: !inCi && !Deno.env.has("DENO_OLD_BIN"),
  },
];

Deno.test.afterAll(async () => {
  // One that could not be opened has told so in its tests.
  const host = await opened?.catch(() => undefined);
  await host?.[Symbol.asyncDispose]();
});

for (const { name, open, ignore } of HOSTS) {
  const test = (title: string, run: (host: Host, data: string) => Promise<void>) =>
    Deno.test({
      name: `${name}: ${title}`,
      ignore,
      async fn() {
        const data = await Deno.makeTempDir({ prefix: "sfera-" });
        try {
          await run(await open(), data);
        } finally {
          await Deno.remove(data, { recursive: true });
        }
      },
    });

  test("missing and bad settings stop the start, each told in a line", async (host, data) => {
    await using service = await startService(host, data, {
      KV_URL: `${data}/sfera.sqlite3`,
      PORT: "eighty",
      LOG_LEVEL: "loud",
    });
    const { code, output, errors } = await service.ended();
    assert.equal(code, 2);
    assert.deepEqual(output, []);
    assert.deepEqual(errors.map((line) => line.split(":")[0]), [
      "TELEGRAM_BOT_TOKEN",
      "GEMINI_API_KEY",
      "PUBLIC_URL",
      "PORT",
      "LOG_LEVEL",
    ]);
    assert.deepEqual(await namesIn(data), [], "nothing was opened");
  });

  test("a broken pack stops the start and names file and line", async (host, data) => {
    await copyPack(`${data}/pack`);
    const file = `${data}/pack/plans.yaml`;
    await Deno.writeTextFile(file, "plans:\n  - id: [free\n");
    await using outside = await startOutside(data);
    await using service = await startService(host, data, {
      ...outside.environment,
      COMMUNITY_DIR: `${data}/pack`,
    });
    const { code, output, errors } = await service.ended();
    assert.equal(code, 2);
    assert.deepEqual(output, []);
    assert.equal(errors.length, 1);
    assert.ok(errors[0]!.startsWith(`${file}: `), `came ${errors[0]}`);
  });

  test(
    "it becomes ready, answers in the app and in the chat, and stops at once",
    async (host, data) => {
      await using outside = await startOutside(data);
      await using service = await startService(host, data, outside.environment);
      const url = await service.listening();
      const report = await until(() => ready(url), "the service to be ready");
      assert.equal(report.status, "ok");

      const answer = await ask(url, await enter(url, outside), "Привет");
      assert.equal((await allEvents(answer)).at(-1)!.data.status, "complete");

      const { telegram } = outside;
      await telegram.say(1002, { text: "/start" });
      await until(() => {
        const said = telegram.messages(1002).filter(({ from }) => from === "bot");
        return Promise.resolve(said.length > 0 ? said : undefined);
      }, "the bot to greet");

      service.kill("SIGTERM");
      const { code, signal, output, errors } = await service.ended();
      assert.deepEqual([code, signal], [0, null]);
      assert.deepEqual(troubles(output), []);
      assert.deepEqual(errors, []);
    },
  );

  test("it looks things up, and opens no page on its own machine", async (host, data) => {
    await using outside = await startOutside(data);
    await using world = await startWorld({
      clock: { now: () => Date.now() },
      searchKey: SEARCH_KEY,
    });
    await using service = await startService(host, data, {
      ...outside.environment,
      ...world.addresses,
      BRAVE_API_KEY: SEARCH_KEY,
    });
    const url = await service.listening();
    await until(() => ready(url), "the service to be ready");
    const token = await enter(url, outside);
    for (const [question, kind] of LOOKED_UP) {
      const events = await allEvents(await ask(url, token, question));
      const cards = events.filter(({ name }) => name === "card").map(({ data }) => data);
      assert.equal(cards[0]?.kind, kind, question);
    }
    assert.deepEqual(world.requests().filter((asked) => asked.startsWith("pages")), []);
    service.kill("SIGTERM");
    const { output, errors } = await service.ended();
    assert.deepEqual([troubles(output), errors], [[], []]);
    assert(!output.some((line) => line.includes(SEARCH_KEY)));
  });

  test(
    "it reads a PDF and a DOCX that an operator adds, and answers from them",
    async (host, data) => {
      await using outside = await startOutside(data);
      await using service = await startService(host, data, {
        ...outside.environment,
        OPERATORS: String(DEMO_MEMBERS[0]!.id),
      });
      const url = await service.listening();
      await until(() => ready(url), "the service to be ready");
      const token = await enter(url, outside);
      const pages = [[{ text: "Фандинг платят каждые восемь часов.", foot: 700 }]];
      const paragraphs = [
        { text: "Маржа", style: "Heading1" },
        { text: "Маржа возвращается после закрытия." },
      ];
      for (
        const [file, bytes] of [
          ["funding.pdf", pdfFile(pages, { title: "Funding" })],
          ["margin.docx", docxFile(paragraphs)],
        ] as const
      ) {
        const form = new FormData();
        form.append("file", new File([bytes as BlobPart], file));
        const response = await fetch(`${url}/api/knowledge/documents`, {
          method: "POST",
          headers: { Authorization: `Bearer ${token}` },
          body: form,
        });
        assert.equal((await allEvents(response)).at(-1)!.data.outcome, "added", file);
      }
      for (
        const [question, title] of [["Объясни фандинг", "Funding"], [
          "Объясни маржу",
          "Маржа",
        ]] as const
      ) {
        const events = await allEvents(await ask(url, token, question));
        const cited = events.filter(({ name }) => name === "citation").map(({ data }) =>
          data.title
        );
        assert.deepEqual(cited, [title], question);
      }
      service.kill("SIGTERM");
      const { output, errors } = await service.ended();
      assert.deepEqual([troubles(output), errors], [[], []]);
    },
  );

  test("asked to stop in the middle of an answer, it finishes the answer", async (host, data) => {
    await using outside = await startOutside(data);
    await using service = await startService(host, data, outside.environment);
    const url = await service.listening();
    await until(() => ready(url), "the service to be ready");
    const token = await enter(url, outside);
    const release = outside.holdAnswers();
    const events = readEvents(await ask(url, token, "Как ты сегодня?"));
    const first = (await events.next()).value!;
    assert.equal(first.name, "text");

    service.kill("SIGTERM");
    await until(async () => {
      const response = await fetch(`${url}/health/ready`);
      const { status } = await response.json();
      return response.status === 503 && status === "stopping" ? true : undefined;
    }, "the service to say that it stops");
    const refused = await ask(url, token, "Ещё вопрос");
    assert.equal(refused.status, 503);
    assert.equal((await refused.json()).error.code, "stopping");

    release();
    const rest = await Array.fromAsync(events);
    assert.equal(rest.at(-1)!.name, "done");
    assert.equal(rest.at(-1)!.data.status, "complete");
    assert.ok(textOf([first, ...rest]).length > first.data.text.length);
    const { code, output } = await service.ended();
    assert.equal(code, 0);
    assert.deepEqual(troubles(output), []);
  });
}

Deno.test({
  name: `Deno ${OLD_VERSION} (DENO_OLD_BIN): main.ts and all it imports has right types`,
  ignore: HOSTS[1]!.ignore,
  async fn() {
    const host = await theOldHost();
    const { code, stderr } = await new Deno.Command(host.deno, {
      args: ["check", "--quiet", "main.ts"],
      cwd: host.folder,
      env: { NO_COLOR: "1" },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
  },
});

async function ready(url: string): Promise<{ status: string } | undefined> {
  const response = await fetch(`${url}/health/ready`);
  const report = await response.json();
  return report.status === "ok" ? report : undefined;
}

/** A session of a demo member, whose Telegram is in the box. */
async function enter(url: string, outside: Outside): Promise<string> {
  const initData = await signInitData({
    token: outside.environment.TELEGRAM_BOT_TOKEN!,
    member: DEMO_MEMBERS[0]!,
    authDate: Math.floor(Date.now() / 1000),
  });
  const response = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { Authorization: `tma ${initData}` },
  });
  const { token } = await response.json();
  return token;
}

function ask(url: string, token: string, message: string): Promise<Response> {
  return fetch(`${url}/api/chat`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ message }),
  });
}

/** The lines of the log that an operator would have to look at. */
function troubles(output: readonly string[]): string[] {
  return output.filter((line) => !["DEBUG", "INFO"].includes(JSON.parse(line).level));
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

async function copyPack(to: string): Promise<void> {
  for (const file of await filesIn("community")) {
    const copy = file.replace(/^community/, to);
    await Deno.mkdir(copy.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(`${ROOT}${file}`, copy);
  }
}
