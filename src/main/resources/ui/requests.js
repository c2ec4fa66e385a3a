// The last requests: when, what for, who answered, how long it took. Never what was said.

import { arrange, badge, byId, el, empty, millis } from './dom.js';

const KEPT = 200;
const CLIENT_LEFT = 499;

let rows = [];
const head = el(
  'div', { class: 'row head', role: 'row' },
  ...['Time', 'Status', 'Role', 'Backend', 'First byte', 'Total', 'Tokens', 'Request'].map((title) => el('span', { role: 'columnheader' }, title)),
);
const table = el('div', { class: 'panel table requests', role: 'table', 'aria-labelledby': 'requests-title', tabindex: '0' });

/** Adds these, oldest first; where `fresh`, in place of those that are there. */
export function addRequests(requests, fresh, everything) {
  const added = requests.map(row).reverse();
  rows = (fresh ? added : [...added, ...rows]).slice(0, KEPT);
  if (rows.length === 0) {
    arrange(byId('requests'), [empty(el('p', {}, everything
      ? 'No request yet. Send one from the playground, and it shows here.'
      : 'No request yet with your key. Those of others are shown to who has an admin key.'))]);
    return;
  }
  arrange(table, [head, ...rows]);
  arrange(byId('requests'), [table]);
}

function row(request) {
  const tokens = [request.prompt_tokens, request.completion_tokens];
  const who = request.key ? ` by ${request.key}` : '';
  return el(
    'div', { class: 'row', role: 'row', 'data-request': request.id },
    cell('Time', new Date(request.ended).toLocaleTimeString('en-GB')),
    el('span', { role: 'cell', class: 'cell', 'data-label': 'Status' }, badge(kind(request.status), String(request.status)), request.error ? el('span', { class: 'reason' }, request.error) : null),
    cell('Role', request.alias ?? '–'),
    cell('Backend', request.upstream ?? '–'),
    cell('First byte', millis(request.first_byte_ms), 'number'),
    cell('Total', millis(request.total_ms), 'number'),
    cell('Tokens', tokens.some((count) => count !== undefined) ? tokens.map((count) => count ?? '–').join(' → ') : '–', 'number'),
    el('span', { role: 'cell', class: 'cell id', 'data-label': 'Request', title: `${request.method} ${request.path}${who}` }, request.id),
  );
}

function cell(label, text, kindOf = '') {
  return el('span', { role: 'cell', class: `cell ${kindOf}`, 'data-label': label }, text);
}

function kind(status) {
  if (status === CLIENT_LEFT) return 'idle';
  return status >= 500 ? 'bad' : status >= 400 ? 'busy' : 'good';
}
