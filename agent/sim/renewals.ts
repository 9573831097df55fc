import type { LeaseAnswer } from "../../routes/schemas.ts";
import { within } from "../pause.ts";
import { type CallService, ServiceAway } from "../service.ts";
import type { SilentRoom } from "./room.ts";

/** Renews now and then, in milliseconds; in a call nobody hurries it would be every 15 seconds. */
const NOW_AND_THEN = 5_000;

/** The renewals of a lease, which the agent asks for all the time and here have their moments. */
export interface Renewals {
  /** For the agent: waits for its moment. */
  renew(presence: { memberPresent: boolean }): Promise<LeaseAnswer>;
  /** Makes this the moment; answers once the service has been heard, or the agent has gone. */
  hurry(): Promise<void>;
}

/** Renewals with this service, of the agent in this room. */
export function createRenewals(service: CallService, room: SilentRoom): Renewals {
  let told: boolean | undefined;
  let moment = Promise.withResolvers<void>();
  let heard: (() => void)[] = [];
  let hurried = false;
  let over = false;
  void room.left.then(() => over = true);

  async function renew(presence: { memberPresent: boolean }): Promise<LeaseAnswer> {
    // The member's coming is told at once.
    const news = presence.memberPresent !== told;
    if (!news && !hurried) {
      await within(NOW_AND_THEN, Promise.race([moment.promise, room.left]));
      // Nobody waits for this one any more, and the service may be gone too.
      if (over) throw new ServiceAway("lease");
    }
    hurried = false;
    moment = Promise.withResolvers();
    told = presence.memberPresent;
    const waiting = heard;
    heard = [];
    try {
      return await service.lease(presence);
    } finally {
      waiting.forEach((resolve) => resolve());
    }
  }

  return {
    renew,
    async hurry() {
      if (room.gone) return;
      const renewed = new Promise<void>((resolve) => heard.push(resolve));
      hurried = true;
      moment.resolve();
      await Promise.race([renewed, room.left]);
    },
  };
}
