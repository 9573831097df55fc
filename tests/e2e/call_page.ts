/** What runs in the page of a caller: the member's tongue at the microphone, and ears at her voice. */

/** Samples a second of what the member says. */
export const TONGUE_RATE = 24_000;

/**
 * The microphone gives what a test says, when it says it.
 *
 * The browser is asked for its own device all the same, so that permission, refusal and the number of
 * questions are the real ones. `ears` write down every 20 ms whether her voice comes out,
 * `moods` what stood under the orb, `notices` what was told below.
 */
export const CALLER = `(() => {
  const devices = navigator.mediaDevices;
  if (!devices?.getUserMedia) return;
  const ask = devices.getUserMedia.bind(devices);
  const tongue = globalThis.tongue = { asked: 0, tracks: [] };
  let audio, out;
  devices.getUserMedia = async (wanted) => {
    tongue.asked += 1;
    const device = await ask(wanted);
    audio ??= new AudioContext();
    out ??= audio.createMediaStreamDestination();
    const [track] = out.stream.clone().getAudioTracks();
    const stop = track.stop.bind(track);
    track.stop = () => { stop(); device.getTracks().forEach((one) => one.stop()); };
    tongue.tracks.push(track);
    return new MediaStream([track]);
  };
  tongue.ready = () => tongue.tracks.length > 0 && audio.state === "running";
  tongue.say = (data) => new Promise((said) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const samples = Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32768);
    const sound = audio.createBuffer(1, samples.length, ${TONGUE_RATE});
    sound.copyToChannel(samples, 0);
    const source = audio.createBufferSource();
    source.buffer = sound;
    source.connect(out);
    source.onended = said;
    source.start();
  });

  const ears = globalThis.ears = { loud: [] };
  const histories = [
    [".mood span", globalThis.moods = []],
    [".notes .note span", globalThis.notices = []],
  ].map(([place, shown]) => ({ place, shown, last: undefined }));
  const look = () => {
    for (const history of histories) {
      const text = document.querySelector(history.place)?.textContent;
      if (text && history.last !== text) history.shown.push({ text, at: performance.now() });
      history.last = text;
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  const heard = new Map();
  let listening;
  setInterval(() => {
    let loudness = 0;
    for (const { srcObject } of document.querySelectorAll("audio")) {
      const [track] = srcObject?.getAudioTracks?.() ?? [];
      if (!track) continue;
      let analyser = heard.get(track.id);
      if (!analyser) {
        listening ??= new AudioContext();
        analyser = listening.createAnalyser();
        analyser.fftSize = 1024;
        listening.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        heard.set(track.id, analyser);
      }
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      loudness = Math.max(loudness, Math.sqrt(power));
    }
    if (loudness > 0.01) ears.loud.push(performance.now());
  }, 20);
})()`;
