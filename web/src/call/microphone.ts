/** The one microphone of a call: asked for once, muted but not stopped while the call lasts. */
import { meter } from "./level.ts";
import { type Microphone, MicrophoneError, troubleOf } from "./port.ts";

const WANTED: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/**
 * Asks for the microphone.
 *
 * @param onLost told when the device is gone while it is in use
 * @throws {MicrophoneError} why it could not be had
 */
export async function openMicrophone(onLost: () => void): Promise<Microphone> {
  // An insecure page has no such thing at all.
  if (!navigator.mediaDevices?.getUserMedia) throw new MicrophoneError("unsupported");
  let track: MediaStreamTrack;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: WANTED });
    track = stream.getAudioTracks()[0]!;
  } catch (error) {
    throw new MicrophoneError(troubleOf((error as Error).name));
  }
  const measured = meter(track);
  track.addEventListener("ended", onLost);
  return {
    track,
    level: measured.level,
    setMuted: (muted) => track.enabled = !muted,
    stop() {
      track.removeEventListener("ended", onLost);
      measured.stop();
      track.stop();
    },
  };
}

/** Whether asking for the microphone will put no question; false where that is not known. */
export async function isMicrophoneGranted(): Promise<boolean> {
  try {
    const name = "microphone" as PermissionName;
    return (await navigator.permissions.query({ name })).state === "granted";
  } catch {
    return false;
  }
}
