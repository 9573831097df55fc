/** What `dev/calls.ts` and who started it tell each other. */
import type { LiveOrder } from "./gemini/live/control.ts";

/** Where things are. */
export interface CallsReady {
  /** The service. */
  url: string;
  /** What is asked with `POST` and a body of `CallsOrder`. */
  control: string;
  /** The stand-in for Gemini; undefined where it is the real one. */
  gemini?: { baseUrl: string; apiKey: string };
}

/** What can be asked, each with its answer. */
export type CallsOrder =
  /** A new member: `{initData}`. */
  | { order: "member"; language: "ru" | "en" }
  /** What an agent was sent with to a call: `{metadata}`, or null before that. */
  | { order: "dispatch"; callId: string }
  /** Real time, as calls see it, goes on by so much. */
  | { order: "pass"; milliseconds: number }
  /** What the scripted model does next. */
  | { order: "script"; live: LiveOrder }
  /** The role of the scripted model's newest answer in a call: `{role}`. */
  | { order: "role" };
