// How things are, told by the gateway as server-sent events. EventSource cannot send a key, so the stream is read here.

import { Refused, send } from './actions.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

/** Reads server-sent events, and calls back with the name and the data of each. Ends with the stream. */
export async function readEvents(body, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let held = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    held += piece.value.replaceAll('\r\n', '\n');
    const events = held.split('\n\n');
    held = events.pop();
    events.forEach((event) => takeEvent(event, take));
  }
}

function takeEvent(event, take) {
  let name = 'message';
  const data = [];
  for (const line of event.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
  }
  if (data.length > 0) take(name, data.join('\n'));
}

/**
 * Looks on for as long as the page is open, and begins again whenever the stream ends.
 *
 * @param take is called with "state" or "change" and what is told
 * @param connected is called with null while the stream runs, otherwise with why it does not
 * @returns a function that begins again at once
 */
export function lookOn(take, connected) {
  let wake = () => {};
  let stream = new AbortController();

  async function once() {
    stream = new AbortController();
    const answer = await send('look', 'live', { signal: stream.signal });
    connected(null);
    await readEvents(answer.body, (name, data) => take(name, JSON.parse(data)));
  }

  /** Looks on until that ends, and tells why it did. */
  async function end() {
    try {
      await once();
      return 'reconnecting';
    } catch (failure) {
      return failure instanceof Refused && failure.status === 401 ? 'no key' : 'reconnecting';
    }
  }

  async function forever() {
    let pause = FIRST_PAUSE_MS;
    for (;;) {
      const began = performance.now();
      const why = await end();
      connected(why);
      pause = performance.now() - began > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : pause;
      if (!stream.signal.aborted) {
        await new Promise((resolve) => {
          wake = resolve;
          // Without a key it would be in vain, and the question would come up again and again.
          if (why !== 'no key') setTimeout(resolve, pause);
        });
      }
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    }
  }

  forever();
  return () => {
    stream.abort();
    wake();
  };
}
