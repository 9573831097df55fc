/** Taking a member off this device: what the app and Telegram keep for them here. */
import { storageOrNull } from "../cache.ts";
import { draft } from "../chat/desk.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { launch } from "../telegram.ts";
import { forgetInTelegram } from "../telegram-more.ts";
import { emptyStore } from "./kept.ts";

/** Removes everything of this member from the device; what is in memory goes with the next reload. */
export function forgetMember(): void {
  incognito.value = false;
  draft.value = "";
  for (const get of [() => localStorage, () => sessionStorage]) {
    emptyStore(storageOrNull(get), launch.memberId);
  }
  forgetInTelegram();
}
