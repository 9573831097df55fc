/** A code: in the field of the page, or followed by a link; and what came of it. */
import { useEffect, useRef } from "preact/hooks";
import type { Redeemed } from "../../../routes/schemas.ts";
import { Icon } from "../parts/icon.tsx";
import { Orb } from "../parts/orb.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { heldCode } from "../payments/again.ts";
import { CodeField } from "../payments/code-field.tsx";
import { errorText } from "../payments/error-text.ts";
import type { Followed } from "../payments/links.ts";
import { moneyText } from "../payments/money.ts";
import { createRedeeming } from "../payments/redeem.ts";
import { api, calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { dateLabel } from "../time.ts";

/** What follows at once from a code that was taken. */
function onDone({ kind, code }: Redeemed): void {
  haptic("success");
  if (kind === "discount") heldCode.value = code;
  else void member.refresh();
}

/** The codes of this page. */
export const redeeming = createRedeeming({ api, onDone });

/** What a code brought, in a title and a line. */
function wordsOf({ kind, plan, days, until, percent, off, code }: Redeemed) {
  const values = {
    code,
    plan: plan?.name ?? "",
    days: days ?? 0,
    until: until === null ? "" : dateLabel(calendar(), until, member.now()),
    off: percent !== null
      ? t("app-code-percent", { percent })
      : off
      ? `−${moneyText(off, language.value)}`
      : "",
  };
  const ending = kind !== "discount" && kind !== "referral" && until !== null ? "-until" : "";
  return {
    title: t(`app-redeemed-${kind}`, values),
    text: ending ? t("app-redeemed-until", values) : t(`app-redeemed-${kind}-text`, values),
  };
}

function Done({ redeemed }: { redeemed: Redeemed }) {
  const { title, text } = wordsOf(redeemed);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), [redeemed]);
  return (
    <div class="redeemed" ref={place}>
      <Icon name="check" />
      <span>
        <span class="head">{title}</span>
        <span class="second">{text}</span>
      </span>
    </div>
  );
}

/** The field of the page. */
export function PromoSection({ onDiscount }: { onDiscount(redeemed: Redeemed): void }) {
  const done = redeeming.done.value, refusal = redeeming.refusal.value;
  return (
    <section class="section">
      <h2>{t("app-code")}</h2>
      <CodeField
        busy={redeeming.busy.value}
        refusal={refusal && errorText(refusal)}
        onWrite={redeeming.clear}
        onApply={async (code) => {
          const redeemed = await redeeming.redeem(code);
          if (redeemed?.kind === "discount") onDiscount(redeemed);
          else if (!redeemed) haptic("error");
        }}
      />
      <div role="status">{done && <Done redeemed={done} />}</div>
    </section>
  );
}

/** What a sheet with a code says under it. */
function FollowedText({ kind }: Pick<Followed, "kind">) {
  const { done, refusal } = redeeming;
  if (done.value) return <>{wordsOf(done.value).text}</>;
  if (refusal.value) return <span class="wrong">{errorText(refusal.value)}</span>;
  return <>{t("app-followed-text", { kind })}</>;
}

/**
 * A code that a link brought: one tap, and what came of it in its place. An invitation was taken when
 * the member came, so it is only told; a discount goes on to the checkout.
 */
export function FollowedSheet(
  { followed, onDiscount, onClose }: {
    followed: Followed;
    onDiscount(redeemed: Redeemed): void;
    onClose(): void;
  },
) {
  const { busy, done, refusal, redeem, clear } = redeeming;
  const { kind, code } = followed, redeemed = done.value;
  const discount = redeemed?.kind === "discount" ? redeemed : null;
  const open = !redeemed && kind !== "ref" &&
    (!refusal.value || refusal.value.passing || refusal.value.code === "rate_limited");
  const take = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    clear();
    // The sheet came by itself: what there is to do is at hand, and not how to close it.
    take.current?.focus();
    if (kind === "ref") void redeem(`ref_${code}`);
    return clear;
  }, []);

  async function act(): Promise<void> {
    haptic("tap");
    if (!(await redeem(`${kind}_${code}`))) haptic("error");
  }
  return (
    <Sheet
      title={redeemed ? wordsOf(redeemed).title : t("app-followed", { kind })}
      held={busy.value}
      done={discount !== null}
      onClose={() => {
        onClose();
        if (discount) onDiscount(discount);
      }}
      action={open
        ? (
          <button
            class="button primary"
            type="button"
            ref={take}
            aria-busy={busy.value}
            disabled={busy.value}
            onClick={() => void act()}
          >
            {t(busy.value ? "app-code-applying" : "app-followed-take", { kind })}
          </button>
        )
        : undefined}
    >
      <div class="followed">
        <Orb painted />
        {!redeemed && kind !== "ref" && <p class="address code" translate={false}>{code}</p>}
        <p role="status" class="second">
          <FollowedText kind={kind} />
        </p>
      </div>
    </Sheet>
  );
}
