/** One box in which members buy, one after another, as they do it: the app, the bot, the pay page. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { openDatabaseKv } from "../../db/open.ts";
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import type { Action, Delivery } from "../../dev/cryptomus/server.ts";
import { DEMO_MEMBERS } from "../../dev/telegram/mod.ts";
import { createAudit, type Difference } from "../../services/audit.ts";
import { testIds } from "../kit/app.ts";
import { assertFits } from "./fit.ts";
import { type Box, callBox, startBox, type Visit, visit } from "./kit.ts";
import { picture } from "./looks.ts";
import { loadsAnew, MiniApp, openInBox } from "./mini_app.ts";
import { SHOP, type ShopWords } from "./shop_words.ts";
import { type Language, WORDS } from "./words.ts";

/** How the phone of the box looks. */
export interface Phone {
  scheme: "light" | "dark";
  width: 320 | 390 | 430 | "full";
}

/** A member at the page of the box: the phone, the chat beside it, and the bar above both. */
export interface Buyer {
  member: number;
  language: Language;
  app: MiniApp;
  say: ShopWords;
  /** The phone, with what Telegram lays over the app. */
  phone: Page;
  chat: {
    log: Locator;
    /** Waits for a message of the bot that holds the text. */
    shows(text: string | RegExp): Promise<void>;
    /** How many messages hold the text. */
    count(text: string | RegExp): Promise<number>;
    button(name: string): Locator;
  };
  /** Writes to the bot; the first words of a chat are `/start`, by its button. */
  write(text: string): Promise<void>;
  /** Opens the Plan page from Home. */
  toPlan(): Promise<void>;
  /** Opens the checkout of Pro from the Plan page, and says yes to crypto; ends at the open invoice. */
  orderInCrypto(): Promise<void>;
  /** Says yes to a way in Stars on the open checkout, and pays on Telegram's own sheet. */
  payInStars(way: "once" | "monthly"): Promise<void>;
  /** Says yes to Telegram's question whether the bot may write. */
  letsWrite(): Promise<void>;
  /** Opens the pay page of the invoice that is shown. */
  openPayPage(): Promise<PayPage>;
  /** Follows a link to the bot, such as `start=promo_CODE`; the app opens anew where it is for it. */
  follow(query: string): Promise<void>;
  /** Nothing on the screen is cut off; with `SHOTS` set a picture of it is taken. */
  look(screen: string): Promise<void>;
}

export interface Shop extends AsyncDisposable {
  box: Box;
  visitor: Visit;
  /** Chooses a member by the bar; the app is opened anew for them, where it is not closed. */
  as(member: number, phone: Phone): Promise<Buyer>;
  /** Moves the clock by a button of the bar; the app is opened anew. */
  pass(by: "hour" | "day"): Promise<void>;
  /** Moves the clock by more than the bar has buttons for. */
  passDays(days: number): Promise<void>;
  /** Closes the app of whoever is chosen, however deep in it they are. */
  closeApp(): Promise<void>;
  openApp(buyer: Buyer): Promise<void>;
  /** The books hold: what is kept is what was told and done. */
  assertBooks(): Promise<void>;
}

/** The processor's page of one invoice, in a tab of its own. */
export class PayPage {
  constructor(private readonly page: Page) {}

  /** Does it, with its webhooks as they are to come. */
  async act(action: Action, delivery: Delivery = "normal"): Promise<void> {
    await this.page.locator("select").selectOption(delivery);
    await Promise.all([
      this.page.waitForNavigation(),
      this.page.locator(`button[value="${action}"]`).click(),
    ]);
  }

  status(): Promise<string> {
    return this.page.locator("#status").innerText();
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

/** Opens a box, with the first member at its page. */
export async function openShop(): Promise<Shop> {
  const box = await startBox();
  const visitor = await visit({ width: 1280, height: 1000, language: "ru" });
  const { page } = visitor;
  let app: MiniApp | undefined, closed = false;

  async function closeApp(): Promise<void> {
    const leave = page.locator(".app-header .leave"), gone = page.locator(".screen .closed");
    while (await gone.count() === 0) await leave.click();
    closed = true;
  }

  async function openApp({ app, say }: Buyer): Promise<void> {
    await page.getByRole("button", { name: say.box.reopen }).click();
    await app.root.getByTitle(say.openPlan).waitFor();
    closed = false;
  }

  async function choose(member: number, { scheme, width }: Phone): Promise<Buyer> {
    const language = DEMO_MEMBERS.find(({ id }) => id === member)!.language_code as Language;
    const words = WORDS[language];
    if (!app) {
      app = await openInBox(page, box, {
        member,
        words,
        scheme,
        width: width === "full" ? undefined : width,
      });
    } else {
      const select = page.getByRole("toolbar").getByRole("combobox").first();
      const selects = () => select.selectOption(String(member));
      if (closed) await selects();
      else if (await select.inputValue() !== String(member)) await loadsAnew(app, selects);
      app = new MiniApp(app.root, words);
    }
    const say = SHOP[language];
    const bar = page.getByRole("toolbar");
    await bar.getByRole("button", { name: say.box[scheme], exact: true }).click();
    await bar.locator(".width-group button").nth([320, 390, 430, "full"].indexOf(width)).click();
    if (!closed) await app.root.getByTitle(say.openPlan).waitFor();
    return buyer({ box, page, app, member, language, phone: { scheme, width } });
  }

  return {
    box,
    visitor,
    as: choose,
    async pass(by) {
      const at = by === "hour" ? 0 : 1;
      const forward = page.getByRole("toolbar").locator(".clock button").nth(at);
      await loadsAnew(app!, () => forward.click());
    },
    async passDays(days) {
      await loadsAnew(app!, () => callBox(box.url, "POST", "/clock", { advance: `${days}d` }));
    },
    closeApp,
    openApp,
    assertBooks: () => assertBooks(box),
    async [Symbol.asyncDispose]() {
      await visitor[Symbol.asyncDispose]();
      await box[Symbol.asyncDispose]();
    },
  };
}

function buyer(
  { page, app, member, language, phone: { scheme, width } }: {
    box: Box;
    page: Page;
    app: MiniApp;
    member: number;
    language: Language;
    phone: Phone;
  },
): Buyer {
  const say = SHOP[language], { bot, plan } = WORDS[language];
  const log = page.getByRole("log").first();
  const holding = (text: string | RegExp) => log.getByRole("listitem").filter({ hasText: text });
  const dialog = (text: string) => page.getByRole("alertdialog").filter({ hasText: text });
  return {
    member,
    language,
    app,
    say,
    phone: page,
    chat: {
      log,
      shows: (text) => holding(text).last().waitFor(),
      count: (text) => holding(text).count(),
      button: (name) => log.getByRole("button", { name }).last(),
    },
    async write(text) {
      if (text === "/start") return await page.getByRole("button", { name: bot.start }).click();
      await page.getByRole("textbox", { name: bot.message }).fill(text);
      await page.getByRole("button", { name: bot.send }).click();
    },
    async toPlan() {
      await app.root.getByTitle(say.openPlan).click();
      await app.root.getByRole("heading", { name: plan, exact: true }).waitFor();
    },
    async orderInCrypto() {
      await app.button(say.take).click();
      await app.root.getByRole("dialog", { name: say.offer }).waitFor();
      await app.button(say.pay).click();
      await app.shows(say.waiting);
    },
    async payInStars(way) {
      const monthly = way === "monthly";
      const checkout = app.root.getByRole("dialog", { name: say.offer });
      await checkout.getByRole("radio", { name: monthly ? say.subscription : say.stars }).check();
      await checkout.getByRole("button", { name: say.payStars }).click();
      const sheet = page.getByRole("dialog", { name: say.box.starsSheet });
      const pay = sheet.getByRole("button", {
        name: monthly ? say.box.subscribe : say.box.payStars,
      });
      await pay.waitFor();
      await picture(page, `journey-stars-sheet-${language}-${scheme}-${width}`);
      await pay.click();
      await sheet.waitFor({ state: "detached" });
    },
    async letsWrite() {
      await dialog(say.box.askWrite).getByRole("button", { name: say.box.allow }).click();
    },
    async openPayPage() {
      await app.button(say.payPage).click();
      const opened = page.context().waitForEvent("page");
      await dialog(say.box.askLink).getByRole("button", { name: say.box.open }).click();
      const tab = await opened;
      await tab.waitForLoadState();
      return new PayPage(tab);
    },
    async follow(query) {
      const open = async () => {
        await page.getByRole("button", { name: say.box.link, exact: true }).click();
        const field = page.getByRole("textbox", { name: say.box.linkField });
        await field.fill(`https://t.me/sfera_box_bot?${query}`);
        await page.getByRole("button", { name: say.box.follow, exact: true }).click();
      };
      if (query.startsWith("startapp=")) await loadsAnew(app, open);
      else await open();
    },
    async look(screen) {
      await picture(page, `journey-${screen}-${language}-${scheme}-${width}`);
      await assertFits(app, `${screen}, ${width}`);
    },
  };
}

/** The books of the box, looked at from beside the service, as `deno task sfera audit` does. */
async function assertBooks({ url, development: { config } }: Box): Promise<void> {
  const { now } = await callBox(url, "GET", "/clock") as { now: number };
  const kv = await openDatabaseKv(config.storage.url);
  try {
    const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
    const found: Difference[] = [];
    const { members, differences } = await createAudit({ db, clock: { now: () => now } })
      .run((difference) => found.push(difference));
    assert.deepEqual(found, []);
    assert.equal(differences, 0);
    assert(members > 0, "somebody's books were looked at");
  } finally {
    kv.close();
  }
}
