// The playground: a chat with a role, streamed, with how fast it comes.

import { postJson } from './actions.js';
import { byId, el, millis, rate, say } from './dom.js';
import { readEvents } from './live.js';

const conversation = byId('conversation');
const prompt = byId('prompt');
const role = byId('role');
const figures = byId('figures');
const hint = el('p', { class: 'hint' }, 'Nothing said yet. What you send goes to the role as any other client would send it.');

let messages = [];
let running = null;

/** Offers these roles, and keeps the one that is chosen. */
export function offerRoles(aliases) {
  const names = aliases.map((alias) => alias.model);
  const offered = [...role.options].map((option) => option.value);
  if (JSON.stringify(names) === JSON.stringify(offered)) return;
  const chosen = role.value;
  role.replaceChildren(...names.map((name) => el('option', { value: name }, name)));
  if (names.includes(chosen)) role.value = chosen;
}

function add(kind, who) {
  hint.remove();
  const text = el('p', { class: 'text' });
  conversation.append(el('div', { class: `message ${kind}` }, el('span', { class: 'who' }, who), text));
  conversation.scrollTop = conversation.scrollHeight;
  return text;
}

/** Measures an answer while it comes. */
class Clock {
  began = performance.now();
  first = null;
  tokens = 0;
  told = null;

  token() {
    this.first ??= performance.now();
    this.tokens += 1;
  }

  words(end) {
    if (this.first === null) return 'waiting for the first token';
    const seconds = (performance.now() - this.first) / 1000;
    const speed = this.told?.speed ?? (this.tokens > 1 && seconds > 0 ? (this.tokens - 1) / seconds : 0);
    const tokens = this.told?.tokens ?? this.tokens;
    return [`first token ${millis(this.first - this.began)}`, `${rate(speed)} tokens/s`, `${tokens} tokens`, end].filter(Boolean).join(' · ');
  }
}

async function ask(text) {
  const stop = new AbortController();
  running = stop;
  setRunning(true);
  add('user', 'you').textContent = text;
  const history = messages;
  history.push({ role: 'user', content: text });
  const answer = add('assistant', role.value);
  const clock = new Clock();
  let said = '';
  let failed = null;
  let drawn = 0;
  const draw = () => {
    drawn = 0;
    const atEnd = conversation.scrollHeight - conversation.scrollTop - conversation.clientHeight < 40;
    answer.textContent = said;
    say(figures, clock.words());
    if (atEnd) conversation.scrollTop = conversation.scrollHeight;
  };
  say(figures, clock.words());
  say(byId('spoken'), '');
  try {
    const response = await postJson('chat', '../v1/chat/completions', {
      model: role.value,
      messages: history,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: Math.max(1, Number(byId('max-tokens').value) || 512),
    }, { signal: stop.signal });
    say(answer.parentElement.firstChild, [role.value, response.headers.get('X-RoleMesh-Upstream')].filter(Boolean).join(' on '));
    await readEvents(response.body, (_, data) => {
      if (data === '[DONE]') return;
      const event = JSON.parse(data);
      if (event.error) failed = event.error.message;
      const piece = pieceOf(event);
      if (piece) {
        clock.token();
        said += piece;
      }
      clock.told = countsOf(event) ?? clock.told;
      drawn ||= requestAnimationFrame(draw);
    });
  } catch (failure) {
    failed = stop.signal.aborted ? null : failure.message;
  }
  cancelAnimationFrame(drawn);
  draw();
  if (failed) answer.parentElement.append(el('p', { class: 'reason' }, failed));
  const end = stop.signal.aborted ? 'cancelled' : failed ? 'broken off' : 'complete';
  say(figures, clock.first === null ? `no answer · ${end}` : clock.words(end));
  say(byId('spoken'), `Answer ${end}`);
  // What was not answered is not said again with the next message.
  if (said) history.push({ role: 'assistant', content: said });
  else history.pop();
  if (running === stop) setRunning(false);
}

/** What an event adds to the answer; models that think say so in a member of its own. */
function pieceOf(event) {
  const delta = event.choices?.[0]?.delta ?? {};
  return delta.content || delta.reasoning_content || '';
}

/** What the backend says of the whole answer, where it does. */
function countsOf(event) {
  const tokens = event.usage?.completion_tokens ?? event.timings?.predicted_n;
  return tokens === undefined ? null : { tokens, speed: event.timings?.predicted_per_second };
}

function setRunning(is) {
  if (!is) running = null;
  conversation.setAttribute('aria-busy', String(is));
  byId('send').disabled = is;
  byId('cancel').disabled = !is;
  if (is) byId('cancel').focus();
  else prompt.focus();
}

function submit() {
  const text = prompt.value.trim();
  if (!text || running || !role.value) return;
  prompt.value = '';
  ask(text);
}

function clear() {
  running?.abort();
  messages = [];
  conversation.replaceChildren(hint);
  say(figures, '');
}

byId('chat').addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
prompt.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
});
byId('cancel').addEventListener('click', () => running?.abort());
byId('clear').addEventListener('click', clear);
clear();
