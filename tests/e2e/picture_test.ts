/** A picture that was found on the web: shown whole where it loads, and no hole where it does not. */
import assert from "node:assert/strict";
import { assertFits } from "./fit.ts";
import { browserTest, startBox, useBrowser, visit } from "./kit.ts";
import { openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const PICTURES = "https://copies.pictures.invalid/**";
const QUESTION = "Найди новости про биткоин";
const TITLE = "Биткоин за неделю: спокойная торговля и рост объёмов";
const SVG =
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>`;

browserTest(
  "a picture from the web is a card, and words alone where it does not load",
  async () => {
    await using box = await startBox();
    await using visitor = await visit({ width: 390, motion: true });
    const { page, context } = visitor;
    await context.route(
      PICTURES,
      (route) => route.fulfill({ contentType: "image/svg+xml", body: SVG }),
    );
    const app = await openAlone(page, box, { member: 1001, words: WORDS.ru });
    await app.button(WORDS.ru.write).click();
    await app.write(QUESTION);
    const picture = app.root.getByRole("img", { name: `Картинка «${TITLE}»`, includeHidden: true });
    await picture.waitFor();
    await picture.evaluate((image: unknown) => (image as { decode(): Promise<void> }).decode());
    const cards = app.root.locator("a.card").filter({ hasText: TITLE });
    await cards.nth(1).waitFor();
    assert.equal(await cards.count(), 2, "the link, and the picture that leads to the same page");
    await assertFits(app, "picture");
    visitor.assertClean();

    await context.route(PICTURES, (route) => route.abort());
    await page.reload();
    await cards.nth(1).waitFor();
    await app.root.locator(".card-picture").waitFor({ state: "detached" });
    const [link, words] = [
      (await cards.nth(0).boundingBox())!,
      (await cards.nth(1).boundingBox())!,
    ];
    assert(
      words.height <= link.height,
      `the words alone take ${words.height} of ${link.height} px`,
    );
    visitor.assertClean(/ERR_FAILED/);
  },
);
