const page = document.documentElement;
let errors = 0;
const countError = () => { page.dataset.errors = String(++errors); };
page.dataset.errors = '0';
addEventListener('error', countError);
addEventListener('unhandledrejection', countError);

const data = JSON.parse(document.getElementById('data').textContent);
const main = document.getElementById('report');

/* Elements. Text reaches the page as text nodes only, never as markup. */

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter(child => child != null));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';
const SHAPES = {
  circle: 'M12 2a4 4 0 1 0 .01 0Z', triangle: 'M12 1l5 9H7Z', diamond: 'M12 0l5 6-5 6-5-6Z', rect: 'M8 2h8v8H8Z',
};
function swatch(style) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 12');
  svg.setAttribute('aria-hidden', 'true');
  const add = (tag, attributes) => {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    svg.append(shape);
  };
  if (style.line) {
    const dash = {dashed: '5 3', dotted: '2 2'}[style.line] || 'none';
    add('path', {d: 'M0 6H24', stroke: style.color(), 'stroke-width': 2, 'stroke-dasharray': dash, fill: 'none'});
  }
  if (style.symbol) {
    add('path', {d: SHAPES[style.symbol], fill: style.hollow ? 'none' : style.color(), stroke: style.color()});
  }
  return svg;
}
