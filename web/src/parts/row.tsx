/** A row of a list: an icon, what it is, and what stands at its end. */
import type { ComponentChildren, VNode } from "preact";
import { haptic } from "../telegram.ts";
import { Icon } from "./icon.tsx";
import "../styles/list.css";

interface RowProps {
  /** The name of an icon, or a drawing. */
  icon?: string | VNode;
  title: ComponentChildren;
  /** A quieter line below. */
  text?: ComponentChildren;
  /** Stands at the end: a value, a count. */
  end?: ComponentChildren;
  /** Makes the row a button. */
  onClick?(): void;
  /** Leads to another screen: an arrow at the end says so. */
  leads?: boolean;
  danger?: boolean;
  busy?: boolean;
}

/** What stands in a row from its icon to its last word. */
export function RowWords({ icon, title, text }: Pick<RowProps, "icon" | "title" | "text">) {
  return (
    <>
      {typeof icon === "string" ? <Icon name={icon} /> : icon}
      <span class="row-words">
        <span>{title}</span>
        {text && <span class="second">{text}</span>}
      </span>
    </>
  );
}

export function Row({ icon, title, text, end, onClick, leads, danger, busy }: RowProps) {
  const inside = (
    <>
      <RowWords icon={icon} title={title} text={text} />
      {(end || leads) && (
        <span class="end">
          {end}
          {leads && <Icon name="forward" small />}
        </span>
      )}
    </>
  );
  const name = danger ? "row danger" : "row";
  if (!onClick) return <div class={name} data-icon={icon && ""}>{inside}</div>;
  return (
    <button
      class={name}
      type="button"
      data-icon={icon && ""}
      aria-busy={busy || undefined}
      disabled={busy}
      onClick={() => {
        haptic("tap");
        onClick();
      }}
    >
      {inside}
    </button>
  );
}
