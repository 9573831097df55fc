/** The Stars of a member, for whoever looks after the box. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { StarsAccount } from "../telegram.ts";
import { Icon } from "./icons.tsx";
import { Popover } from "./parts.tsx";
import { server } from "./server.ts";
import { attempt, chat, language, member, state, words } from "./store.ts";
import { LOCALES, starsText } from "./words.ts";

/** So many Stars at a tap. */
const TOP_UP = 1_000;
const SHOWN_PAYMENTS = 8;

/** What they have and pay, to be topped up, stopped and given back. */
export function StarsPanel() {
  if (!state.value?.bot || !member.value) return null;
  return (
    <Popover
      label={<Icon name="star" />}
      title={words.value.stars}
      class="icon-button"
      panelClass="below stars-panel"
    >
      {() => <Account memberId={member.value!.id} />}
    </Popover>
  );
}

function Account({ memberId }: { memberId: number }) {
  const account = useSignal<StarsAccount | null>(null);
  const say = words.value;
  const read = async () => {
    account.value = await server.starsAccount(memberId).catch(() => null);
  };
  useEffect(() => void read(), [memberId, chat.value]);
  const act = (action: () => Promise<unknown>) => () => void attempt(action).then(read);
  if (!account.value) return null;
  const { balance, subscriptions, payments } = account.value;
  return (
    <>
      <h2>{say.starsBalance}: {starsText(balance, language.value)}</h2>
      <div class="fault-buttons">
        <button type="button" onClick={act(() => server.topUpStars(memberId, TOP_UP))}>
          +{TOP_UP} ★
        </button>
        <button
          type="button"
          onClick={act(() =>
            server.addFault({ service: "telegram", kind: "lose", match: "payment", times: 1 })
          )}
        >
          {say.starsLose}
        </button>
      </div>
      <h2>{say.starsSubscriptions}</h2>
      {subscriptions.length === 0 && <p>{say.starsNone}</p>}
      <ul class="stars-list">
        {subscriptions.map((one) => {
          const renews = !one.cancelled.member && !one.cancelled.bot;
          return (
            <li key={one.id}>
              <span>
                {one.title}, {starsText(one.stars, language.value)}
                <small>
                  {one.ended ? say.starsEnded : renews ? say.starsNext : say.starsUntil}
                  {one.ended ? "" : ` ${dateText(one.expiresAt)}`}
                </small>
              </span>
              {!one.ended && !one.cancelled.bot && (
                <button
                  type="button"
                  class="as-link"
                  onClick={act(() => server.setStarsRenewal(memberId, one.id, !renews))}
                >
                  {renews ? say.starsStop : say.starsGoOn}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <h2>{say.starsPayments}</h2>
      {payments.length === 0 && <p>{say.starsNone}</p>}
      <ul class="stars-list">
        {payments.slice(0, SHOWN_PAYMENTS).map((one) => (
          <li key={one.id}>
            <span>
              {one.title}, {starsText(one.stars, language.value)}
              <small>{one.refunded ? say.starsRefunded : dateText(one.date)}</small>
            </span>
            {!one.refunded && (
              <button
                type="button"
                class="as-link"
                onClick={act(() => server.refundStars(memberId, one.id))}
              >
                {say.starsRefund}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A day in the community's time zone; `date` in seconds. */
function dateText(date: number): string {
  return new Intl.DateTimeFormat(LOCALES[language.value], {
    timeZone: state.value?.timeZone,
    day: "numeric",
    month: "long",
  }).format(date * 1000);
}
