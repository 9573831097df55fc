/** Rows of which one is chosen. */
import { useId } from "preact/hooks";
import { haptic } from "../telegram.ts";
import { Icon } from "./icon.tsx";
import { RowWords } from "./row.tsx";

export interface Option<Value> {
  value: Value;
  title: string;
  text?: string;
  /** The language of the title, where it is not the page's. */
  lang?: string;
}

interface ChoiceProps<Value> {
  /** What is chosen, for a screen reader. */
  label: string;
  options: readonly Option<Value>[];
  chosen: Value;
  onChoose(value: Value): void;
}

export function Choice<Value extends string | null>(
  { label, options, chosen, onChoose }: ChoiceProps<Value>,
) {
  const name = useId();
  return (
    <div class="list" role="radiogroup" aria-label={label}>
      {options.map(({ value, title, text, lang }) => (
        <label class="row choice" key={value ?? ""}>
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => {
              haptic("tap");
              onChoose(value);
            }}
          />
          <RowWords title={<span lang={lang}>{title}</span>} text={text} />
          {value === chosen && <Icon name="check" />}
        </label>
      ))}
    </div>
  );
}
