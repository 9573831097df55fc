import { Hono } from "hono";
import type { Members } from "../services/members.ts";
import type { NoticesService } from "../services/notices.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { NoticeView } from "./schemas.ts";

/**
 * `/notices`: what the member could not be sent in Telegram; `/write-access`: they let the bot write.
 *
 * That they do is taken from the app: where it is not so, the next message that Telegram refuses marks
 * them again.
 */
export function noticeRoutes(deps: { notices: NoticesService; members: Members }) {
  const { notices, members } = deps;
  return new Hono<RequestEnvironment>()
    .get("/notices", async (context) => {
      const found: NoticeView[] = await notices.list(context.get("memberId"));
      return context.json({ notices: found });
    })
    .post("/notices/:id/seen", async (context) => {
      await notices.seen(context.get("memberId"), context.req.param("id"));
      return context.body(null, 204);
    })
    .post("/write-access", async (context) => {
      await members.setUnreachable(context.get("memberId"), false);
      return context.body(null, 204);
    });
}
