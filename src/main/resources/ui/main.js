// Puts what the gateway tells onto the page.

import { addPaces, showAliases, tickAliases, updateAlias } from './aliases.js';
import { offerRoles } from './chat.js';
import { arrange, byId, el, say } from './dom.js';
import { onKeys } from './keys.js';
import { lookOn } from './live.js';
import { showNodes, tickNodes, updateNode } from './nodes.js';
import { addRequests } from './requests.js';

const THEME = 'rolemesh.theme';
const THEMES = ['auto', 'light', 'dark'];

let aliases = new Map();
let nodes = new Map();
let everything = false;
let ahead = 0;

function take(kind, told) {
  ahead = told.now - Date.now();
  const fresh = kind === 'state';
  if (fresh) {
    everything = told.sees.everything;
    aliases = new Map((told.aliases ?? []).map((alias) => [alias.name, alias]));
    nodes = new Map((told.nodes ?? []).map((node) => [node.id, node]));
    showAliases([...aliases.values()]);
    showNodes([...nodes.values()], everything);
    offerRoles([...aliases.values()]);
  } else {
    (told.aliases ?? []).forEach((alias) => {
      aliases.set(alias.name, alias);
      updateAlias(alias);
    });
    (told.nodes ?? []).forEach((node) => {
      nodes.set(node.id, node);
      updateNode(node);
    });
  }
  for (const name of aliases.keys()) {
    const paces = told.paces?.[name] ?? [];
    if (fresh || paces.length > 0) addPaces(name, paces, fresh);
  }
  if (fresh || told.requests) addRequests(told.requests ?? [], fresh, everything);
  summarize();
}

function summarize() {
  const all = [...aliases.values()];
  const usable = all.filter((alias) => alias.state === 'usable').length;
  const live = [...nodes.values()].filter((node) => node.status === 'live').length;
  const count = (figure) => all.reduce((sum, alias) => sum + figure(alias), 0);
  const facts = [
    [`${usable}/${all.length}`, 'roles can answer'],
    ...(everything ? [[`${live}/${nodes.size}`, 'nodes live']] : []),
    [String(count((alias) => alias.in_flight)), 'in flight'],
    [String(count((alias) => alias.waiting + alias.waiting_for_load)), 'waiting'],
  ];
  arrange(byId('summary'), facts.map(([figure, word]) => el('li', {}, el('strong', {}, figure), ` ${word}`)));
}

const WORDS = { reconnecting: 'reconnecting', 'no key': 'a key is needed' };

function connected(why) {
  const shown = byId('connection');
  say(shown, why === null ? 'live' : WORDS[why]);
  shown.className = `connection badge ${why === null ? 'good' : 'bad'}`;
  document.body.classList.toggle('stale', why !== null);
}

function setTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  localStorage.setItem(THEME, theme);
  say(byId('theme'), `Theme: ${theme}`);
}

byId('theme').addEventListener('click', () => {
  const now = document.documentElement.dataset.theme ?? 'auto';
  setTheme(THEMES[(THEMES.indexOf(now) + 1) % THEMES.length]);
});
setTheme(THEMES.includes(localStorage.getItem(THEME)) ? localStorage.getItem(THEME) : 'auto');

setInterval(() => {
  tickAliases(Date.now() + ahead);
  tickNodes(Date.now() + ahead);
}, 1000);

onKeys(lookOn(take, connected));
