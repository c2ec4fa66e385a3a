// The hosts: their cards, what runs in each slot, which roles they have. And the panel in which one thing is looked at closely.

import { actionButton, drainNode, loadRole, notice, removeNode, slotLog, unloadRole } from './actions.js';
import { age, arrange, badge, bar, byId, el, empty, rate } from './dom.js';
import { askForKeys } from './keys.js';

const STATUS = { live: 'good', draining: 'busy', unconfirmed: 'idle', stale: 'bad', suspect: 'bad' };
const STATES = {
  ready: 'good',
  starting: 'busy',
  loading: 'busy',
  yielding: 'busy',
  stopping: 'busy',
  backing_off: 'bad',
  failed: 'bad',
};
const KEPT_LINES = 2000;
const SURE_MS = 4000;

const cards = new Map();
const grid = el('div', { class: 'cards' });
const detail = byId('detail');
let onDetailClosed = () => {};

/** Opens the panel with this in it; what closes it calls `closed`. */
export function openDetail(title, ...content) {
  byId('detail-title').textContent = title;
  arrange(byId('detail-body'), content);
  if (!detail.open) detail.showModal();
}

byId('detail-close').addEventListener('click', () => detail.close());
detail.addEventListener('close', () => {
  onDetailClosed();
  onDetailClosed = () => {};
});

/** Shows all of these, and no others; `everything` tells whether there would be others for an admin key. */
export function showNodes(nodes, everything) {
  const ids = new Set(nodes.map((node) => node.id));
  for (const id of [...cards.keys()]) if (!ids.has(id)) cards.delete(id);
  nodes.forEach(updateNode);
  if (nodes.length > 0) {
    arrange(grid, nodes.map((node) => cards.get(node.id).element));
    arrange(byId('nodes'), [grid]);
  } else {
    arrange(byId('nodes'), [everything ? nobody() : hidden()]);
  }
}

function nobody() {
  return empty(
    el('p', {}, 'No host has registered.'),
    el('p', {}, 'On a host with models, put the address of this gateway under ', el('code', {}, 'gateways:'), ' in ', el('code', {}, 'configs/node_agent.yaml'), ' and start ', el('code', {}, './rolemesh node-agent'), '.'),
  );
}

function hidden() {
  return empty(
    el('p', {}, 'Hosts are shown to who has an admin key.'),
    el('button', { type: 'button', on: { click: () => askForKeys('With an admin key you see every node and request, and can act.') } }, 'Give an admin key'),
  );
}

/** Shows what has become of one. */
export function updateNode(node) {
  let card = cards.get(node.id);
  if (!card) {
    card = makeCard(node.id);
    cards.set(node.id, card);
  }
  card.show(node);
}

/** Ages go on while nothing is told. */
export function tickNodes(now) {
  cards.forEach((card) => card.tick(now));
}

function makeCard(id) {
  let node = null;
  const parts = new Map();
  const status = badge('idle', '');
  const url = el('span', { class: 'url' });
  const seen = el('span', { class: 'hint' });
  const reason = el('p', { class: 'reason' });
  const gpus = el('ul', { class: 'gpus', 'aria-label': `Cards of ${id}` });
  const slots = el('ul', { class: 'slots', 'aria-label': `Slots of ${id}` });
  const roles = el('ul', { class: 'roles', 'aria-label': `Roles of ${id}` });
  const drain = actionButton('Drain', `Drain ${id}`, () => drainNode(id, true));
  const undrain = actionButton('Undrain', `Undrain ${id}`, () => drainNode(id, false));
  const remove = removal(id);
  const actions = el('span', { class: 'actions' });
  const element = el(
    'article', { class: 'panel card', 'data-node': id, 'aria-label': id },
    el('header', {}, el('span', { class: 'title' }, el('strong', {}, id), status), actions),
    el('p', { class: 'where' }, url, seen),
    reason, gpus, slots, roles,
  );

  /** The same element for the same thing each time, so that focus and hover stay. */
  function part(kind, name, make) {
    const key = `${kind} ${name}`;
    if (!parts.has(key)) parts.set(key, make());
    return parts.get(key);
  }

  function tick(now) {
    seen.textContent = `heard of ${age(now - node.seen)} ago`;
  }

  function show(told) {
    node = told;
    status.className = `badge ${STATUS[node.status] ?? 'idle'}`;
    status.textContent = node.status;
    url.textContent = node.url;
    tick(Date.now());
    reason.textContent = node.reason ?? '';
    reason.hidden = !node.reason;
    arrange(gpus, (node.gpus ?? []).map((gpu) => {
      const row = part('gpu', gpu.device ?? gpu.index, gpuRow);
      row.show(gpu);
      return row.element;
    }));
    arrange(slots, (node.slots ?? []).map((slot) => {
      const row = part('slot', slot.name, () => slotRow(id, String(slot.name)));
      row.show(slot);
      return row.element;
    }));
    arrange(roles, node.roles.map((role) => {
      const row = part('role', role.role, () => roleRow(id, role.role));
      row.show(role, node.slots !== undefined);
      return row.element;
    }));
    const gone = node.status !== 'live' && node.status !== 'draining';
    arrange(actions, [node.draining ? undrain : drain, ...(gone ? [remove] : [])]);
  }

  return { element, show, tick };
}

/** Asks back, in its own place. */
function removal(id) {
  let sure = false;
  const button = actionButton('Remove', `Remove ${id}`, () => {
    if (sure) return removeNode(id);
    sure = true;
    button.textContent = 'Really remove?';
    setTimeout(() => {
      sure = false;
      button.textContent = 'Remove';
    }, SURE_MS);
    return null;
  });
  return button;
}

function gpuRow() {
  const name = el('span', { class: 'name' });
  const memory = bar('Memory in use');
  const figures = el('span', { class: 'hint number' });
  const fault = el('span', { class: 'reason' });
  const element = el('li', {}, name, memory, figures, fault);
  function show(gpu) {
    name.textContent = `${gpu.device ?? gpu.index ?? ''} ${gpu.name ?? ''}`.trim();
    const known = gpu.memory_total_mib > 0 && gpu.memory_used_mib !== undefined;
    memory.hidden = !known;
    memory.show(known ? gpu.memory_used_mib / gpu.memory_total_mib : 0);
    figures.textContent = [
      known ? `${gib(gpu.memory_used_mib)} of ${gib(gpu.memory_total_mib)} GiB` : null,
      gpu.utilization_pct === undefined ? null : `${gpu.utilization_pct} %`,
      gpu.temperature_c === undefined ? null : `${gpu.temperature_c} °C`,
    ].filter(Boolean).join(' · ');
    fault.textContent = gpu.fault ?? '';
  }
  return { element, show };
}

function gib(mib) {
  return (mib / 1024).toFixed(1);
}

function slotRow(node, name) {
  const state = badge('idle', '');
  const what = el('span', { class: 'model' });
  const progress = bar(`${name} is loading`);
  const figures = el('span', { class: 'hint number' });
  const detailText = el('span', { class: 'reason' });
  const log = actionButton('Log', `Log of slot ${name} on ${node}`, () => followLog(node, name));
  const element = el(
    'li', { 'data-slot': name },
    el('span', { class: 'name' }, name), state, what, log, progress, figures, detailText,
  );
  function show(slot) {
    const process = slot.process ?? {};
    state.className = `badge ${STATES[slot.state] ?? 'idle'}`;
    state.textContent = String(slot.state ?? '').replaceAll('_', ' ');
    what.textContent = [slot.role, process.model].filter(Boolean).join(' · ');
    progress.hidden = process.progress === undefined || slot.state === 'ready';
    progress.show(process.progress ?? 0);
    figures.textContent = [
      slot.device,
      process.slots === undefined ? null : `${process.slots_busy ?? 0}/${process.slots} at work`,
      process.requests_deferred > 0 ? `${process.requests_deferred} wait inside` : null,
      process.tokens_per_second > 0 ? `${rate(process.tokens_per_second)} tokens/s` : null,
      process.n_ctx === undefined ? null : `context ${process.n_ctx.toLocaleString('en')}`,
      slot.restarts > 0 ? `restarted ${slot.restarts} ×` : null,
    ].filter(Boolean).join(' · ');
    detailText.textContent = [slot.detail, slot.state === 'ready' ? null : slot.last_exit?.how].filter(Boolean).join(' · ');
  }
  return { element, show };
}

function roleRow(node, role) {
  const state = badge('idle', '');
  const detailText = el('span', { class: 'hint' });
  const load = actionButton('Load', `Load ${role} on ${node}`, () => loadRole(role, node));
  const unload = actionButton('Unload', `Unload ${role} on ${node}`, () => unloadRole(role, node));
  const actions = el('span', { class: 'actions' });
  const element = el('li', { 'data-role': role }, el('span', { class: 'name' }, role), state, detailText, actions);
  function show(told, hasAgent) {
    state.className = `badge ${STATES[told.state] ?? 'idle'}`;
    state.textContent = told.state;
    detailText.textContent = [told.model, told.detail].filter(Boolean).join(' · ');
    const loaded = told.state === 'ready' || told.state === 'loading';
    arrange(actions, hasAgent ? [loaded ? unload : load] : []);
  }
  return { element, show };
}

/** Shows the log of a slot while it grows, until the panel is closed. */
async function followLog(node, slot) {
  const stop = new AbortController();
  const answer = await slotLog(node, slot, stop.signal);
  const lines = el('pre', { class: 'log', tabindex: '0', role: 'log', 'aria-label': `Log of slot ${slot} on ${node}` });
  openDetail(`Log of ${slot} on ${node}`, lines);
  onDetailClosed = () => stop.abort();
  readLines(answer.body, lines).catch((failure) => {
    if (!stop.signal.aborted) notice(`Log of ${slot} on ${node}: ${failure.message}`);
  });
}

async function readLines(body, lines) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 8;
    lines.append(piece.value);
    while (lines.childNodes.length > KEPT_LINES) lines.firstChild.remove();
    if (atEnd) lines.scrollTop = lines.scrollHeight;
  }
  lines.append('\n[the log has ended]\n');
}
