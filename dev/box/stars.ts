import { Hono } from "hono";
import { AppError } from "../../domain/errors.ts";
import { allowed, telegramWith } from "./chat.ts";
import { readBody, readQuery } from "./errors.ts";
import type { BoxDependencies } from "./ports.ts";
import * as requests from "./requests.ts";
import type { BoxStars, StarsAccount, StarsOffer, StarsPayment } from "./telegram.ts";

/** The part of the API around Telegram Stars: the sheet's, and that of who looks after the box. */
export function starsRoutes(deps: BoxDependencies): Hono {
  const starsOf = (memberId: number): BoxStars => {
    const { stars } = telegramWith(deps, memberId);
    if (stars) return stars;
    throw new AppError("conflict", { reason: "this Telegram takes no Stars" });
  };
  return new Hono()
    .get("/stars", (c) => {
      const { member } = readQuery(c, requests.memberQuery);
      return c.json<StarsAccount>(starsOf(member).account(member));
    })
    .get("/stars/offer", async (c) => {
      const { member, slug } = readQuery(c, requests.starsOfferQuery);
      const stars = starsOf(member);
      // What is not there is refused by a throw.
      return c.json<StarsOffer>(
        await allowed(() => Promise.resolve().then(() => stars.offer(member, slug))),
      );
    })
    .post("/stars/pay", async (c) => {
      const { member, slug } = await readBody(c, requests.starsPayRequest);
      const stars = starsOf(member);
      return c.json<StarsPayment>(await allowed(() => stars.pay(member, slug)));
    })
    .post("/stars/top-up", async (c) => {
      const { member, stars: count } = await readBody(c, requests.starsTopUpRequest);
      await starsOf(member).topUp(member, count);
      return c.json<StarsAccount>(starsOf(member).account(member));
    })
    .post("/stars/renewal", async (c) => {
      const { member, chargeId, renews } = await readBody(c, requests.starsRenewalRequest);
      const stars = starsOf(member);
      await allowed(() => stars.setRenewal(member, chargeId, renews));
      return c.json<StarsAccount>(stars.account(member));
    })
    .post("/stars/refund", async (c) => {
      const { member, chargeId } = await readBody(c, requests.starsChargeRequest);
      const stars = starsOf(member);
      await allowed(() => stars.refund(member, chargeId));
      return c.json<StarsAccount>(stars.account(member));
    });
}
