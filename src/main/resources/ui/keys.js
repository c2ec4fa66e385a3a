// Keys are asked for where the gateway wants one, and kept in this tab alone.

import { byId, say } from './dom.js';

const CLIENT = 'rolemesh.client-key';
const ADMIN = 'rolemesh.admin-key';

const dialog = byId('key-dialog');
const listeners = [];
let asking = null;

/** The key for a purpose: to look, to chat or to act; null where there is none. */
function keyFor(purpose) {
  const client = sessionStorage.getItem(CLIENT);
  const admin = sessionStorage.getItem(ADMIN);
  if (purpose === 'act') return admin;
  return purpose === 'look' ? admin || client : client;
}

export function headersFor(purpose) {
  const key = keyFor(purpose);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** Calls back when other keys have been given. */
export function onKeys(listener) {
  listeners.push(listener);
}

/** Asks, and tells whether keys were given. Who asks while the question is open gets the same answer. */
export function askForKeys(reason) {
  if (!asking) {
    asking = new Promise((resolve) => {
      say(byId('key-reason'), reason);
      byId('client-key').value = sessionStorage.getItem(CLIENT) ?? '';
      byId('admin-key').value = sessionStorage.getItem(ADMIN) ?? '';
      dialog.answer = false;
      dialog.showModal();
      dialog.addEventListener('close', () => resolve(dialog.answer), { once: true });
    }).finally(() => {
      asking = null;
    });
  }
  return asking;
}

function keep(name, value) {
  if (value) sessionStorage.setItem(name, value);
  else sessionStorage.removeItem(name);
}

byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  keep(CLIENT, byId('client-key').value.trim());
  keep(ADMIN, byId('admin-key').value.trim());
  dialog.answer = true;
  dialog.close();
  listeners.forEach((listener) => listener());
});
byId('key-cancel').addEventListener('click', () => dialog.close());
byId('keys').addEventListener('click', () => askForKeys('The gateway knows its keys from auth: in its config.'));
