/** What is left of the plan and of what was bought beside it, and when it is whole again. */
import type { AllowanceLeft, Me } from "../../../routes/schemas.ts";
import { COUNTABLE, Meter, Pearls } from "../parts/pearls.tsx";
import { RowWords } from "../parts/row.tsx";
import { calendar, member } from "../service.ts";
import { t } from "../texts.ts";
import { dateLabel, untilLabel } from "../time.ts";

function AllowanceRow({ one }: { one: AllowanceLeft }) {
  if (one.per === "call") {
    return (
      <p class="row">
        {t("app-one-call")}
        <span class="end numbers">
          {one.limit === null ? t("app-endless") : t("app-one-call-minutes", { limit: one.limit })}
        </span>
      </p>
    );
  }
  const { left, limit, resetsAt } = one;
  const name = t(`app-${one.kind}`);
  const span = resetsAt === null
    ? t("app-in-period")
    : t("app-in-period-until", { date: dateLabel(calendar(), resetsAt, member.now()) });
  return (
    <div class="row">
      {one.per === "period" ? <RowWords title={name} text={span} /> : name}
      <span class="end numbers">
        {limit !== null && limit <= COUNTABLE && <Pearls left={left ?? 0} limit={limit} />}
        {limit === null || left === null ? t("app-endless") : t("app-left-of", { left, limit })}
      </span>
      {limit !== null && limit > COUNTABLE && <Meter left={left ?? 0} limit={limit} />}
    </div>
  );
}

function PackRow({ pack }: { pack: Me["packs"][number] }) {
  const { name, minutesLeft, until } = pack;
  const text = until === null
    ? undefined
    : t("app-in-period-until", { date: dateLabel(calendar(), until, member.now()) });
  return (
    <div class="row">
      <RowWords title={name} text={text} />
      <span class="end numbers">{t("app-pack-left", { left: minutesLeft })}</span>
    </div>
  );
}

export function Left({ me }: { me: Me }) {
  const resets = me.allowances.filter(({ per }) => per === "day")
    .flatMap(({ resetsAt }) => resetsAt ?? []);
  const when = resets.length > 0 ? untilLabel(calendar(), Math.min(...resets), member.now()) : null;
  // What an older version of the app remembered of a member has no packs.
  const packs = me.packs ?? [];
  return (
    <section class="section">
      <h2>
        <span>{t("app-plan-left")}</span>
        {when && <span class="numbers">{t("app-resets", { when })}</span>}
      </h2>
      <div class="list">
        {me.allowances.map((one) => <AllowanceRow key={`${one.kind} ${one.per}`} one={one} />)}
        {packs.map((pack) => <PackRow key={`${pack.name} ${pack.until}`} pack={pack} />)}
      </div>
    </section>
  );
}
