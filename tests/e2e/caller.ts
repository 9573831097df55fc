/** A member in a call: taps, speaks aloud, listens, looks at the screen. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { speak } from "../../dev/gemini/live/synthesiser.ts";
import { toBase64 } from "../../dev/gemini/live/sound.ts";
import type { CallView, CurrentCall, TurnView } from "../../routes/schemas.ts";
import { until } from "../kit/conditions.ts";
import { type Ask, sessionOf, type Visit } from "./kit.ts";
import type { CallStage } from "./call_kit.ts";
import type { MiniApp } from "./mini_app.ts";
import type { CallWords } from "./call_words.ts";

/** Members speak with a man's voice, she with a woman's. */
const VOICE = "Puck";

/** How many times as fast as usual members speak. */
const TEMPO = 1.6;

/** When what was not heard is said again, in milliseconds, and how often it is said at most. */
const HEARD_WITHIN = 10_000;
const MOST_TIMES = 3;

/** A line of the transcript as it stands on the screen. */
export interface ShownLine {
  mine: boolean;
  text: string;
}

export class Caller implements AsyncDisposable {
  readonly page: Page;

  constructor(
    private readonly stage: CallStage,
    readonly member: number,
    readonly visit: Visit,
    readonly app: MiniApp,
    readonly words: CallWords & { greeting: string },
  ) {
    this.page = visit.page;
  }

  /** Taps the orb of Home; the call's screen opens. */
  async taps(): Promise<void> {
    await this.app.button(this.words.orb).click();
    await this.page.locator(".call").waitFor();
  }

  /** Has the next call wait on its way to the service, until what this answers is called. */
  async holdsCall(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    await this.page.route("**/api/calls", async (route) => {
      await promise;
      await route.continue();
    }, { times: 1 });
    return resolve;
  }

  /** Taps, and waits until her greeting is over. */
  async calls(): Promise<void> {
    await this.taps();
    await this.reads(this.words.greeting);
    await this.waitsFor("listening");
  }

  /** Says something aloud that the model takes for these words; answers when it was said. */
  async says(text: string): Promise<void> {
    this.stage.live.hears(text);
    await this.sounds(text, TEMPO);
  }

  /**
   * Says something until the model has heard it, as people do: on a machine that is too slow sound
   * has gaps, and what has gaps is no speech.
   */
  async tells(text: string): Promise<void> {
    const { live } = this.stage;
    const times = () =>
      live.sessions().flatMap(({ heard }) => heard).filter((words) => words === text).length;
    const before = times();
    live.hears(text);
    for (let said = 1;; said += 1) {
      await this.sounds(text, TEMPO);
      try {
        return void await until(
          () => times() > before,
          `the model to hear "${text}"`,
          HEARD_WITHIN,
        );
      } catch (error) {
        if (said === MOST_TIMES) throw error;
      }
      await this.waitsFor("listening");
    }
  }

  /** The member's voice says this, as fast as people do; what it is taken for is told elsewhere. */
  async sounds(text: string, tempo = 1): Promise<void> {
    await this.plays(await speak(text, VOICE, { tempo }));
  }

  /** Sound at the microphone, whatever it is, of 24,000 samples a second. */
  async plays(samples: Int16Array): Promise<void> {
    await this.#until("tongue.ready()", "a microphone");
    await this.page.evaluate(`tongue.say(${JSON.stringify(toBase64(samples))})`);
  }

  /** Tells a name, which is known from then on. */
  async introduces(): Promise<void> {
    await this.says("Меня зовут Маша");
    await this.reads(/Приятно познакомиться, Маша/);
    await this.waitsFor("listening");
  }

  async writes(text: string): Promise<void> {
    const field = this.page.getByRole("textbox", { name: this.words.field });
    if (!await field.isVisible()) await this.app.button(this.words.write).click();
    await field.fill(text);
    await this.app.button(this.words.send).click();
  }

  async hangsUp(): Promise<void> {
    await this.app.button(this.words.hangUp).click();
    await this.page.locator('.call[data-phase="ended"]').waitFor();
  }

  /** Waits until the words stand in the transcript, whole; answers all of it. */
  async reads(text: string | RegExp): Promise<ShownLine[]> {
    await this.page.locator(".talk .said p").filter({ hasText: text }).last().waitFor();
    return await this.transcript();
  }

  /** All lines, as they stand now. */
  async transcript(): Promise<ShownLine[]> {
    return await this.page.evaluate(`[...document.querySelectorAll(".talk .said")].map((line) => ({
      mine: line.classList.contains("you"), text: line.querySelector("p").textContent.trim() }))`);
  }

  /** Waits until the orb says so. */
  async waitsFor(mood: keyof CallWords["moods"]): Promise<void> {
    await this.page.locator(".mood").getByText(this.words.moods[mood], { exact: true }).waitFor();
  }

  /** Waits until her voice comes out of the page; answers when, by the page's clock. */
  async hearsVoice(after = 0): Promise<number> {
    return await this.#until<number>(`ears.loud.find((at) => at > ${after}) ?? false`, "her voice");
  }

  /** Every moment between two at which her voice was heard. */
  async soundsBetween(from: number, to: number): Promise<number[]> {
    return await this.page.evaluate(`ears.loud.filter((at) => at >= ${from} && at <= ${to})`);
  }

  /** Waits until the orb has said so since a moment, however soon it went by. */
  async hadMood(mood: keyof CallWords["moods"], since: number): Promise<void> {
    await this.#hadShown("moods", this.words.moods[mood], since);
  }

  /** Waits until the screen has told so since a moment, however soon it went by. */
  async hadNotice(text: string, since: number): Promise<void> {
    await this.#hadShown("notices", text, since);
  }

  async #hadShown(history: "moods" | "notices", text: string, since: number): Promise<void> {
    const words = JSON.stringify(text);
    await this.#until(
      `${history}.some(({ text, at }) => text === ${words} && at >= ${since})`,
      words,
    );
  }

  /** What stood under the orb, one after another, and since when. */
  async moods(): Promise<{ text: string; at: number }[]> {
    return await this.page.evaluate("moods");
  }

  async now(): Promise<number> {
    return await this.page.evaluate<number>("performance.now()");
  }

  /** How often the page asked for the microphone, and how its tracks stand. */
  async microphone(): Promise<{ asked: number; tracks: { state: string; enabled: boolean }[] }> {
    return await this.page.evaluate(`({ asked: tongue.asked, tracks: tongue.tracks.map(
      ({ readyState, enabled }) => ({ state: readyState, enabled })) })`);
  }

  /** What the service keeps of what was said, oldest first. */
  async stored(): Promise<TurnView[]> {
    const { turns } = await this.asks<{ turns: TurnView[] }>("/chat?limit=100");
    return turns;
  }

  /** Waits until what is kept is so. */
  async keeps(holds: (turns: TurnView[]) => boolean, what: string): Promise<TurnView[]> {
    let turns: TurnView[] = [];
    try {
      await until(async () => holds(turns = await this.stored()), what);
    } catch (error) {
      assert.fail(`${(error as Error).message}; kept: ${JSON.stringify(turns, null, 1)}`);
    }
    return turns;
  }

  /** The page's own policy lets nothing wait inside it. */
  #until<Answer = true>(condition: string, what: string): Promise<Answer> {
    return until(() => this.page.evaluate<Answer | false>(condition), what);
  }

  #ask: Ask | undefined;

  /** Asks the service as the app does. */
  async asks<Answer>(path: string, method: "GET" | "POST" = "GET"): Promise<Answer> {
    this.#ask ??= (await sessionOf(this.stage.box.url, this.member)).ask;
    return await this.#ask<Answer>(method, path);
  }

  /** Waits for the end of a call, and answers what came of it. */
  async endOf(id: string): Promise<CallView> {
    return await until(async () => {
      const call = await this.asks<CallView>(`/calls/${id}`);
      return call.status === "ended" && call;
    }, "the end of the call");
  }

  /** A picture of the screen for whoever looks at these tests; nothing without `CALL_SHOTS`. */
  async shoots(name: string): Promise<void> {
    const folder = Deno.env.get("CALL_SHOTS");
    if (folder) await this.page.screenshot({ path: `${folder}/${name}.png` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      // The next call of a file begins in a quiet house; a page that closes may not get that far.
      const { call } = await this.asks<CurrentCall>("/calls/current");
      if (!call) return;
      await this.asks(`/calls/${call.id}/end`, "POST");
      await until(
        async () => !(await this.asks<CurrentCall>("/calls/current")).call,
        "the end of the member's call",
      );
    } finally {
      await this.visit[Symbol.asyncDispose]();
    }
  }
}
