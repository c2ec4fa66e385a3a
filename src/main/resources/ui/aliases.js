// The roles: whether each can answer, what it has to do, and how fast its last answers came.

import { actionButton, explainRole, loadRole, unloadRole } from './actions.js';
import { age, arrange, badge, bar, byId, el, empty, millis, rate, say, setBadge } from './dom.js';
import { openDetail } from './nodes.js';
import { sparkline } from './sparkline.js';

const KINDS = { usable: 'good', loading: 'busy', unusable: 'bad' };
const WORDS = { usable: 'ready', loading: 'loading', unusable: 'unavailable' };
const UPSTREAMS = { warm: 'good', cold: 'idle', loading: 'busy', out: 'bad' };
const KEPT = 60;

const rows = new Map();
const head = el(
  'div', { class: 'row head', role: 'row' },
  ...['Role', 'In flight', 'Queue', 'Tokens/s', 'First token', 'Actions'].map((title) => el('span', { role: 'columnheader' }, title)),
);
const table = el('div', { class: 'panel table aliases', role: 'table', 'aria-labelledby': 'aliases-title' });

/** Shows all of these, and no others. */
export function showAliases(aliases) {
  const names = new Set(aliases.map((alias) => alias.name));
  for (const name of [...rows.keys()]) if (!names.has(name)) rows.delete(name);
  aliases.forEach(updateAlias);
  if (aliases.length === 0) {
    arrange(byId('aliases'), [empty(
      el('p', {}, 'There is no role yet.'),
      el('p', {}, 'Name one under ', el('code', {}, 'models:'), ' in the config of the gateway, or start ', el('code', {}, './rolemesh node-agent'), ' on a host with models: it announces its own.'),
    )]);
    return;
  }
  arrange(table, [head, ...aliases.map((alias) => rows.get(alias.name).element)]);
  arrange(byId('aliases'), [table]);
}

/** Shows what has become of one. */
export function updateAlias(alias) {
  let row = rows.get(alias.name);
  if (!row) {
    row = makeRow(alias.name);
    rows.set(alias.name, row);
  }
  row.show(alias);
}

/** Takes in how its last answers came: [ended, tokens per second, first token in ms], the last two where known. */
export function addPaces(name, paces, fresh) {
  rows.get(name)?.addPaces(paces, fresh);
}

/** Ages go on while nothing is told. */
export function tickAliases(now) {
  rows.forEach((row) => row.tick(now));
}

function makeRow(name) {
  let alias = null;
  let speeds = [];
  let firsts = [];
  const state = badge('idle', '');
  const reason = el('span', { class: 'reason' });
  const progress = bar(`${name} is loading`);
  const upstreams = el('ul', { class: 'chips', 'aria-label': `Backends of ${name}` });
  const inFlight = el('span', { class: 'number' });
  const now = el('span', { class: 'hint number', title: 'Tokens that come now, of all streams, each second' });
  const queue = el('span', { class: 'number' });
  const speed = el('span', { class: 'number' });
  const speedLine = sparkline();
  const first = el('span', { class: 'number' });
  const firstLine = sparkline();
  const load = actionButton('Load', `Load ${name}`, () => loadRole(name));
  const unload = actionButton('Unload', `Unload ${name}`, () => unloadRole(name));
  const explain = actionButton('Explain', `Explain where ${name} goes`, async () => showExplanation(name, await explainRole(name)));
  const actions = el('span', { class: 'actions', role: 'cell' });
  const element = el(
    'div', { class: 'row', role: 'row', 'data-alias': name },
    el('span', { class: 'title', role: 'cell' }, el('strong', {}, name), state),
    cell('In flight', inFlight, now),
    cell('Queue', queue),
    cell('Tokens/s', speed, speedLine),
    cell('First token', first, firstLine),
    actions,
    el('span', { class: 'more', role: 'cell' }, reason, progress, upstreams),
  );

  function tick(time) {
    const since = alias.since ? `, for ${age(time - alias.since)}` : '';
    say(reason, alias.reason ? `${alias.reason}${since}` : '');
  }

  function show(told) {
    alias = told;
    setBadge(state, isCold(alias) ? 'idle' : KINDS[alias.state] ?? 'idle', isCold(alias) ? 'loads on request' : WORDS[alias.state] ?? alias.state);
    tick(Date.now());
    reason.hidden = !alias.reason;
    progress.hidden = !(alias.state === 'loading' && alias.progress !== undefined);
    progress.show(alias.progress ?? 0);
    arrange(upstreams, alias.upstreams.map(chip));
    say(inFlight, String(alias.in_flight));
    say(now, alias.tokens_per_second ? `${rate(alias.tokens_per_second)}/s` : '');
    say(queue, `${alias.waiting + alias.waiting_for_load} / ${alias.queue}`);
    element.classList.toggle('active', alias.in_flight > 0);
    const onNode = alias.upstreams.some((upstream) => upstream.on_node);
    const warm = alias.upstreams.some((upstream) => upstream.state === 'warm' && upstream.on_node);
    arrange(actions, [...(onNode ? [warm ? unload : load] : []), explain]);
  }

  function addPaces(paces, fresh) {
    if (fresh) {
      speeds = [];
      firsts = [];
    }
    for (const [, tokensPerSecond, firstToken] of paces) {
      if (tokensPerSecond > 0) speeds.push(tokensPerSecond);
      if (firstToken >= 0) firsts.push(firstToken);
    }
    speeds = speeds.slice(-KEPT);
    firsts = firsts.slice(-KEPT);
    say(speed, rate(speeds.at(-1)));
    say(first, millis(firsts.at(-1)));
    speedLine.show(speeds, 'Tokens per second');
    firstLine.show(firsts, 'Time to the first token');
  }

  addPaces([], true);
  return { element, show, addPaces, tick };
}

/** Whether the first request would have to wait for a model. */
function isCold(alias) {
  return alias.state === 'usable' && alias.upstreams.every((upstream) => upstream.state !== 'warm');
}

function chip(upstream) {
  const limit = upstream.limit === undefined ? '' : `/${upstream.limit}`;
  return el(
    'li', { class: `chip ${UPSTREAMS[upstream.state] ?? 'idle'}`, title: upstream.reason ?? upstream.state },
    upstream.name, el('span', {}, upstream.state === 'warm' ? `${upstream.in_flight}${limit}` : upstream.state),
  );
}

function cell(label, ...content) {
  return el('span', { class: 'cell', role: 'cell', 'data-label': label }, ...content);
}

function showExplanation(name, told) {
  const outcome = told.chosen ? `The next request goes to ${told.chosen}.` : `The next request goes nowhere: ${told.outcome.replaceAll('_', ' ')}.`;
  openDetail(
    `Where ${name} goes`,
    el('p', {}, outcome, told.reason ? ` ${told.reason}` : ''),
    el('p', { class: 'hint' }, `Strategy ${told.strategy.replaceAll('_', ' ')}, ${told.queue.waiting} of ${told.queue.length} places in the queue taken.`),
    el('div', { class: 'scroll' }, el(
      'table', {},
      el('thead', {}, el('tr', {}, ...['Backend', 'Verdict', 'Why', 'Score', 'In flight'].map((title) => el('th', { scope: 'col' }, title)))),
      el('tbody', {}, ...told.candidates.map(candidate)),
    )),
  );
}

function candidate(told) {
  const limit = told.limit === undefined ? '' : ` / ${told.limit}`;
  return el(
    'tr', {},
    el('td', {}, told.upstream),
    el('td', {}, badge(told.accepted ? 'good' : 'bad', told.accepted ? 'accepted' : 'rejected')),
    el('td', {}, told.reason ?? ''),
    el('td', { class: 'number' }, told.score === undefined ? '–' : String(Math.round(told.score * 100) / 100)),
    el('td', { class: 'number' }, told.in_flight === undefined ? '–' : `${told.in_flight}${limit}`),
  );
}
