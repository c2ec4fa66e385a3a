// The course of the last figures as a line, without axes: the figure beside it says where it stands.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 96;
const HEIGHT = 24;
const INSET = 2;

/** Makes a line; its show() takes the figures, oldest first, and what they are called. */
export function sparkline() {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('class', 'spark');
  svg.setAttribute('role', 'img');
  const line = document.createElementNS(SVG, 'polyline');
  const end = document.createElementNS(SVG, 'circle');
  end.setAttribute('r', '1.8');
  svg.append(line, end);
  svg.show = (figures, name) => {
    const shown = figures.length > 0;
    svg.classList.toggle('none', !shown);
    svg.setAttribute('aria-label', shown ? `${name}, last ${figures.length} answers` : `${name}: nothing yet`);
    if (!shown) return;
    const points = place(figures);
    line.setAttribute('points', points.map((point) => point.map((at) => at.toFixed(1)).join(',')).join(' '));
    end.setAttribute('cx', points.at(-1)[0].toFixed(1));
    end.setAttribute('cy', points.at(-1)[1].toFixed(1));
  };
  return svg;
}

/** From zero up, so that a small change looks small. */
function place(figures) {
  const most = Math.max(...figures, 1e-9);
  const step = (WIDTH - 2 * INSET) / Math.max(1, figures.length - 1);
  const from = figures.length === 1 ? WIDTH - INSET : INSET;
  return figures.map((figure, at) => [from + at * step, HEIGHT - INSET - (figure / most) * (HEIGHT - 2 * INSET)]);
}
