// Requests of this page to the gateway, and what is said of those that fail.

import { byId, el } from './dom.js';
import { askForKeys, headersFor } from './keys.js';

const SHOWN_MS = 12000;
const WANTED = {
  look: 'The gateway wants a client key or an admin key to show how things are.',
  chat: 'The gateway wants a client key for this.',
  act: 'The gateway wants an admin key for this.',
};

/** A failure that the gateway has explained. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * Sends a request with the key for its purpose, and asks for one where the gateway wants it. Throws {@link Refused} for
 * every answer but a good one.
 */
export async function send(purpose, path, options = {}) {
  let answer = await attempt(purpose, path, options);
  while (answer.status === 401) {
    const shown = 'Authorization' in headersFor(purpose);
    if (!(await askForKeys(shown ? 'The gateway does not know this key.' : WANTED[purpose]))) break;
    answer = await attempt(purpose, path, options);
  }
  if (!answer.ok) throw new Refused(await reason(answer), answer.status);
  return answer;
}

function attempt(purpose, path, options) {
  return fetch(path, {
    ...options,
    cache: 'no-store',
    headers: { ...options.headers, ...headersFor(purpose) },
  });
}

async function reason(answer) {
  try {
    return (await answer.json()).error.message;
  } catch {
    return `HTTP ${answer.status}`;
  }
}

export function postJson(purpose, path, body, options = {}) {
  return send(purpose, path, {
    ...options,
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Tells of a failure at the edge of the page, for a while. */
export function notice(text) {
  const shown = el('p', {}, el('span', {}, text), el('button', { type: 'button', on: { click: () => shown.remove() } }, 'Dismiss'));
  byId('notices').append(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}

/** A button that does one thing at a time, and says so while it does it. */
export function actionButton(label, name, act) {
  const button = el('button', { type: 'button', 'aria-label': name, title: name }, label);
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    try {
      await act();
    } catch (failure) {
      notice(`${name}: ${failure.message}`);
    } finally {
      button.removeAttribute('aria-busy');
    }
  });
  return button;
}

const part = encodeURIComponent;

export function loadRole(alias, node) {
  return postJson('act', `../v1/roles/${part(alias)}/load${node ? `?node=${part(node)}` : ''}`, {});
}

export function unloadRole(alias, node) {
  return postJson('act', `../v1/roles/${part(alias)}/unload${node ? `?node=${part(node)}` : ''}`, {});
}

export function drainNode(node, draining) {
  return send('act', `../v1/nodes/${part(node)}/drain`, { method: draining ? 'POST' : 'DELETE' });
}

export function removeNode(node) {
  return send('act', `../v1/nodes/${part(node)}`, { method: 'DELETE' });
}

export async function explainRole(alias) {
  return (await send('chat', `../v1/roles/${part(alias)}/explain`, { method: 'POST' })).json();
}

export function slotLog(node, slot, signal) {
  return send('act', `../v1/nodes/${part(node)}/slots/${part(slot)}/logs?follow=1`, { signal });
}
