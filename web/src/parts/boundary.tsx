/** No blank page: what a screen throws becomes a sentence and a way to go on. */
import { Component, type ComponentChildren } from "preact";
import { ApiError } from "../api.ts";
import { t } from "../texts.ts";
import { State } from "./state.tsx";

interface BoundaryState {
  error: unknown;
}

export class Boundary extends Component<{ children: ComponentChildren }, BoundaryState> {
  override state: BoundaryState = { error: null };

  override componentDidCatch(error: unknown): void {
    this.setState({ error: error ?? new Error("unknown") });
  }

  /** A second failure asks for the page anew: what it holds in memory may be the cause. */
  #retry = () => {
    if (this.#retried) location.reload();
    this.#retried = true;
    this.setState({ error: null });
  };
  #retried = false;

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main class="screen">
        <div class="column">
          <State
            title={t("app-trouble")}
            text={t("app-trouble-text")}
            requestId={error instanceof ApiError ? error.requestId : null}
            action={{ label: t("app-retry"), run: this.#retry }}
          />
        </div>
      </main>
    );
  }
}
