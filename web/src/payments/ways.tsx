/** How it is paid: one of the ways that it is sold in, and for crypto the coin. */
import type { PaymentWay } from "../../../domain/offer.ts";
import type { Purchase, Sale } from "../../../routes/schemas.ts";
import { Icon } from "../parts/icon.tsx";
import { RowWords } from "../parts/row.tsx";
import { haptic } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { icon } from "./icons.tsx";
import type { Item } from "./item.ts";
import { moneyText, stars } from "./money.ts";
import { networkName } from "./networks.ts";

interface WaysProps {
  item: Item;
  sale: Sale;
  ways: readonly PaymentWay[];
  wish: Purchase;
  onChoose(change: Partial<Purchase>): void;
}

/** So many coins are named before the choice. */
const NAMED = 4;

/** What a way means, in its second line. */
function explained(way: PaymentWay, { item, sale }: Pick<WaysProps, "item" | "sale">): string {
  if (way === "crypto") {
    const coins = [...new Set(sale.coins.map(({ currency }) => currency))];
    const named = coins.slice(0, NAMED).join(", ");
    return coins.length > NAMED ? t("app-way-crypto-coins", { coins: named }) : named;
  }
  const price = moneyText(stars(item.stars ?? 0), language.value);
  return way === "stars"
    ? t("app-way-stars-text", { price })
    : t("app-way-stars_subscription-text", { price, days: item.days });
}

/** The coin and its network; without a choice it is chosen on the processor's page. */
function Coin({ sale: { coins }, wish, onChoose }: Pick<WaysProps, "sale" | "wish" | "onChoose">) {
  if (coins.length === 0) return null;
  const at = coins.findIndex(({ currency, network }) =>
    currency === wish.coin?.currency && network === wish.coin.network
  );
  const named = (index: number) => {
    const coin = coins[index];
    return coin ? `${coin.currency}, ${networkName(coin.network)}` : t("app-coin-later");
  };
  return (
    <label class="row select coin">
      <span class="unseen">{t("app-coin")}</span>
      <span class="row-words" aria-hidden="true">
        <span class="caption">{t("app-coin")}</span>
        <span>{named(at)}</span>
      </span>
      <Icon name="down" small />
      <select
        value={String(at)}
        onChange={(event) => {
          haptic("tap");
          onChoose({ coin: coins[Number(event.currentTarget.value)] });
        }}
      >
        {coins.map((_, index) => <option key={index} value={String(index)}>{named(index)}</option>)}
        <option value="-1">{t("app-coin-later")}</option>
      </select>
    </label>
  );
}

export function Ways(props: WaysProps) {
  const { ways, wish, onChoose } = props;
  return (
    <div class="list pay-ways" role="radiogroup" aria-label={t("app-ways")}>
      {ways.map((way) => (
        <div class="way-place" key={way}>
          <label class="row choice pay-way">
            <input
              type="radio"
              name="way"
              checked={way === wish.way}
              onChange={() => {
                haptic("tap");
                onChoose({ way });
              }}
            />
            <i class="radio" aria-hidden="true" />
            <RowWords title={t(`app-way-${way}`)} text={explained(way, props)} />
            {way === "crypto" ? icon("coin") : <Icon name={way === "stars" ? "star" : "history"} />}
          </label>
          {way === "crypto" && wish.way === "crypto" && <Coin {...props} />}
        </div>
      ))}
    </div>
  );
}
