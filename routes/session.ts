import { Hono } from "hono";
import { AppError } from "../domain/errors.ts";
import type { Community } from "../domain/community.ts";
import type { Members } from "../services/members.ts";
import type { OpenedSession, Sessions } from "../services/sessions.ts";
import type { SettingsService } from "../services/settings.ts";
import { credentials } from "./auth.ts";
import { requestAddress, type RequestContext, type RequestEnvironment } from "./environment.ts";
import type { RateLimit } from "./limits.ts";
import type { Session } from "./schemas.ts";

/**
 * `POST /session`: initData for a session, or a session for a later one.
 *
 * `X-Time-Zone` is the IANA name of the device's zone; the member's country is guessed from it.
 *
 * Failures are counted by address, the rest by member: many members may share an address.
 */
export function sessionRoutes(deps: {
  sessions: Sessions;
  members: Members;
  settings: Pick<SettingsService, "guessCountry">;
  community: Community;
  limit: RateLimit;
}) {
  const { sessions, members, settings, community, limit } = deps;

  async function open(context: RequestContext): Promise<OpenedSession> {
    const { scheme, value } = credentials(context);
    if (scheme === "tma") return await sessions.open(value);
    if (scheme === "bearer") return sessions.renew(value);
    throw new AppError("init_data_invalid", { reason: "no initData" });
  }

  return new Hono<RequestEnvironment>().post("/session", async (context) => {
    const opened = await open(context).catch((error) => {
      limit.count(requestAddress(context));
      throw error;
    });
    limit.count(opened.memberId);
    const me = await members.view(opened.memberId);
    const timeZone = context.req.header("x-time-zone");
    if (timeZone) await settings.guessCountry(opened.memberId, timeZone);
    const { language } = me.member;
    const { name, greeting, suggestions } = community.assistant;
    const body: Session = {
      token: opened.token,
      expiresAt: opened.expiresAt,
      me,
      assistant: {
        name,
        greeting: greeting[language],
        timeZone: community.assistant.timeZone,
        suggestions: suggestions.map(({ icon, text }) => ({ icon, text: text[language] })),
      },
      startParam: opened.startParam,
    };
    return context.json(body);
  });
}
