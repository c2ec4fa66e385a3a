// Elements are made here and nowhere else. Whatever comes from a backend, a node or a client becomes text by this, never markup.

/** Makes an element: properties, listeners under "on", attributes for all else; children are elements or text. */
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (name === 'class') {
      made.className = value;
    } else if (value === true) {
      made.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Changes a text only where it is another, so that a selection in it survives. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Puts these elements in an element, in this order, and moves only what is out of place, so that focus stays. */
export function arrange(parent, wanted) {
  const kept = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!kept.has(child)) child.remove();
  wanted.forEach((child, at) => {
    if (parent.childNodes[at] !== child) parent.insertBefore(child, parent.childNodes[at] ?? null);
  });
}

/** A word with a coloured dot before it. */
export function badge(kind, text) {
  return el('span', { class: `badge ${kind}` }, text);
}

export function setBadge(element, kind, text) {
  const name = `badge ${kind}`;
  if (element.className !== name) element.className = name;
  say(element, text);
}

/** A bar that is this much full, 0 to 1. */
export function bar(label) {
  const fill = el('i');
  const outer = el('span', { class: 'meter', role: 'meter', 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-label': label }, fill);
  outer.show = (share) => {
    const percent = Math.round(Math.max(0, Math.min(1, share)) * 100);
    fill.style.width = `${percent}%`;
    outer.setAttribute('aria-valuenow', percent);
    outer.classList.toggle('full', percent >= 95);
  };
  return outer;
}

/** What to do where there is nothing to see. */
export function empty(...lines) {
  return el('div', { class: 'panel empty' }, ...lines);
}

export function millis(value) {
  if (value === undefined || value === null || value < 0) return '–';
  if (value < 10) return `${value.toFixed(1)} ms`;
  if (value < 1000) return `${Math.round(value)} ms`;
  return value < 60000 ? `${(value / 1000).toFixed(value < 10000 ? 2 : 1)} s` : age(value);
}

export function age(value) {
  const seconds = Math.max(0, Math.round(value / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

export function rate(value) {
  if (!(value > 0)) return '–';
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}
