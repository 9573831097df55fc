/** Telegram's sheet of Stars over the Mini App: what it says, and what the app hears of it. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { THEMES } from "../../dev/box/page/theme.ts";
import type { InvoiceView, Quote } from "../../routes/schemas.ts";
import { until } from "../kit/conditions.ts";
import { assertFits } from "./fit.ts";
import { type Box, browserTest, callBox, sessionOf, startBox, useBrowser, visit } from "./kit.ts";
import { type MiniApp, openInBox, rgb } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();
