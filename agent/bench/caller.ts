import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  Room,
  RoomEvent,
  type Track,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from "@livekit/rtc-node";
import { loudnessOf } from "../../dev/gemini/live/sound.ts";
import { pause } from "../pause.ts";

const RATE = 24_000;
/** What is louder is a sound, as the mean of a frame. */
const LOUD = 300;
/** So many frames may wait to be sent; more would blur when speech ends. */
const QUEUE = 4;
const KEPT_SOUNDS = 6000;
/** How long an answer may take before it counts as lost, in milliseconds. */
const LOST_AFTER = 60_000;

/** Somebody in a call, whose microphone is always open and who notices when something sounds. */
export class Caller {
  readonly #room = new Room();
  readonly #source: AudioSource;
  /** Moments at which something sounded, for what is asked for later. */
  #sounds: number[] = [];
  #waiting: { after: number; heard: (moment: number) => void }[] = [];
  #speech: { samples: Int16Array; at: number; said: (moment: number) => void } | undefined;
  #left = false;

  private constructor(private readonly frame: number) {
    this.#source = new AudioSource(RATE, 1, QUEUE * frame);
  }

  /**
   * Comes into the room of a token and opens the microphone; sound goes and comes in frames of so many
   * milliseconds, and is told as exactly.
   */
  static async join(url: string, token: string, frame = 10): Promise<Caller> {
    const caller = new Caller(frame);
    const room = caller.#room;
    room.on(RoomEvent.TrackSubscribed, (track) => {
      if (track.kind === TrackKind.KIND_AUDIO) void caller.#listen(track);
    });
    await room.connect(url, token, { autoSubscribe: true, dynacast: false });
    const track = LocalAudioTrack.createAudioTrack("microphone", caller.#source);
    void caller.#transmit();
    await room.localParticipant!.publishTrack(
      track,
      new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
    );
    return caller;
  }

  /** The first moment after `after`, by `performance.now()`, at which something sounds. */
  soundAfter(after: number): Promise<number> {
    const already = this.#sounds.find((moment) => moment >= after);
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("nothing was heard")), LOST_AFTER);
      this.#waiting.push({
        after,
        heard(moment) {
          clearTimeout(timer);
          resolve(moment);
        },
      });
    });
  }

  /** Waits until nothing has sounded for so long. */
  async quiet(milliseconds: number): Promise<void> {
    while (performance.now() - (this.#sounds.at(-1) ?? 0) < milliseconds) await pause(20);
  }

  /** Says something at the pace of speech; answers the moment at which it ended. */
  speak(samples: Int16Array): Promise<number> {
    return new Promise((said) => this.#speech = { samples, at: 0, said });
  }

  async leave(): Promise<void> {
    this.#left = true;
    await this.#room.disconnect();
    await this.#source.close();
  }

  /** Sends speech where there is some, else silence; the source takes as much as time passes. */
  async #transmit(): Promise<void> {
    const length = RATE * this.frame / 1000;
    while (!this.#left) {
      const frame = new Int16Array(length);
      const speech = this.#speech;
      if (speech) {
        frame.set(speech.samples.subarray(speech.at, speech.at + length));
        speech.at += length;
      }
      await this.#source.captureFrame(new AudioFrame(frame, RATE, 1, length));
      if (speech && speech.at >= speech.samples.length) {
        this.#speech = undefined;
        speech.said(performance.now());
      }
    }
  }

  async #listen(track: Track): Promise<void> {
    const stream = new AudioStream(track, {
      sampleRate: RATE,
      numChannels: 1,
      frameSizeMs: this.frame,
    });
    for await (const frame of stream) {
      if (loudnessOf(frame.data) < LOUD) continue;
      const now = performance.now();
      this.#sounds.push(now);
      this.#sounds.splice(0, this.#sounds.length - KEPT_SOUNDS);
      const waiting = this.#waiting;
      this.#waiting = waiting.filter(({ after }) => after > now);
      for (const { after, heard } of waiting) if (after <= now) heard(now);
    }
  }
}
