/** A row that is on or off; the whole of it can be tapped. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { haptic } from "../telegram.ts";
import { RowWords } from "./row.tsx";

interface SwitchRowProps {
  icon?: string;
  title: string;
  text?: ComponentChildren;
  on: boolean;
  onChange(on: boolean): void;
  disabled?: boolean;
}

export function SwitchRow({ icon, title, text, on, onChange, disabled }: SwitchRowProps) {
  const name = useId(), description = useId();
  return (
    <button
      class="row"
      type="button"
      role="switch"
      aria-checked={on}
      aria-labelledby={name}
      aria-describedby={text ? description : undefined}
      data-icon={icon && ""}
      disabled={disabled}
      onClick={() => {
        haptic("tap");
        onChange(!on);
      }}
    >
      <RowWords
        icon={icon}
        title={<span id={name}>{title}</span>}
        text={text && <span id={description}>{text}</span>}
      />
      <i class="switch" />
    </button>
  );
}
