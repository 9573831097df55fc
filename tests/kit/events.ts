export interface ReadEvent {
  id: number;
  name: string;
  // deno-lint-ignore no-explicit-any
  data: any;
}

/** Reads Server-Sent Events from a response, one by one. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  try {
    while (true) {
      const { value, done } = await reader.read();
      if (done) return;
      buffer += value;
      const blocks = buffer.split("\n\n");
      buffer = blocks.pop()!;
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split("\n").map((
            line,
          ) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
        );
        if (fields.event) {
          yield { id: Number(fields.id), name: fields.event, data: JSON.parse(fields.data!) };
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** All events of a response. */
export async function allEvents(response: Response): Promise<ReadEvent[]> {
  return await Array.fromAsync(readEvents(response));
}

/** The text of an answer, put together from its events. */
export function textOf(events: readonly ReadEvent[]): string {
  return events.filter(({ name }) => name === "text").map(({ data }) => data.text).join("");
}
