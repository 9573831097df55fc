/** A member in a call: taps, speaks aloud, listens, looks at the screen. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { speak } from "../../dev/gemini/live/synthesiser.ts";
import { toBase64 } from "../../dev/gemini/live/sound.ts";
import type { TurnView } from "../../routes/schemas.ts";
import { until } from "../kit/conditions.ts";
import { callBox, type Visit } from "./kit.ts";
import type { CallStage } from "./call_kit.ts";
import type { MiniApp } from "./mini_app.ts";
import type { CallWords } from "./call_words.ts";

/** Members speak with a man's voice, she with a woman's. */
const VOICE = "Puck";

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
    readonly words: CallWords,
  ) {
    this.page = visit.page;
  }

  /** Taps the orb of Home; the call's screen opens. */
  async taps(): Promise<void> {
    await this.app.button(this.words.orb).click();
    await this.page.locator(".call").waitFor();
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
    await this.sounds(text);
  }

  /** The member's voice says this; what the model takes it for is told elsewhere. */
  async sounds(text: string): Promise<void> {
    await this.plays(await speak(text, VOICE));
  }

  /** Sound at the microphone, whatever it is, of 24,000 samples a second. */
  async plays(samples: Int16Array): Promise<void> {
    await this.#until("tongue.ready()", "a microphone");
    await this.page.evaluate(`tongue.say(${JSON.stringify(toBase64(samples))})`);
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

  /** When her voice was last heard, by the page's clock. */
  async lastHeard(): Promise<number> {
    return await this.page.evaluate<number>("ears.loud.at(-1) ?? 0");
  }

  /** Waits until it was quiet for so long; answers when her voice was last heard. */
  async hearsQuiet(milliseconds = 700): Promise<number> {
    await this.#until(`performance.now() - (ears.loud.at(-1) ?? 0) > ${milliseconds}`, "quiet");
    return await this.lastHeard();
  }

  /** Every moment between two at which her voice was heard. */
  async soundsBetween(from: number, to: number): Promise<number[]> {
    return await this.page.evaluate(`ears.loud.filter((at) => at >= ${from} && at <= ${to})`);
  }

  /** What stood under the orb, one after another, and since when. */
  async moods(): Promise<{ text: string; at: number }[]> {
    return await this.page.evaluate("moods");
  }

  /** When the member's voice began last, by the page's clock. */
  async spokeAt(): Promise<number> {
    return await this.page.evaluate<number>("tongue.spoken");
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
    const { turns } = await this.asks<{ turns: TurnView[] }>("/api/chat?limit=100");
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

  #token: string | undefined;

  /** Asks the service as the app does. */
  async asks<Answer>(path: string): Promise<Answer> {
    const { url } = this.stage.box;
    if (!this.#token) {
      const { initData } = await callBox(url, "GET", `/init-data?member=${this.member}`) as {
        initData: string;
      };
      const opened = await fetch(`${url}/api/session`, {
        method: "POST",
        headers: { authorization: `tma ${initData}` },
      });
      this.#token = (await opened.json()).token;
    }
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    assert.equal(response.status, 200, path);
    return await response.json();
  }

  /** A picture of the screen for whoever looks at these tests; nothing without `CALL_SHOTS`. */
  async shoots(name: string): Promise<void> {
    const folder = Deno.env.get("CALL_SHOTS");
    if (folder) await this.page.screenshot({ path: `${folder}/${name}.png` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The next call of a file begins in a quiet house.
    await this.page.evaluate(`document.querySelector(".control.danger")?.click()`).catch(() => {});
    await this.visit[Symbol.asyncDispose]();
  }
}
