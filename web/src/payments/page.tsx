/** A page of what was read from the service: while it is awaited, when it failed, and when it is there. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { isAway } from "../member.ts";
import { State } from "../parts/state.tsx";
import { member } from "../service.ts";
import { t } from "../texts.ts";
import { errorText } from "./error-text.ts";
import type { Resource } from "./resource.ts";
import "./words.ts";
import "../styles/list.css";

/** Reads a resource whenever the service can be reached again. */
export function useReading(...resources: Resource<unknown>[]): void {
  const online = member.link.value === "online";
  useEffect(() => {
    if (online) { for (const resource of resources) void resource.load(); }
  }, [online]);
}

function Rows() {
  return (
    <section class="section" aria-busy="true">
      <div class="list">
        {[58, 44, 50].map((width) => (
          <div class="row" key={width}>
            <i class="skeleton" style={{ width: `${width}%`, height: "1.1rem" }} />
          </div>
        ))}
      </div>
    </section>
  );
}

interface ReadProps<Value> {
  of: Resource<Value>;
  /** Said where it cannot be read. */
  failed: string;
  /** Stands there while it is awaited. */
  waiting?: ComponentChildren;
  children(value: Value): ComponentChildren;
}

/** What was read, or why not. */
export function Read<Value>({ of, failed, waiting, children }: ReadProps<Value>) {
  const value = of.value.value, failure = of.failure.value;
  if (value !== null) return <>{children(value)}</>;
  if (!failure && !isAway(member.link.value)) return <>{waiting ?? <Rows />}</>;
  return (
    <State
      title={failed}
      text={failure ? errorText(failure) : t("app-pay-offline")}
      requestId={failure?.requestId}
      action={{ label: t("app-retry"), run: () => void of.load() }}
    />
  );
}
