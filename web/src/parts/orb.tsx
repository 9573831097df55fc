/** The orb: a painted pearl at once, and the living one over it when the page has time. */
import { useEffect, useRef } from "preact/hooks";
import type { Orb as Living } from "../orb/mount.ts";
import type { OrbState } from "../orb/states.ts";
import { scheme } from "../scheme.ts";
import { whenIdle } from "../idle.ts";
import "../styles/orb.css";

interface OrbProps {
  state?: OrbState;
  /** Stays painted. */
  painted?: boolean;
  /** How loud a voice is, 0 to 1; read with each frame. */
  level?(): number;
}

/** The ball alone; whoever uses it says what it means and what a tap does. */
export function Orb({ state = "idle", painted, level }: OrbProps) {
  const root = useRef<HTMLSpanElement>(null);
  const living = useRef<Living | null>(null);
  const wanted = useRef(state);

  useEffect(() => {
    if (painted) return;
    let gone = false;
    const canvas = document.createElement("canvas");
    const cancel = whenIdle(async () => {
      // Without the living one the painted pearl simply stays.
      const orb = await import("../orb/mount.ts").catch(() => null);
      const ball = root.current?.querySelector(".orb-ball");
      if (gone || !orb || !ball) return;
      living.current = orb.mountOrb(canvas, {
        state: wanted.current,
        scheme: scheme.value,
        still: matchMedia("(prefers-reduced-motion: reduce)").matches,
        onLight: (name, value) => root.current?.style.setProperty(name, value.toFixed(3)),
      });
      if (living.current) ball.append(canvas);
    });
    const unsubscribe = scheme.subscribe((now) => living.current?.scheme(now));
    return () => {
      gone = true;
      cancel();
      unsubscribe();
      living.current?.stop();
      canvas.remove();
    };
  }, [painted]);

  useEffect(() => {
    wanted.current = state;
    living.current?.set(state);
  }, [state]);

  useEffect(() => {
    if (!level) return;
    let frame = requestAnimationFrame(function follow() {
      living.current?.level(level());
      frame = requestAnimationFrame(follow);
    });
    return () => cancelAnimationFrame(frame);
  }, [level]);

  return (
    <span class="orb" ref={root} aria-hidden="true">
      <i class="orb-pool" />
      <i class="orb-halo" />
      <span class="orb-ball" />
    </span>
  );
}
