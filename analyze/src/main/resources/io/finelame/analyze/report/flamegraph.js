/* Flame graphs: a box for each function on top of its caller, as wide as its share of the samples. Boxes are elements, so that the browser
   fits their text and a screen reader finds them. */

const LEAST_SHARE = 0.001;
const LEVEL = 18;
/** Pixels below which a box has no text. */
const LEAST_TEXT = 28;
const DARK_DIFFERENCES = ['#1f6aa5', '#3a3e44', '#a8500f'];
const ON_DARK = '#ffffff';
let flameGraphs = 0;

/** The nodes of all stacks of a run: which stand on which, by name. */
class StackTree {
  constructor({names, kind, frame, parent, kinds}) {
    Object.assign(this, {names, kind, frame, parent, kinds});
    this.children = frame.map(() => []);
    this.depth = frame.map(() => 0);
    for (let node = 1; node < frame.length; node++) {
      this.children[parent[node]].push(node);
      this.depth[node] = this.depth[parent[node]] + 1;
    }
    const before = (a, b) => a < b ? -1 : a > b ? 1 : 0;
    for (const each of this.children) each.sort((a, b) => before(this.name(a), this.name(b)) || this.kindOf(a) - this.kindOf(b));
  }
  name(node) {
    return this.names[this.frame[node]];
  }
  kindOf(node) {
    return this.kind[this.frame[node]];
  }
  /** Samples that end at each node. */
  own({nodes, samples}) {
    const own = new Float64Array(this.frame.length);
    nodes.forEach((node, i) => { own[node] = samples[i]; });
    return own;
  }
  /** Samples that end at each node or above it. */
  totals(own) {
    const totals = Float64Array.from(own);
    for (let node = totals.length - 1; node > 0; node--) totals[this.parent[node]] += totals[node];
    return totals;
  }
}

const mixed = (a, b, part) => '#' + [1, 3, 5].map(at => {
  const [from, to] = [a, b].map(colour => parseInt(colour.slice(at, at + 2), 16));
  return Math.round(from + part * (to - from)).toString(16).padStart(2, '0');
}).join('');

class FlameGraph {
  /** stacks: as the page has them; periodMs: CPU time of a sample; file: name of a saved picture. */
  constructor({stacks, tree, file}) {
    Object.assign(this, {stacks, tree, file, root: 0, current: 0, boxes: new Map(), pattern: null});
    this.id = 'flame-' + flameGraphs++;
    this.graph = el('div', {class: 'flame', role: 'tree', tabindex: 0, 'aria-describedby': this.id + '-hint',
      onkeydown: event => this.key(event), onclick: event => this.click(event), onmouseover: event => this.tell(this.nodeAt(event) ?? this.current),
      onmouseleave: () => this.tell(this.current), onfocus: () => this.tell(this.current)});
    this.line = el('p', {class: 'flame-line', 'aria-live': 'polite'});
    this.found = el('span', {class: 'flame-found', 'aria-live': 'polite'});
    this.whole = el('button', {type: 'button', onclick: () => this.zoom(0)}, 'Whole graph');
    this.search = el('input', {type: 'search', size: 18, oninput: () => this.find()});
    this.regular = el('input', {type: 'checkbox', onchange: () => this.find()});
    this.controls = [this.whole, el('label', {}, 'Search', this.search), el('label', {}, this.regular, 'regular expression'), this.found,
      el('button', {type: 'button', class: 'save', onclick: () => this.save()}, 'Save as SVG')];
    this.swatches = el('div', {class: 'legend'});
    this.hint = el('p', {class: 'note', id: this.id + '-hint'}, 'Click or Enter zooms in, Escape zooms out. Arrow keys move to the caller (down), the widest callee (up) and the neighbours (left, right).');
    legends.add(() => { if (this.sets) this.draw(); });
  }

  nodes() {
    return [this.swatches, this.graph, this.line, this.hint];
  }

  /** sets: of one or two groups, {title, samples}; the second is what the first is compared with. */
  show(sets) {
    this.sets = sets.map(({title, samples}) => {
      const own = this.tree.own(samples);
      return {title, own, totals: this.tree.totals(own)};
    });
    this.root = this.current = 0;
    this.graph.setAttribute('aria-label', 'Flame graph of ' + sets.map(set => set.title).join(' against '));
    this.draw();
    this.find();
  }

  share(set, node) {
    return set.totals[0] > 0 ? set.totals[node] / set.totals[0] : 0;
  }

  width(node) {
    return this.sets.reduce((sum, set) => sum + this.share(set, node), 0) / this.sets.length;
  }

  /** From -1, only in the other group, to 1, only in the first. */
  difference(node) {
    const [a, b] = this.sets.map(set => this.share(set, node));
    return a + b > 0 ? (a - b) / (a + b) : 0;
  }

  /** Fill and text. */
  colours(node) {
    return this.sets.length === 1 ? [this.stacks.kinds[this.tree.kindOf(node)].color, LIGHT.ink] : this.differenceColours(this.difference(node));
  }

  differenceColours(difference) {
    const dark = theme() === DARK;
    const [other, same, first] = dark ? DARK_DIFFERENCES : this.stacks.colours;
    return [mixed(same, difference > 0 ? first : other, Math.min(1, Math.abs(difference))), dark ? ON_DARK : LIGHT.ink];
  }

  /** What is drawn of the zoomed function: it and what it called, on all that led to it. */
  layout() {
    const {tree, root} = this;
    this.boxes = new Map();
    this.hidden = 0;
    for (let node = root; node >= 0; node = tree.parent[node]) this.boxes.set(node, {from: 0, width: 1});
    const all = this.width(root);
    const place = (node, from) => {
      let at = from;
      for (const child of tree.children[node]) {
        const width = this.width(child) / all;
        if (width === 0) continue;
        if (width >= LEAST_SHARE) this.boxes.set(child, {from: at, width});
        else this.hidden++;
        place(child, at);
        at += width;
      }
    };
    if (all > 0) place(root, 0);
    this.levels = 1 + Math.max(...[...this.boxes.keys()].map(node => tree.depth[node]));
  }

  draw() {
    this.layout();
    while (!this.boxes.has(this.current)) this.current = this.tree.parent[this.current];
    const room = this.graph.clientWidth || Math.min(innerWidth - 32, 1150);
    this.graph.style.height = this.levels * LEVEL + 'px';
    this.graph.replaceChildren(...[...this.boxes].map(([node, {from, width}]) => {
      const [fill, text] = this.colours(node);
      const below = this.tree.depth[node] < this.tree.depth[this.root];
      return el('div', {id: this.elementId(node), role: 'treeitem', 'aria-level': this.tree.depth[node] + 1, 'aria-label': this.label(node), title: this.label(node),
        class: [below && 'below', node === this.current && 'current', this.isMatch(node) && 'match'].filter(Boolean).join(' ') || null,
        'aria-selected': String(node === this.current), 'data-node': node,
        style: `left:${(from * 100).toFixed(3)}%;width:${(width * 100).toFixed(3)}%;bottom:${this.tree.depth[node] * LEVEL}px;background:${fill};color:${text}`,
      }, width * room < LEAST_TEXT ? '' : this.tree.name(node));
    }));
    this.graph.classList.toggle('searched', this.pattern != null);
    this.graph.setAttribute('aria-activedescendant', this.elementId(this.current));
    this.whole.disabled = this.root === 0;
    this.swatches.replaceChildren(...this.legend());
    this.tell(this.current);
    this.drawn?.();
  }

  elementId(node) {
    return `${this.id}-${node}`;
  }

  legend() {
    const entry = (name, color) => el('span', {}, el('i', {class: 'flame-colour', style: 'background:' + color}), name);
    if (this.sets.length === 1) {
      const kinds = new Set([...this.boxes.keys()].map(node => this.tree.kindOf(node)));
      return this.stacks.kinds.map((kind, i) => kinds.has(i) ? entry(kind.name, kind.color) : null).filter(Boolean);
    }
    const [of, against] = this.sets.map(set => set.title);
    return [[1, 'only ' + of], [0.5, '3 times the share'], [0, 'same share'], [-0.5, 'a third of it'], [-1, 'only ' + against]]
      .map(([difference, name]) => entry(name, this.differenceColours(difference)[0]));
  }

  label(node) {
    const kind = this.stacks.kinds[this.tree.kindOf(node)].name;
    const samples = set => `${count(set.totals[node])} sample${set.totals[node] === 1 ? '' : 's'}, `
      + `${quantity(set.totals[node] * this.stacks.sampling.periodMs * 1e6, 'NANOSECONDS')} of CPU time, ${percent(this.share(set, node))}`;
    return (node === 0 ? 'all' : `${this.tree.name(node)} (${kind})`) + ': '
      + (this.sets.length === 1 ? samples(this.sets[0]) : this.sets.map(set => `${set.title} ${samples(set)}`).join('; '));
  }

  tell(node) {
    const text = this.label(node);
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  nodeAt(event) {
    const box = event.target.closest?.('[data-node]');
    return box ? Number(box.dataset.node) : null;
  }

  click(event) {
    const node = this.nodeAt(event);
    if (node == null) return;
    this.current = node;
    this.zoom(node);
  }

  zoom(node) {
    this.root = node;
    this.draw();
    this.find();
  }

  go(node) {
    if (node == null) return;
    const mark = (each, on) => {
      const box = this.graph.querySelector(`[data-node="${each}"]`);
      box?.classList.toggle('current', on);
      box?.setAttribute('aria-selected', String(on));
      return box;
    };
    mark(this.current, false);
    this.current = node;
    mark(node, true).scrollIntoView({block: 'nearest'});
    this.graph.setAttribute('aria-activedescendant', this.elementId(node));
    this.tell(node);
  }

  /** The drawn box beside this one, on the same level. */
  beside(step) {
    const level = [...this.boxes].filter(([node]) => this.tree.depth[node] === this.tree.depth[this.current])
      .sort(([, a], [, b]) => a.from - b.from).map(([node]) => node);
    return level[level.indexOf(this.current) + step];
  }

  widestCallee() {
    const on = this.current;
    const drawn = this.tree.children[on].filter(child => this.boxes.has(child));
    return drawn.reduce((best, child) => best == null || this.width(child) > this.width(best) ? child : best, null);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const moves = {
      ArrowUp: () => this.go(this.widestCallee()),
      ArrowDown: () => this.go(this.current === 0 ? null : this.tree.parent[this.current]),
      ArrowLeft: () => this.go(this.beside(-1)),
      ArrowRight: () => this.go(this.beside(1)),
      Home: () => this.go(0),
      Enter: () => this.zoom(this.current),
      ' ': () => this.zoom(this.current),
      Escape: () => this.zoom(0),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  }

  isMatch(node) {
    return node > 0 && this.pattern != null && this.pattern(this.tree.name(node));
  }

  /** Marks what the searched text is in, and says how many samples are in these functions or in what they called. */
  find() {
    const text = this.search.value;
    this.search.removeAttribute('aria-invalid');
    this.pattern = null;
    if (text && this.regular.checked) {
      try {
        const expression = new RegExp(text, 'i');
        this.pattern = name => expression.test(name);
      } catch {
        this.search.setAttribute('aria-invalid', 'true');
      }
    } else if (text) {
      this.pattern = name => name.toLowerCase().includes(text.toLowerCase());
    }
    this.graph.classList.toggle('searched', this.pattern != null);
    for (const box of this.graph.children) box.classList.toggle('match', this.isMatch(Number(box.dataset.node)));
    this.found.textContent = this.pattern ? 'matched: ' + this.sets.map(set => (this.sets.length > 1 ? set.title + ' ' : '') + percent(this.matched(set))).join(', ') + (this.root === 0 ? '' : ' of what is shown')
      : text ? 'not a regular expression' : '';
  }

  /** Share of the zoomed function's samples that have a match. */
  matched({totals}) {
    const within = node => this.isMatch(node) ? totals[node] : this.tree.children[node].reduce((sum, child) => sum + within(child), 0);
    return totals[this.root] > 0 ? within(this.root) / totals[this.root] : 0;
  }

  /** By function: samples in it itself, and in it or what it called, each counted once however often it is on a stack. */
  functions() {
    const {tree, sets} = this;
    const rows = new Map();
    const add = (node, above) => {
      const frame = tree.frame[node];
      if (sets.every(set => set.totals[node] === 0)) return;
      if (node > 0 && tree.kindOf(node) > 0) {
        if (!rows.has(frame)) rows.set(frame, {frame, own: sets.map(() => 0), all: sets.map(() => 0)});
        const row = rows.get(frame);
        sets.forEach((set, i) => {
          row.own[i] += set.own[node];
          if (!above.has(frame)) row.all[i] += set.totals[node];
        });
      }
      const outermost = !above.has(frame);
      above.add(frame);
      for (const child of tree.children[node]) add(child, above);
      if (outermost) above.delete(frame);
    };
    add(0, new Set());
    return [...rows.values()];
  }

  /** In light colours, as it is zoomed. */
  save() {
    const before = printing;
    printing = true;
    const width = 1000;
    const ink = document.createElement('canvas').getContext('2d');
    ink.font = '11px sans-serif';
    const fitting = (text, room) => {
      if (ink.measureText(text).width <= room) return text;
      let end = text.length;
      while (end > 0 && ink.measureText(text.slice(0, end) + '…').width > room) end--;
      return end < 2 ? '' : text.slice(0, end) + '…';
    };
    const svg = document.createElementNS(SVG, 'svg');
    const add = (to, tag, attributes, text = '') => {
      const node = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      node.textContent = text;
      to.append(node);
      return node;
    };
    const height = this.levels * LEVEL;
    for (const [name, value] of Object.entries({viewBox: `0 0 ${width} ${height}`, width, height, 'font-family': 'sans-serif', 'font-size': 11})) svg.setAttribute(name, value);
    for (const [node, box] of this.boxes) {
      const [x, y] = [box.from * width, height - (this.tree.depth[node] + 1) * LEVEL];
      const [fill, text] = this.colours(node);
      const group = add(svg, 'g', {});
      add(group, 'title', {}, this.label(node));
      add(group, 'rect', {x, y: y + 1, width: Math.max(0.3, box.width * width - 0.5), height: LEVEL - 1, fill});
      const shown = fitting(this.tree.name(node), box.width * width - 6);
      if (shown) add(group, 'text', {x: x + 3, y: y + 13, fill: text}, shown);
    }
    printing = before;
    const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], {type: 'image/svg+xml'}));
    el('a', {href: url, download: this.file + '.svg'}).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
}
