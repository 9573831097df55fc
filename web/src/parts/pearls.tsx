/** Pearls: Sfera's mark, and what is left of something counted. */

/** Up to this many units are shown one by one. */
export const COUNTABLE = 5;

export function Pearl({ off }: { off?: boolean }) {
  return <i class={off ? "pearl off" : "pearl"} aria-hidden="true" />;
}

/** One pearl a unit, the used ones hollow. */
export function Pearls({ left, limit }: { left: number; limit: number }) {
  return (
    <span class="pearls" aria-hidden="true">
      {Array.from({ length: limit }, (_, unit) => <Pearl key={unit} off={unit >= left} />)}
    </span>
  );
}

/** A line with a pearl where you are; the words beside it say the same. */
export function Meter({ left, limit }: { left: number; limit: number }) {
  const share = limit > 0 ? Math.max(0, Math.min(1, left / limit)) : 0;
  return (
    <div class="meter" style={{ "--share": `${share * 100}%` }} aria-hidden="true">
      <i class="bar" />
      <Pearl off={share === 0} />
    </div>
  );
}
