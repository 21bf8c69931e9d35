'use strict';
(() => {
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

/* Numbers. */

const integer = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
const count = value => value == null ? '–' : integer.format(value);
const known = value => value != null && Number.isFinite(value);
const percent = (value, digits = 1) => known(value) ? (value * 100).toFixed(digits) + '\u00a0%' : '–';
const PREFIXES = {NANOSECONDS: ['ns', 'µs', 'ms', 's'], BYTES: ['B', 'kB', 'MB', 'GB', 'TB'], COUNT: ['', 'k', 'M', 'G', 'T']};

function scaled(value, unit, digits) {
  if (!known(value)) return '–';
  const names = PREFIXES[unit];
  let step = 0;
  while (step < names.length - 1 && Math.abs(value) >= 999.5) { value /= 1000; step++; }
  return (digits(value) + '\u00a0' + names[step]).trim();
}
const quantity = (value, unit) => scaled(value, unit, v => v === 0 ? '0' : String(Number(v.toPrecision(3))));
const tick = (value, unit) => scaled(value, unit, v => String(Number(v.toPrecision(2))));
const seconds = value => !known(value) ? '–' : value === 0 ? '0\u00a0s' : quantity(value * 1e9, 'NANOSECONDS');
const decimals = (value, digits) => known(value) ? value.toFixed(digits) : '–';
const interval = (rate, digits = 1) => rate && known(rate.value)
  ? `95\u00a0% CI ${(rate.low * 100).toFixed(digits)}–${percent(rate.high, digits)}` : 'no such requests';

/* Colours: Okabe and Ito's palette, which colour-blind readers can tell apart; each also has a symbol or a dash. */

const OKABE_ITO = {
  orange: '#e69f00', sky: '#56b4e9', green: '#009e73', blue: '#0072b2', vermillion: '#d55e00', purple: '#cc79a7',
};
const LIGHT = {paper: '#ffffff', ink: '#1a1a1a', soft: '#5c5c5c', rule: '#d4d4d4', grid: '#ececea', usual: OKABE_ITO.blue};
const DARK = {paper: '#16181b', ink: '#e6e6e3', soft: '#a3a6aa', rule: '#3a3e44', grid: '#282c31', usual: OKABE_ITO.sky};
const darkMode = matchMedia('(prefers-color-scheme: dark)');
let printing = false;
const theme = () => darkMode.matches && !printing ? DARK : LIGHT;

function verdictStyles(labelled) {
  const flagged = {color: () => OKABE_ITO.vermillion, symbol: 'triangle', size: 8, opacity: 0.9};
  const usual = {color: () => theme().usual, symbol: 'circle', size: 3.5, opacity: 0.45};
  return [
    {...flagged, name: 'attack, flagged'},
    {color: () => OKABE_ITO.purple, symbol: 'rect', size: 8, opacity: 1, name: 'attack, missed'},
    {color: () => OKABE_ITO.orange, symbol: 'diamond', size: 9, opacity: 1, name: 'legitimate, flagged'},
    {...usual, name: 'legitimate, not flagged'},
    labelled ? {...flagged, color: () => OKABE_ITO.green, name: 'unlabelled, flagged'} : {...flagged, name: 'flagged'},
    labelled ? {...usual, color: () => theme().soft, name: 'unlabelled, not flagged'} : {...usual, name: 'not flagged'},
  ];
}
const TRUE_POSITIVE = 0, FALSE_NEGATIVE = 1, FALSE_POSITIVE = 2;
const DRAWN_FIRST = [5, 3, 4, 2, 0, 1];
const isFlagged = verdict => verdict === TRUE_POSITIVE || verdict === FALSE_POSITIVE || verdict === 4;
const TRAINING = {color: () => theme().soft, symbol: 'circle', hollow: true, size: 3, opacity: 0.35, name: 'training'};
const LINES = [
  {color: () => OKABE_ITO.vermillion, line: 'solid', symbol: 'triangle'},
  {color: () => theme().usual, line: 'dashed', symbol: 'circle'},
  {color: () => OKABE_ITO.green, line: 'dotted', symbol: 'diamond'},
  {color: () => OKABE_ITO.purple, line: 'solid', symbol: 'rect'},
  {color: () => OKABE_ITO.orange, line: 'dashed', symbol: 'triangle'},
  {color: () => theme().ink, line: 'dotted', symbol: 'circle'},
];

/* Charts. */

const charts = new Set();
const PAPER_WIDTH = 690;

class Chart {
  /** build returns an ECharts option in the colours of the moment; canvas for many points, else SVG. */
  constructor({build, name, describe, canvas = false, low = false, onclick}) {
    Object.assign(this, {build, name, canvas, onclick, hidden: {}});
    this.node = el('div', {class: low ? 'chart low' : 'chart', role: 'img', 'aria-label': describe});
  }
  draw() {
    this.instance?.dispose();
    this.instance = printing ? this.initForPaper() : echarts.init(this.node, null, {renderer: this.canvas ? 'canvas' : 'svg'});
    this.instance.setOption(this.option());
    // Paper is printed before the next animation frame.
    if (printing) this.instance.getZr().flush();
    if (this.onclick) this.instance.on('click', this.onclick);
    charts.add(this);
  }
  /** The script runs before the page has its width on paper: drawn near that width, then fitted by the style sheet. */
  initForPaper() {
    const width = Math.min(this.node.clientWidth, PAPER_WIDTH);
    const height = Math.round(this.node.clientHeight * Math.max(0.7, width / this.node.clientWidth));
    const instance = echarts.init(this.node, null, {renderer: 'svg', width, height});
    this.node.querySelector('svg').setAttribute('viewBox', `0 0 ${width} ${height}`);
    return instance;
  }
  option() {
    const colours = theme();
    const option = this.build();
    return {
      animation: false,
      textStyle: {fontFamily: 'system-ui, -apple-system, "Segoe UI", Arial, sans-serif', color: colours.ink},
      legend: {show: false, selected: this.hidden},
      ...option,
      tooltip: option.tooltip && {confine: true, backgroundColor: colours.paper, borderColor: colours.rule,
        textStyle: {color: colours.ink}, ...option.tooltip},
    };
  }
  toggle(series, shown) {
    this.hidden[series] = shown;
    this.instance?.dispatchAction({type: shown ? 'legendSelect' : 'legendUnSelect', name: series});
  }
  /** Saved in light colours as SVG, at the size it has on the page, whatever it is drawn with. */
  save() {
    const away = el('div', {style: 'position:absolute;left:-100000px;top:0'});
    away.style.width = this.node.clientWidth + 'px';
    away.style.height = this.node.clientHeight + 'px';
    document.body.append(away);
    printing = true;
    try {
      const copy = echarts.init(away, null, {renderer: 'svg'});
      copy.setOption({...this.option(), backgroundColor: LIGHT.paper});
      const url = URL.createObjectURL(new Blob([copy.renderToSVGString()], {type: 'image/svg+xml'}));
      el('a', {href: url, download: this.name + '.svg'}).click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
      copy.dispose();
    } finally {
      printing = false;
      away.remove();
    }
  }
}

function redrawAll() {
  for (const chart of charts) if (chart.node.clientWidth > 0) chart.draw();
  for (const refresh of legends) refresh();
}
darkMode.addEventListener('change', redrawAll);
addEventListener('beforeprint', () => { printing = true; redrawAll(); });
addEventListener('afterprint', () => { printing = false; redrawAll(); });
let resizing = 0;
addEventListener('resize', () => {
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(() => {
    for (const chart of charts) if (chart.node.clientWidth > 0) chart.instance.resize();
  });
});

const legends = new Set();
function legend(chart, entries) {
  const list = el('div', {class: 'legend'});
  const refresh = () => list.replaceChildren(...entries.map(entry => el('button', {
    type: 'button', 'aria-pressed': String(chart.hidden[entry.series] !== false),
    title: 'Show or hide', onclick: event => {
      const shown = chart.hidden[entry.series] === false;
      event.currentTarget.setAttribute('aria-pressed', String(shown));
      chart.toggle(entry.series, shown);
    }}, swatch(entry.style), entry.name)));
  refresh();
  legends.add(refresh);
  return list;
}

function axisStyle() {
  const colours = theme();
  return {
    axisLine: {show: true, onZero: false, lineStyle: {color: colours.soft}}, axisTick: {show: true, lineStyle: {color: colours.soft}},
    axisLabel: {color: colours.ink, fontSize: 11, hideOverlap: true, alignMaxLabel: 'right'}, splitLine: {lineStyle: {color: colours.grid}},
    nameLocation: 'middle', nameTextStyle: {color: colours.ink, fontSize: 12},
  };
}

/** A logarithmic axis that has a place for zero: values are placed at their decimal exponent, zero one tick below. */
function logScale(columns, unit) {
  let least = Infinity, greatest = -Infinity, zeros = false;
  for (const column of columns) for (const value of column) {
    if (!known(value)) continue;
    if (value > 0) { least = Math.min(least, value); greatest = Math.max(greatest, value); } else zeros = true;
  }
  if (least === Infinity) { least = 1; greatest = 1; }
  const low = Math.floor(Math.log10(least));
  const high = Math.max(low + 1, Math.ceil(Math.log10(greatest)));
  const zeroAt = low - 1;
  return {
    low: zeros ? zeroAt : low, high,
    place: value => !known(value) ? null : value > 0 ? Math.log10(value) : zeroAt,
    axis: (name, nameGap) => {
      const style = axisStyle();
      return {...style, type: 'value', name, nameGap, min: zeros ? zeroAt : low, max: high,
        interval: Math.max(1, Math.ceil((high - low) / 9)),
        axisLabel: {...style.axisLabel, formatter: e => zeros && e === zeroAt ? '0' : tick(10 ** e, unit)}};
    },
  };
}

function linearScale(columns, unit) {
  let greatest = 0;
  for (const column of columns) for (const value of column) if (known(value)) greatest = Math.max(greatest, value);
  return {
    place: value => value,
    axis: (name, nameGap) => {
      const style = axisStyle();
      return {...style, type: 'value', name, nameGap, min: 0,
        axisLabel: {...style.axisLabel, formatter: v => tick(v, unit)}};
    },
  };
}

const GRID = {left: 78, right: 22, top: 14, bottom: 50};
const zoom = axes => axes.map(axis => ({
  type: 'inside', ...axis, filterMode: 'none', zoomOnMouseWheel: 'shift', moveOnMouseMove: 'shift', moveOnMouseWheel: false,
  preventDefaultMouseMove: false,
}));
const ZOOM_HINT = ' Shift and wheel zooms, Shift and drag moves.';

function tip(title, pairs) {
  return el('div', {class: 'tip'}, el('b', {}, title), pairs.map(([name, value]) => el('div', {}, `${name}: ${value}`)));
}

function choose(label, options, selected, onchange) {
  const select = el('select', {onchange: event => onchange(event.target.value)},
    options.map(([value, name]) => el('option', {value, selected: value === selected}, name)));
  return el('label', {}, label, select);
}

/* Tables. */

function table({caption, columns, rows, long = false, rowHeader = true}) {
  const cell = (column, row, index) => el(rowHeader && index === 0 ? 'th' : 'td',
    {class: [column.number && 'number', column.long && 'long'].filter(Boolean).join(' ') || null,
      scope: rowHeader && index === 0 ? 'row' : null}, column.show(row));
  return scroller(caption, el('table', {class: long ? 'long-table' : null},
      el('thead', {}, el('tr', {}, columns.map(column => el('th', {scope: 'col', class: column.number ? 'number' : null}, column.title)))),
      el('tbody', {}, rows.map(row => el('tr', {}, columns.map((column, index) => cell(column, row, index)))))));
}

/** The caption stays in place while a wide table scrolls under it. */
function scroller(caption, content) {
  return el('div', {class: 'table'}, el('p', {class: 'caption'}, caption),
    el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption}, content));
}

/** Rows are sorted by clicking a column's title, filtered by the caller, and shown a page at a time. */
function sortable({caption, columns, rows, pageSize = Infinity, sortBy = 0, descending = false}) {
  const state = {sortBy, descending, page: 0, rows};
  const body = el('tbody');
  const heads = columns.map((column, index) => el('th', {scope: 'col', class: column.number ? 'number' : null},
    el('button', {type: 'button', onclick: () => {
      state.descending = state.sortBy === index ? !state.descending : Boolean(column.number);
      state.sortBy = index;
      state.page = 0;
      refresh();
    }}, column.title)));
  const where = el('span', {'aria-live': 'polite'});
  const back = el('button', {type: 'button', onclick: () => { state.page--; refresh(); }}, 'Previous');
  const next = el('button', {type: 'button', onclick: () => { state.page++; refresh(); }}, 'Next');
  function ordered() {
    const value = columns[state.sortBy].value;
    const sign = state.descending ? -1 : 1;
    const text = new Intl.Collator('en', {numeric: true});
    const empty = v => v == null || v === '' || Number.isNaN(v);
    return [...state.rows].sort((a, b) => {
      const x = value(a), y = value(b);
      if (empty(x) || empty(y)) return empty(x) - empty(y);
      return sign * (typeof x === 'number' ? x - y : text.compare(x, y));
    });
  }
  function refresh() {
    heads.forEach((head, index) => {
      if (index === state.sortBy) head.setAttribute('aria-sort', state.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const size = Math.min(pageSize, state.rows.length);
    const from = state.page * size;
    const shown = ordered().slice(from, from + size);
    body.replaceChildren(...shown.map(row => el('tr', {}, columns.map(column =>
      el('td', {class: [column.number && 'number', column.long && 'long'].filter(Boolean).join(' ') || null}, column.show(row))))));
    where.textContent = state.rows.length === 0 ? 'none' : `${count(from + 1)} to ${count(from + shown.length)} of ${count(state.rows.length)}`;
    back.disabled = state.page === 0;
    next.disabled = from + size >= state.rows.length;
  }
  refresh();
  return {
    node: el('div', {}, scroller(caption, el('table', {class: 'long-table'}, el('thead', {}, el('tr', {}, heads)), body)),
    pageSize < rows.length && el('div', {class: 'controls'}, back, next, where) || null),
    filter: wanted => { state.rows = rows.filter(wanted); state.page = 0; refresh(); },
  };
}

const facts = pairs => el('dl', {class: 'facts'},
  pairs.filter(([, value]) => value != null).map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]).flat());
const warning = text => el('p', {class: 'note warning'}, text);

/* One run. */

class RunSection {
  constructor(run, index) {
    this.run = run;
    this.labelled = run.matrix != null;
    this.l1 = run.model.scoring === 'l1';
    this.styles = verdictStyles(this.labelled);
    this.figures = 0;
    this.tables = 0;
    this.charts = [];
    this.file = (run.label.replace(/[^A-Za-z0-9._-]+/g, '-') || 'run') + '-';
    this.node = el('section', {class: 'run', id: 'run-' + index});
  }

  build(heading) {
    const run = this.run;
    this.node.append(
      el(heading, {class: 'title'}, run.label),
      el('p', {class: 'provenance'}, this.provenance()),
      ...this.warnings(), this.keyFigures(),
      el('h2', {}, 'Detection'), ...this.detection(),
      el('h2', {}, 'How early'), this.howEarly(),
      el('h2', {}, 'Requests over time'), this.overTime(),
      el('h2', {}, 'Clusters'), this.clusters(),
      el('h2', {}, 'Features'), this.features(),
      el('h2', {}, 'Life of a request'), this.life(),
      el('h2', {}, this.labelled ? 'Flagged requests and missed attacks' : 'Flagged requests'), ...this.interest(),
      el('h2', {}, 'Model'), ...this.model(),
      el('h2', {}, 'What was recorded'), ...this.recorded());
    return this.node;
  }

  *drawing() {
    for (const chart of this.charts) { chart.draw(); yield; }
  }

  provenance() {
    const {run} = this;
    const {model} = run;
    const first = run.recordings[0];
    const duration = run.recordings.reduce((sum, recording) => sum + recording.durationS, 0);
    return `${run.recordings.length > 1 ? run.recordings.length + ' recordings, the first of ' : ''}${first.host}, kernel `
      + `${first.kernel}, ${seconds(duration)}. ${model.k} cluster${model.k === 1 ? '' : 's'} over ${model.features.join(', ')}; `
      + `scoring ${model.scoring}, threshold ${model.thresholdRule}; trained on the first ${seconds(model.trainTime)}. `
      + ({kernel: 'Verdicts are the kernel\u2019s own, from while it was recorded. ', updates: 'Judged at each counter update. ', snapshots: 'Judged at each snapshot. '}[run.scoredBy] ?? '')
      + `Finelame ${run.toolVersion}${run.seed == null ? '' : ', seed ' + run.seed}.`;
  }

  warnings() {
    const {run} = this;
    const cut = run.recordings.filter(recording => !recording.ended).length;
    const lost = run.recordings.reduce((sum, recording) => sum + recording.lost, 0);
    return [
      cut > 0 && `${cut === 1 ? 'A recording was' : cut + ' recordings were'} cut short: no end document. What follows is what is whole.`,
      lost > 0 && `${count(lost)} requests or updates found no room in the kernel's maps and are lost.`,
      run.trainAttacks > 0 && `${count(run.trainAttacks)} of the ${count(run.trainRequests)} training requests are attacks by the labels file: the model has learnt from them.`,
      run.unlabelled > 0 && this.labelled && `${count(run.unlabelled)} test requests have no label: shown, and left out of precision, recall and rates.`,
      run.lives.outsideTest > 0 && `${count(run.lives.outsideTest)} series belong to no test request and are not shown.`,
    ].filter(Boolean).map(warning);
  }

  keyFigures() {
    const {run} = this;
    const figure = (name, value, of) => el('div', {}, el('dt', {}, name), el('dd', {}, value), of ? el('dd', {class: 'of'}, of) : null);
    const early = figure('CPU share when flagged', percent(run.attacks.medianShare), known(run.attacks.medianShare)
      ? `median of ${this.labelled ? 'flagged attacks' : 'flagged requests'}; 90\u00a0% by ${percent(run.attacks.p90Share)}` : 'no flagged request has CPU time');
    if (!this.labelled) {
      return el('dl', {class: 'figures'},
        figure('test requests', count(run.testRequests), `${count(run.trainRequests)} trained on`),
        figure('flagged', count(run.flagged), percent(run.flagged / run.testRequests, 2) + ' of test requests'),
        figure('left to run when flagged', seconds(run.attacks.secondsLeft), 'median'), early);
    }
    const {matrix} = run;
    const attacks = matrix.counts.truePositives + matrix.counts.falseNegatives;
    return el('dl', {class: 'figures'},
      figure('test requests', count(run.testRequests), `${count(run.trainRequests)} trained on`),
      figure('attack requests', count(attacks), `${count(matrix.counts.truePositives)} flagged`),
      figure('recall', percent(matrix.recall.value), interval(matrix.recall)),
      figure('false-positive rate', percent(matrix.falsePositiveRate.value, 2), interval(matrix.falsePositiveRate, 2)),
      early);
  }

  caption(text) {
    return el('figcaption', {}, el('b', {}, `Figure ${++this.figures}. `), text);
  }

  tableCaption(text) {
    return `Table ${++this.tables}. ${text}`;
  }

  chart(parameters) {
    const chart = new Chart({...parameters, name: this.file + parameters.name});
    this.charts.push(chart);
    return chart;
  }

  saveButton(chart) {
    return el('button', {type: 'button', class: 'save', onclick: () => chart.save()}, 'Save as SVG');
  }

  unit(feature) {
    return this.run.features.find(f => f.name === feature).unit;
  }

  column(feature) {
    return this.run.features.findIndex(f => f.name === feature);
  }

  featureOptions() {
    return this.run.features.map(f => [f.name, f.inModel ? f.name : f.name + ' (not in the model)']);
  }

  labelOf(columns, row) {
    return columns.label.length && columns.label[row] >= 0 ? columns.labels[columns.label[row]] : '';
  }

  detection() {
    const {run} = this;
    const nodes = [];
    if (this.labelled) {
      const {counts, recall, precision, falsePositiveRate, f1} = run.matrix;
      const line = (truth, flagged, not) => ({truth, flagged, not, total: flagged + not});
      const of = (value, total) => total ? `${count(value)} (${percent(value / total, 2)})` : count(value);
      nodes.push(el('div', {class: 'pair'},
        table({
          caption: this.tableCaption('Confusion matrix of labelled test requests, with shares of each row.'),
          columns: [
            {title: 'Truth', show: r => r.truth},
            {title: 'Flagged', number: true, show: r => of(r.flagged, r.total)},
            {title: 'Not flagged', number: true, show: r => of(r.not, r.total)},
          ],
          rows: [line('attack', counts.truePositives, counts.falseNegatives), line('legitimate', counts.falsePositives, counts.trueNegatives)],
        }),
        facts([
          ['Recall', `${percent(recall.value)} (${interval(recall)})`],
          ['Precision', `${percent(precision.value)} (${interval(precision)})`],
          ['F1', decimals(f1, 3)],
          ['False-positive rate', `${percent(falsePositiveRate.value, 2)} (${interval(falsePositiveRate, 2)})`],
        ])));
    }
    const byLabel = table({
      caption: this.tableCaption(this.labelled ? 'Verdicts by label. Times and shares are medians over flagged requests.'
        : 'Verdicts. Times and shares are medians over flagged requests; without a labels file nothing is known of the truth.'),
      columns: [
        {title: 'Label', show: r => r.label ?? (this.labelled ? 'no label' : 'all requests')},
        {title: 'Requests', number: true, show: r => count(r.requests)},
        {title: 'Flagged', number: true, show: r => count(r.flagged)},
        {title: 'Share flagged', number: true, show: r => percent(r.recall.value, 2)},
        {title: 'CPU share when flagged', number: true, show: r => percent(r.medianShare)},
        {title: '90 % by', number: true, show: r => percent(r.p90Share)},
        {title: 'Flagged after', number: true, show: r => seconds(r.secondsToDetection)},
        {title: 'Left to run', number: true, show: r => seconds(r.secondsLeft)},
      ],
      rows: run.byLabel,
    });
    nodes.push(byLabel);
    return nodes;
  }

  howEarly() {
    const {run} = this;
    const groups = (this.labelled ? run.byLabel.filter(group => group.attack) : [run.attacks]).filter(group => group.shares.length > 0);
    if (groups.length === 0) return el('p', {class: 'note'}, 'No flagged request to show.');
    let log = groups.some(group => group.medianShare < 0.05);
    const name = group => this.labelled ? group.label : 'flagged requests';
    const lines = groups.map((group, index) => ({
      series: 's' + index, style: LINES[index % LINES.length], group, name: name(group),
      rise: this.labelled ? group.sharesTotal / group.requests : 1,
    }));
    const chart = this.chart({
      name: 'how-early', low: true,
      describe: 'Cumulative distribution of the share of final CPU time that requests had used when flagged. ' + groups.map(group =>
        `${name(group)}: median ${percent(group.medianShare)}, 90 % by ${percent(group.p90Share)}`).join('; '),
      build: () => {
        const scale = log ? logScale(groups.map(group => group.shares).concat([[1]]), 'COUNT') : null;
        const style = axisStyle();
        const x = log ? {...scale.axis('share of final CPU time used when flagged', 30)}
          : {...style, type: 'value', min: 0, max: Math.max(1, ...groups.map(group => group.shares.at(-1))), name: 'share of final CPU time used when flagged', nameGap: 30};
        x.axisLabel = {...style.axisLabel, formatter: v => {
          const share = log ? (v < Math.log10(1e-12) ? 0 : 10 ** v) : v;
          return log && v === scale.low && scale.place(0) === v ? '0 %' : Number((share * 100).toPrecision(2)) + ' %';
        }};
        const start = log ? scale.low : 0;
        const end = log ? scale.high : x.max;
        const place = log ? scale.place : v => v;
        return {
          grid: GRID, xAxis: x,
          yAxis: {...style, type: 'value', min: 0, max: 1, name: this.labelled ? 'attack requests flagged' : 'requests flagged', nameGap: 58,
            axisLabel: {...style.axisLabel, formatter: v => Math.round(v * 100) + ' %'}},
          tooltip: {trigger: 'item', formatter: p => tip(lines[p.seriesIndex].name, [
            ['flagged by', percent(p.value[2])], [this.labelled ? 'share of its requests' : 'share of flagged', percent(p.value[1])]])},
          series: lines.map(line => {
            const n = line.group.shares.length;
            // A symbol on every step would hide how the line is dashed.
            const every = Math.ceil(n / 24);
            const points = line.group.shares.map((share, i) => ({
              value: [place(share), (i + 1) / n * line.rise, share], symbolSize: i % every === 0 ? 7 : 0}));
            return {name: line.series, type: 'line', step: 'end',
              data: [{value: [start, 0, 0], symbol: 'none'}, ...points, {value: [end, line.rise, null], symbol: 'none'}],
              symbol: line.style.symbol, showAllSymbol: true, color: line.style.color(), lineStyle: {type: line.style.line, width: 2}};
          }),
        };
      },
    });
    return el('figure', {},
      el('div', {class: 'controls'}, choose('Axis', [['log', 'logarithmic'], ['linear', 'linear']], log ? 'log' : 'linear', value => {
        log = value === 'log';
        chart.draw();
      }), this.saveButton(chart)),
      legend(chart, lines), chart.node,
      this.caption('How early requests were flagged: the share of the CPU time they used in the end that they had used when flagged. '
        + (this.labelled ? 'Curves end at the share of the attack\'s requests that were flagged at all (its recall).' : '')));
  }

  thinning() {
    const {test, train} = this.run;
    const parts = [];
    if (test.ids.length < test.total) {
      const all = test.ofInterestShown === test.ofInterest;
      parts.push(` Drawn: ${count(test.ids.length)} of ${count(test.total)} test requests: `
        + (all ? `all ${count(test.ofInterest)} flagged requests${this.labelled ? ' and missed attacks' : ''}` : `${count(test.ofInterestShown)} of ${count(test.ofInterest)} flagged requests${this.labelled ? ' and missed attacks' : ''}`)
        + ', the greatest values of each feature, and a random choice of the others.');
    }
    if (train.ids.length < train.total) parts.push(` Of ${count(train.total)} training requests ${count(train.ids.length)} are drawn.`);
    return parts.join('');
  }

  /** One series per verdict, and one for training requests; a point is [x, y, row]. */
  pointSeries(place) {
    const {test, train} = this.run;
    const points = this.styles.map(() => []);
    for (let row = 0; row < test.ids.length; row++) points[test.verdict[row]].push([...place(test, row), row]);
    const series = DRAWN_FIRST.filter(verdict => points[verdict].length > 0).map(verdict => ({
      series: 'v' + verdict, style: this.styles[verdict], name: this.styles[verdict].name, points: points[verdict], columns: test}));
    const training = [];
    for (let row = 0; row < train.ids.length; row++) training.push([...place(train, row), row]);
    if (training.length) series.unshift({series: 'training', style: TRAINING, name: TRAINING.name, points: training, columns: train});
    return series;
  }

  /** The more points, the smaller and fainter, so that a crowd shows its density; crowds are drawn in one stroke. */
  scatterSeries(list) {
    return list.map(({series, style, points}, index) => {
      const crowd = Math.max(1, points.length / 1500);
      return {
        name: series, type: 'scatter', data: points, symbol: style.hollow ? 'emptyCircle' : style.symbol,
        symbolSize: Math.max(3, style.size / crowd ** 0.3), z: 2 + index, progressive: 0, large: crowd > 1, largeThreshold: 0,
        itemStyle: {color: style.color(), opacity: Math.max(0.15, style.opacity / crowd ** 0.3)},
      };
    });
  }

  pointTip(list, p, features) {
    const entry = list.find(candidate => candidate.series === p.seriesName);
    if (!entry) return null;
    const row = p.value.at(-1);
    const label = this.labelOf(entry.columns, row);
    return tip(`request ${entry.columns.ids[row]}`, [['verdict', entry.name], ...(label ? [['label', label]] : []),
      ['start', seconds(entry.columns.t[row])], ...features.map(feature => [feature, quantity(entry.columns.values[this.column(feature)][row], this.unit(feature))]),
      ['nearest cluster', entry.columns.cluster[row]]]);
  }

  overTime() {
    const {run} = this;
    const {test, train, model} = run;
    let feature = run.features.some(f => f.name === 'REQ_CPUTIME') ? 'REQ_CPUTIME' : model.features[0];
    let list = [];
    const place = () => {
      const column = this.column(feature);
      const scale = logScale([test.values[column], train.values[column]], this.unit(feature));
      list = this.pointSeries((columns, row) => [columns.t[row], scale.place(columns.values[column][row])]);
      return scale;
    };
    place();
    const chart = this.chart({
      name: 'over-time', canvas: true, describe: 'Requests by start time and cost, one point each, by verdict. The table of flagged requests holds the same values.',
      onclick: p => this.showClicked(list, p),
      build: () => {
        const scale = place();
        const style = axisStyle();
        const series = this.scatterSeries(list);
        series.unshift({name: 'window', type: 'scatter', data: [], silent: true, markArea: {silent: true,
          itemStyle: {color: theme().soft, opacity: 0.1}, label: {position: 'insideTopLeft', color: theme().soft, fontSize: 11},
          data: [[{xAxis: 0, name: 'train time'}, {xAxis: model.trainTime}]]}});
        return {
          grid: GRID, dataZoom: zoom([{xAxisIndex: 0}]),
          xAxis: {...style, type: 'value', min: 0, max: 'dataMax', name: 'seconds from the recording\'s start', nameGap: 30,
            axisLabel: {...style.axisLabel, showMaxLabel: false, formatter: v => String(Number(v.toFixed(2)))}},
          yAxis: scale.axis(feature, 60),
          tooltip: {trigger: 'item', formatter: p => this.pointTip(list, p, [feature])}, series,
        };
      },
    });
    return el('figure', {},
      el('div', {class: 'controls'}, choose('Feature', this.featureOptions(), feature, value => { feature = value; chart.draw(); }), this.saveButton(chart)),
      legend(chart, list), chart.node,
      this.caption('Test requests by start time and final cost; the shaded span is the train time, whose requests trained the model.'
        + this.thinning() + ZOOM_HINT));
  }

  clusters() {
    const {run} = this;
    const {test, train, model} = run;
    const others = run.features.map(f => f.name);
    let x = model.features[0];
    let y = model.features[1] || others.find(name => name !== x) || x;
    let list = [];
    let scales = null;
    const place = () => {
      const [cx, cy] = [this.column(x), this.column(y)];
      const centroidValues = feature => {
        const index = model.features.indexOf(feature);
        return index < 0 ? [] : model.centroids.flatMap(centroid => [centroid[index]]);
      };
      scales = [logScale([test.values[cx], train.values[cx], centroidValues(x)], this.unit(x)),
        logScale([test.values[cy], train.values[cy], centroidValues(y)], this.unit(y))];
      list = this.pointSeries((columns, row) => [scales[0].place(columns.values[cx][row]), scales[1].place(columns.values[cy][row])]);
    };
    place();
    const chart = this.chart({
      name: 'clusters', canvas: true, describe: 'Requests by two features, one point each, by verdict, with the centroids of the model and what they accept. The table of the model holds the same values.',
      onclick: p => this.showClicked(list, p),
      build: () => {
        place();
        return {
          grid: GRID, dataZoom: zoom([{xAxisIndex: 0}, {yAxisIndex: 0}]), xAxis: scales[0].axis(x, 30), yAxis: scales[1].axis(y, 60),
          tooltip: {trigger: 'item', formatter: p => this.pointTip(list, p, x === y ? [x] : [x, y])},
          series: [...this.scatterSeries(list), ...this.outlines(x, y, scales), ...this.centroids(x, y, scales)],
        };
      },
    });
    const legendEntries = () => [...list,
      ...(this.l1 ? [{series: 'outlines', name: 'threshold', style: {color: () => theme().ink, line: 'dashed'}}] : []),
    ];
    return el('figure', {},
      el('div', {class: 'controls'},
        choose('Across', this.featureOptions(), x, value => { x = value; chart.draw(); }),
        choose('Up', this.featureOptions(), y, value => { y = value; chart.draw(); }), this.saveButton(chart)),
      legend(chart, legendEntries()), chart.node,
      this.caption('Requests by two features, with the centroid of each cluster (numbered).'
        + (this.l1 ? ' A dashed outline is what its cluster accepts of a request whose other features stay at or below the centroid: a request is flagged when it is beyond every outline.' : '')
        + this.thinning() + ZOOM_HINT));
  }

  centroids(x, y, [sx, sy]) {
    const {model} = this.run;
    const [ix, iy] = [model.features.indexOf(x), model.features.indexOf(y)];
    if (ix < 0 || iy < 0) return [];
    return [{
      name: 'centroids', type: 'scatter', z: 20, symbol: 'circle', symbolSize: 17, silent: true,
      itemStyle: {color: theme().paper, borderColor: theme().ink, borderWidth: 1.5, opacity: 0.92},
      label: {show: true, formatter: p => String(p.value[2]), color: theme().ink, fontSize: 11, fontWeight: 600},
      data: model.centroids.map((centroid, j) => [sx.place(centroid[ix]), sy.place(centroid[iy]), j]),
    }];
  }

  /** Only what a request used beyond a centroid counts: sum over features of max(0, value - centroid) / std <= threshold. */
  outlines(x, y, [sx, sy]) {
    const {model} = this.run;
    const [ix, iy] = [model.features.indexOf(x), model.features.indexOf(y)];
    if (!this.l1 || x === y || ix < 0 && iy < 0) return [];
    return model.centroids.map((centroid, j) => {
      const reach = model.thresholds[j] / model.unit;
      const points = [];
      if (iy < 0) {
        const edge = sx.place(centroid[ix] + reach * model.std[ix]);
        points.push([edge, sy.low], [edge, sy.high]);
      } else if (ix < 0) {
        const edge = sy.place(centroid[iy] + reach * model.std[iy]);
        points.push([sx.low, edge], [sx.high, edge]);
      } else {
        points.push([sx.low, sy.place(centroid[iy] + reach * model.std[iy])]);
        for (let step = 0; step <= 60; step++) {
          // Quadratic steps at both ends keep the curve smooth on logarithmic axes.
          const part = step <= 30 ? 2 * (step / 60) ** 2 : 1 - 2 * (1 - step / 60) ** 2;
          points.push([sx.place(centroid[ix] + part * reach * model.std[ix]), sy.place(centroid[iy] + (1 - part) * reach * model.std[iy])]);
        }
        points.push([sx.place(centroid[ix] + reach * model.std[ix]), sy.low]);
      }
      return {name: 'outlines', type: 'line', data: points, symbol: 'none', silent: true, z: 15, clip: true,
        lineStyle: {color: theme().ink, type: 'dashed', width: 1.2, opacity: 0.8}, color: theme().ink};
    });
  }

  features() {
    const {run} = this;
    const kinds = {
      legitimate: {name: 'legitimate', style: {color: () => theme().usual, line: 'solid'}},
      attack: {name: 'attack', style: {color: () => OKABE_ITO.vermillion, line: 'dashed'}},
      notFlagged: {name: 'not flagged', style: {color: () => theme().usual, line: 'solid'}},
      flagged: {name: 'flagged', style: {color: () => OKABE_ITO.vermillion, line: 'dashed'}},
    };
    const used = run.histograms[0].classes;
    const grid = el('div', {class: 'small-multiples'});
    for (const {feature, classes} of run.histograms) {
      const chart = this.chart({
        name: 'distribution-' + feature.replace(/[^A-Za-z0-9_-]+/g, '-'), low: true,
        describe: `Distribution of ${feature} on a logarithmic axis: ` + classes.map(c => `${kinds[c.kind].name}, ${count(c.total)} requests`).join('; '),
        build: () => this.histogram(feature, classes, kinds),
      });
      const inModel = run.features[this.column(feature)].inModel;
      grid.append(el('div', {}, el('h3', {}, feature, el('span', {}, inModel ? '' : ' (not in the model)')), chart.node));
    }
    const key = el('div', {class: 'legend'});
    const refresh = () => key.replaceChildren(...used.map(c => el('span', {style: 'display:inline-flex;gap:.4rem;align-items:center;padding:.15rem .4rem'},
      swatch(kinds[c.kind].style), `${kinds[c.kind].name} (${count(c.total)})`)));
    refresh();
    legends.add(refresh);
    return el('figure', {}, key, grid,
      this.caption('Distribution of each feature over test requests, as shares of each class; bins are an eighth of a decade wide, and zero has its own. Vertical lines mark the centroids.'));
  }

  histogram(feature, classes, kinds) {
    const {model} = this.run;
    const unit = this.unit(feature);
    const bins = classes[0].histogram.counts.length;
    const first = classes[0].histogram.firstExponent;
    const zeros = classes.some(c => c.histogram.zeros > 0);
    const zeroAt = first - 1;
    const style = axisStyle();
    const decades = bins / 8;
    const index = model.features.indexOf(feature);
    const marks = index < 0 ? [] : model.centroids.map(c => c[index]).filter(value => value > 0).map(value => ({xAxis: Math.log10(value)}));
    return {
      grid: {left: 46, right: 14, top: 8, bottom: 26},
      xAxis: {...style, type: 'value', min: zeros ? zeroAt : first, max: first + decades, interval: Math.max(1, Math.ceil(decades / 9)),
        splitLine: {show: false}, axisTick: {...style.axisTick, show: false},
        axisLabel: {...style.axisLabel, formatter: e => zeros && e === zeroAt ? '0' : tick(10 ** e, unit)}},
      yAxis: {...style, type: 'value', min: 0, splitNumber: 3, axisLabel: {...style.axisLabel, formatter: v => Number((v * 100).toPrecision(2)) + ' %'}},
      tooltip: {trigger: 'axis', axisPointer: {lineStyle: {color: theme().soft}}, formatter: list => {
        const at = list[0].value[0];
        const title = at < first - 1e-9 ? '0' : `${tick(10 ** at, unit)} to ${tick(10 ** (at + 1 / 8), unit)}`;
        return tip(title, list.filter(p => p.seriesName[0] === 'c').map(p => [kinds[classes[Number(p.seriesName.slice(1))].kind].name, percent(p.value[1], 2)]));
      }},
      series: classes.map((c, i) => {
        const {color, line} = kinds[c.kind].style;
        const share = value => c.total ? value / c.total : 0;
        const data = zeros ? [[zeroAt, share(c.histogram.zeros)], [zeroAt + 1 / 8, 0]] : [];
        c.histogram.counts.forEach((value, bin) => data.push([first + bin / 8, share(value)]));
        data.push([first + decades, 0]);
        return {name: 'c' + i, type: 'line', step: 'end', data, symbol: 'none', color: color(),
          lineStyle: {width: 1.6, type: line}, areaStyle: {opacity: line === 'solid' ? 0.18 : 0.08},
          markLine: i > 0 || !marks.length ? undefined : {silent: true, symbol: 'none', label: {show: false},
            lineStyle: {color: theme().soft, type: 'dotted', width: 1}, data: marks}};
      }),
    };
  }

  life() {
    const {run} = this;
    const {lives} = run;
    const requests = lives.ids.length;
    if (requests === 0) return el('p', {class: 'note'}, 'The run holds no series of a test request.');
    const order = [...lives.ids.keys()].sort((a, b) => DRAWN_FIRST.indexOf(lives.verdict[b]) - DRAWN_FIRST.indexOf(lives.verdict[a]) || a - b);
    let chosen = order[0];
    let metric = 'excess';
    const length = i => end(i) - lives.from[i];
    let scaleName = 'log';
    const end = i => i + 1 < requests ? lives.from[i + 1] : lives.t.length;
    chosen = order.filter(i => isFlagged(lives.verdict[i])).reduce((longest, i) => length(i) > length(longest) ? i : longest, chosen);
    const values = () => metric === 'excess' ? lives.excess : lives.values[this.column(metric)];
    const unit = () => metric === 'excess' ? 'COUNT' : this.unit(metric);
    const line = (i, place) => {
      const points = [];
      for (let p = lives.from[i]; p < end(i); p++) points.push([lives.t[p], place(values()[p])]);
      return points;
    };
    const others = order.filter(i => !isFlagged(lives.verdict[i]) && lives.verdict[i] !== FALSE_NEGATIVE).slice(0, 40);
    const chart = this.chart({
      name: 'life', low: true, describe: 'Growth of one request over time, snapshot by snapshot, with the moment of detection.',
      build: () => {
        const style = axisStyle();
        const column = values().slice(lives.from[chosen], end(chosen));
        const duration = lives.t[end(chosen) - 1];
        const scale = (scaleName === 'log' ? logScale : linearScale)([column, metric === 'excess' ? [1] : [],
          ...others.map(i => values().slice(lives.from[i], end(i)))], unit());
        const detection = lives.detection[chosen];
        const look = this.styles[lives.verdict[chosen]];
        const marks = [];
        if (known(detection)) marks.push({xAxis: detection, label: {formatter: `flagged after ${seconds(detection)}`, position: 'insideEndTop', rotate: 0, align: detection > duration / 2 ? 'right' : 'left', padding: [0, 6], color: theme().ink, fontSize: 11}});
        if (metric === 'excess') marks.push({yAxis: scale.place(1), label: {formatter: 'threshold', position: known(detection) ? 'insideEndBottom' : 'insideEndTop', color: theme().ink, fontSize: 11}});
        return {
          grid: {...GRID, top: 26},
          xAxis: {...style, type: 'value', min: 0, max: Math.max(duration, known(detection) ? detection : 0) * 1.03 || 1, name: 'time from the request\'s first update', nameGap: 30,
            axisLabel: {...style.axisLabel, showMaxLabel: false, formatter: v => v === 0 ? '0' : tick(v * 1e9, 'NANOSECONDS')}},
          yAxis: scale.axis(metric === 'excess' ? 'score / threshold' : metric, 60),
          tooltip: {trigger: 'item', formatter: p => p.seriesName === 'chosen' ? tip(`request ${lives.ids[chosen]}`, [
            ['after', seconds(p.value[0])], [metric === 'excess' ? 'score / threshold' : metric, quantity(values()[lives.from[chosen] + p.dataIndex], unit())]]) : null},
          series: [...others.filter(i => i !== chosen).map((i, n) => ({name: 'other' + n, type: 'line', step: 'end', data: line(i, scale.place), symbol: 'circle', symbolSize: 3, silent: true,
            color: theme().soft, itemStyle: {opacity: 0.5}, lineStyle: {width: 1, opacity: 0.4}})),
          {name: 'chosen', type: 'line', step: 'end', data: line(chosen, scale.place), symbol: look.symbol, symbolSize: 6, showSymbol: true, showAllSymbol: true,
            color: look.color(), lineStyle: {width: 2}, z: 5,
            markLine: {silent: true, symbol: 'none', lineStyle: {color: theme().ink, type: 'dashed', width: 1.2}, data: marks}}],
        };
      },
    });
    const select = el('select', {onchange: () => { chosen = Number(select.value); show(); }});
    const groups = new Map();
    for (const i of order) {
      const name = this.styles[lives.verdict[i]].name;
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(i);
    }
    for (const [name, members] of groups) {
      select.append(el('optgroup', {label: name}, members.map(i => el('option', {value: i, selected: i === chosen},
        [lives.ids[i], this.labelOf(lives, i), lives.address[i]].filter(Boolean).join(' · ')))));
    }
    const told = el('p', {class: 'note', 'aria-live': 'polite'});
    const tell = () => {
      const last = end(chosen) - 1;
      told.textContent = `Request ${lives.ids[chosen]}${lives.address[chosen] ? ' from ' + lives.address[chosen] : ''}: `
        + `${this.styles[lives.verdict[chosen]].name}${this.labelOf(lives, chosen) ? ' (' + this.labelOf(lives, chosen) + ')' : ''}, last update after ${seconds(lives.t[last])}`
        + `, score ${quantity(lives.excess[last], 'COUNT')} times its threshold in the end`
        + (known(lives.detection[chosen]) ? `, flagged after ${seconds(lives.detection[chosen])}.` : '.');
    };
    const show = () => { chart.draw(); tell(); };
    const position = () => order.indexOf(chosen);
    const go = step => {
      chosen = order[(position() + step + order.length) % order.length];
      select.value = String(chosen);
      show();
    };
    tell();
    this.showLife = id => {
      const found = lives.ids.indexOf(id);
      if (found < 0) return false;
      chosen = found;
      select.value = String(chosen);
      show();
      figure.scrollIntoView({block: 'start', behavior: 'smooth'});
      select.focus({preventScroll: true});
      return true;
    };
    const figure = el('figure', {},
      el('div', {class: 'controls'}, el('label', {}, 'Request', select),
        el('button', {type: 'button', onclick: () => go(-1)}, 'Previous'), el('button', {type: 'button', onclick: () => go(1)}, 'Next'),
        choose('Show', [['excess', 'score / threshold'], ...this.featureOptions()], metric, value => { metric = value; show(); }),
        choose('Axis', [['log', 'logarithmic'], ['linear', 'linear']], scaleName, value => { scaleName = value; show(); }), this.saveButton(chart)),
      chart.node, told,
      this.caption('One request as the snapshots saw it'
        + (others.length ? '; thin grey lines and dots are requests that were not flagged, for comparison.' : '.')
        + (lives.thinned ? ` Shown: ${count(requests)} of ${count(lives.total)} series, with at most 200 points each.` : '')));
    return figure;
  }

  showClicked(list, p) {
    const entry = list.find(candidate => candidate.series === p.seriesName);
    if (entry && this.showLife) this.showLife(entry.columns.ids[p.value.at(-1)]);
  }

  interest() {
    const {run} = this;
    const {interest} = run;
    if (interest.total === 0) return [el('p', {class: 'note'}, 'No request was flagged.')];
    const lives = new Set(run.lives.ids);
    const rows = [...interest.ids.keys()];
    const label = row => this.labelOf(interest, row);
    const columns = [
      {title: 'Request', value: r => interest.ids[r], show: r => lives.has(interest.ids[r])
        ? el('button', {type: 'button', class: 'link', title: 'Show the life of this request', onclick: () => this.showLife(interest.ids[r])}, interest.ids[r]) : interest.ids[r]},
      {title: 'Origin', value: r => interest.address[r], show: r => interest.address[r] || '–'},
      ...(this.labelled ? [{title: 'Label', value: label, long: true, show: r => label(r) || '–'}] : []),
      {title: 'Verdict', value: r => this.styles[interest.verdict[r]].name, show: r => el('span', {class: 'verdict'}, swatch(this.styles[interest.verdict[r]]), ' ' + this.styles[interest.verdict[r]].name)},
      {title: 'Start', number: true, value: r => interest.t[r], show: r => decimals(interest.t[r], 3) + ' s'},
      {title: 'CPU time', number: true, value: r => interest.cpu[r], show: r => quantity(interest.cpu[r], 'NANOSECONDS')},
      {title: 'CPU when flagged', number: true, value: r => interest.cpuAtDetection[r], show: r => quantity(interest.cpuAtDetection[r], 'NANOSECONDS')},
      {title: 'Share', number: true, value: r => interest.share[r], show: r => percent(interest.share[r])},
      {title: 'Flagged after', number: true, value: r => interest.secondsToDetection[r], show: r => seconds(interest.secondsToDetection[r])},
      {title: 'Left to run', number: true, value: r => interest.secondsLeft[r], show: r => seconds(interest.secondsLeft[r])},
      {title: 'Score / threshold', number: true, value: r => interest.excess[r], show: r => quantity(interest.excess[r], 'COUNT')},
    ];
    const list = sortable({
      caption: this.tableCaption('Requests in the order of their start; a title sorts, a request\'s number shows its life.'
        + (interest.ids.length < interest.total ? ` The ${count(interest.ids.length)} with the highest score of ${count(interest.total)}.` : '')),
      columns, rows, pageSize: 25, sortBy: columns.findIndex(column => column.title === 'Start'),
    });
    let words = '';
    let verdict = 'any';
    const apply = () => list.filter(r => (verdict === 'any' || interest.verdict[r] === Number(verdict))
      && (words === '' || [interest.ids[r], interest.address[r], label(r)].some(text => text.toLowerCase().includes(words))));
    const present = [...new Set(interest.verdict)].sort();
    return [el('div', {class: 'controls'},
      el('label', {}, 'Find', el('input', {type: 'search', size: 28, placeholder: 'request, address or label', oninput: event => {
        words = event.target.value.trim().toLowerCase();
        apply();
      }})),
      choose('Verdict', [['any', 'any'], ...present.map(v => [String(v), this.styles[v].name])], 'any', value => { verdict = value; apply(); })),
    list.node];
  }

  model() {
    const {run} = this;
    const {model} = run;
    const rows = model.centroids.map((centroid, j) => ({name: String(j), size: model.clusterSizes?.[j], values: centroid, threshold: model.thresholds[j]}));
    rows.push({name: 'mean of training', values: model.mean}, {name: 'standard deviation', values: model.std});
    return [
      facts([
        ['Clusters', `k = ${model.k}`], ['Scoring', model.scoring], ['Threshold', model.thresholdRule],
        ['Trained on', `${count(model.trainRequests)} requests of the first ${seconds(model.trainTime)}`],
        ['Inertia', known(model.inertia) ? String(model.inertia) : null],
      ]),
      table({
        caption: this.tableCaption('Centroids in the features\' own units' + (this.l1 ? ', and thresholds in standard deviations.' : ', and thresholds in units of the scoring.')),
        columns: [
          {title: 'Cluster', show: r => r.name},
          {title: 'Requests', number: true, show: r => r.size == null ? '' : count(r.size)},
          ...model.features.map((feature, index) => ({title: feature, number: true, show: r => quantity(r.values[index], this.unit(feature))})),
          {title: 'Threshold', number: true, show: r => r.threshold == null ? '' : this.l1 ? (r.threshold / model.unit).toFixed(2) + ' σ' : count(r.threshold)},
        ],
        rows,
      }),
      el('details', {}, el('summary', {}, 'Whole configuration'), el('pre', {class: 'scroll', tabindex: 0}, JSON.stringify(run.configuration, null, 2))),
    ];
  }

  recorded() {
    const {run} = this;
    const {counts} = run;
    const nodes = [facts([
      ['Requests', `${count(counts.requests)}: ${count(run.trainRequests)} trained on, ${count(counts.cleaned)} cleaned away, ${count(run.testRequests)} tested, ${count(counts.ignored)} ignored`],
      ['Run directory', run.directory], ['Labels', data.labelsFile],
    ])];
    for (const recording of run.recordings) {
      nodes.push(el('h3', {}, recording.path), facts([
        ['Host', `${recording.host}, kernel ${recording.kernel}`],
        ['Start', recording.clock ? new Date((recording.clock.realtimeNs - recording.clock.monotonicNs + recording.originNs) / 1e6).toISOString().replace('T', ' ').replace(/\..*/, ' UTC') : null],
        ['Duration', `${seconds(recording.durationS)}, ${count(recording.snapshots)} snapshots, ${count(recording.entries)} entries`],
        ['Health', `${recording.ended ? 'complete' : 'cut short, without an end document'}; ${recording.lost ? count(recording.lost) + ' lost for want of room' : 'nothing lost'}`],
        ['Not recorded', recording.missingFeatures.join(', ') || null],
        ['SHA-256', recording.sha256],
      ]));
      if (recording.probes.length) {
        nodes.push(table({
          caption: this.tableCaption('Probes that were attached.'), long: true, columns: [
            {title: 'Event', show: p => p.event}, {title: 'Program', show: p => p.program ?? ''},
            {title: 'Attached as', show: p => p.attachedAs ?? ''}, {title: 'Note', long: true, show: p => p.note ?? ''},
          ], rows: recording.probes,
        }));
      }
    }
    return nodes;
  }
}

/* Several runs. */

function comparison(runs, open) {
  const labelled = runs.some(run => run.matrix);
  const parameters = [
    ['scored by', run => run.scoredBy], ['scoring', run => run.model.scoring], ['k', run => run.model.k], ['features', run => run.model.features.join(', ')],
    ['threshold', run => run.model.thresholdRule], ['train time (s)', run => run.model.trainTime], ['seed', run => run.seed],
    ['recordings', run => run.recordings.map(recording => recording.path).join(', ')],
    ...[...new Set(runs.flatMap(run => Object.keys(run.configuration ?? {})))]
      .filter(name => !['scoring', 'k', 'features', 'threshold', 'train_time', 'seed'].includes(name))
      .map(name => [name, run => { const value = run.configuration?.[name]; return typeof value === 'object' ? JSON.stringify(value) : value; }]),
  ];
  const text = value => value == null ? '–' : String(value);
  const differs = ([, value]) => new Set(runs.map(value).map(text)).size > 1;
  const same = parameters.filter(parameter => !differs(parameter));
  const rate = (title, of, digits = 1) => ({title, number: true, value: i => of(runs[i]), show: i => percent(of(runs[i]), digits)});
  const list = sortable({
    caption: 'The runs side by side; a title sorts, a run\'s name opens it.', rows: [...runs.keys()], columns: [
      {title: 'Run', value: i => runs[i].label, long: true, show: i => el('button', {type: 'button', class: 'link', onclick: () => open(i, true)}, runs[i].label)},
      ...parameters.filter(differs).map(([title, value]) => ({title, long: title === 'features' || title === 'recordings',
        number: typeof value(runs[0]) === 'number', value: i => value(runs[i]), show: i => text(value(runs[i]))})),
      {title: 'Requests', number: true, value: i => runs[i].testRequests, show: i => count(runs[i].testRequests)},
      {title: 'Flagged', number: true, value: i => runs[i].flagged, show: i => count(runs[i].flagged)},
      ...(labelled ? [rate('Recall', run => run.matrix?.recall.value), rate('False positives', run => run.matrix?.falsePositiveRate.value, 2),
        rate('Precision', run => run.matrix?.precision.value),
        {title: 'F1', number: true, value: i => runs[i].matrix?.f1, show: i => decimals(runs[i].matrix?.f1, 3)}] : []),
      rate('CPU share when flagged', run => run.attacks.medianShare), rate('90 % by', run => run.attacks.p90Share),
    ],
  });
  const nodes = [list.node, el('p', {class: 'note'}, 'The same in all runs: '
    + (same.map(([name, value]) => `${name} ${text(value(runs[0]))}`).join('; ') || 'nothing') + '.')];
  if (!labelled) return {nodes, charts: []};
  const chart = new Chart({
    name: 'runs', low: true, describe: 'Recall against false-positive rate, one point per run; the table holds the same values.',
    onclick: p => open(p.value[2], true),
    build: () => {
      const style = axisStyle();
      const share = {...style.axisLabel, formatter: v => Number((v * 100).toPrecision(3)) + ' %'};
      return {
        grid: GRID,
        xAxis: {...style, type: 'value', min: 0, name: 'false-positive rate', nameGap: 30, axisLabel: share},
        yAxis: {...style, type: 'value', min: 0, max: 1, name: 'recall', nameGap: 58, axisLabel: share},
        tooltip: {trigger: 'item', formatter: p => tip(runs[p.value[2]].label, [['recall', percent(p.value[1])], ['false-positive rate', percent(p.value[0], 2)]])},
        series: [{type: 'scatter', symbol: 'circle', symbolSize: 10, clip: false, itemStyle: {color: OKABE_ITO.vermillion, borderColor: theme().paper},
          label: {show: runs.length <= 12, formatter: p => runs[p.value[2]].label.slice(0, 24), position: 'bottom', color: theme().ink, fontSize: 11},
          labelLayout: {hideOverlap: true},
          data: runs.map((run, i) => [run.matrix?.falsePositiveRate.value, run.matrix?.recall.value, i]).filter(([x, y]) => known(x) && known(y))}],
      };
    },
  });
  nodes.push(el('figure', {}, chart.node, el('figcaption', {}, 'Recall against false-positive rate, one point per run; up and to the left is better.')));
  return {nodes, charts: [chart]};
}

function severalRuns(runs) {
  const tabs = el('div', {class: 'tabs', role: 'tablist', 'aria-label': 'Runs'});
  const panel = el('div', {role: 'tabpanel', 'aria-live': 'off'});
  const sections = [];
  const buttons = runs.map((run, index) => el('button', {type: 'button', role: 'tab', id: 'tab-' + index, onclick: () => open(index), onkeydown: event => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const next = (index + step + runs.length) % runs.length;
    open(next);
    buttons[next].focus();
  }}, run.label));
  tabs.append(...buttons);
  function open(index, scroll = false) {
    buttons.forEach((button, i) => {
      button.setAttribute('aria-selected', String(i === index));
      button.tabIndex = i === index ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', 'tab-' + index);
    const made = sections[index] !== undefined;
    if (!made) {
      sections[index] = new RunSection(runs[index], index);
      sections[index].build('h2');
    }
    panel.replaceChildren(sections[index].node);
    [...sections[index].drawing()];
    if (scroll) tabs.scrollIntoView({block: 'start', behavior: 'smooth'});
  }
  const side = comparison(runs, open);
  document.title = `Finelame: ${runs.length} runs`;
  main.append(el('h1', {}, `${runs.length} runs compared`), el('p', {class: 'provenance'},
    data.labelsFile ? `Truth from ${data.labelsFile}.` : 'No labels file: nothing is known of the truth.'), ...side.nodes, tabs, panel);
  side.charts.forEach(chart => chart.draw());
  open(0);
}

function oneRun(run) {
  document.title = 'Finelame: ' + run.label;
  const section = new RunSection(run, 0);
  main.append(section.build('h1'));
  return section.drawing();
}

/* A sweep. */

const MEASURES = [
  ['f1', 'F1', value => decimals(value, 3)], ['recall', 'recall', value => percent(value)],
  ['falsePositiveRate', 'false-positive rate', value => percent(value, 2)], ['auc', 'area under the ROC curve', value => decimals(value, 4)],
  ['medianShare', 'median CPU share when flagged', value => percent(value)], ['silhouette', 'silhouette', value => decimals(value, 3)],
  ['inertia', 'inertia', value => known(value) ? String(Number(value.toPrecision(4))) : '–'], ['flagged', 'flagged requests', count],
];
/* Dark to light, told apart by lightness alone: cividis. */
const CIVIDIS = ['#00204d', '#31446b', '#666970', '#958f78', '#cbba69', '#ffea46'];

class SweepSection {
  constructor(sweep, index) {
    this.sweep = sweep;
    this.charts = [];
    this.figures = 0;
    this.file = (sweep.label.replace(/[^A-Za-z0-9._-]+/g, '-') || 'sweep') + '-';
    this.labelled = sweep.runs.some(run => known(run.f1));
    this.measures = MEASURES.filter(([name]) => sweep.runs.some(run => known(run[name])));
    this.best = sweep.runs[0];
    this.node = el('section', {class: 'run', id: 'sweep-' + index});
  }

  build(heading) {
    const {sweep} = this;
    this.node.append(el(heading, {class: 'title'}, sweep.label),
      el('p', {class: 'provenance'}, `A sweep of ${count(sweep.total)} runs from ${sweep.directory}. `
        + (this.labelled ? 'The best run is that with the highest F1, then the fewest false positives, then the earliest detection.'
          : 'No labels: the best run is that with the highest silhouette.')),
      ...[sweep.problems > 0 && `${count(sweep.problems)} runs could not be done, e.g.: ${sweep.problem}.`,
        sweep.runs.length < sweep.total - sweep.problems && `The page holds the ${count(sweep.runs.length)} best runs.`].filter(Boolean).map(warning));
    if (this.best) {
      this.node.append(el('h2', {}, 'Choosing k'), this.choosingK(), el('h2', {}, 'k and features'), this.heatMap(),
        el('h2', {}, 'Train time'), this.trainTime(), el('h2', {}, 'All runs'), this.all());
    }
    return this.node;
  }

  *drawing() {
    for (const chart of this.charts) { chart.draw(); yield; }
  }

  caption(text) {
    return el('figcaption', {}, el('b', {}, `Figure ${++this.figures}. `), text);
  }

  chart(settings) {
    const chart = new Chart({...settings, name: this.file + settings.name});
    this.charts.push(chart);
    return chart;
  }

  distinct(of, among = this.sweep.runs) {
    return [...new Set(among.map(of))];
  }

  /** A select for each of the names that have several values; refresh is called with what is chosen. */
  selectors(names, refresh) {
    // A model that knows no scoring goes with any.
    const values = name => this.distinct(run => String(run[name])).filter(value => value !== '');
    const chosen = Object.fromEntries(names.map(([name]) => [name, String(this.best[name]) || values(name)[0]]));
    const controls = names.filter(([name]) => values(name).length > 1).map(([name, title]) =>
      choose(title, values(name).map(value => [value, features(value)]), chosen[name], value => {
        chosen[name] = value;
        refresh();
      }));
    const fits = run => names.every(([name]) => run[name] === '' || String(run[name]) === chosen[name]);
    return {controls: el('div', {class: 'controls'}, controls), fits};
  }

  measure(refresh) {
    const state = {measure: this.measures[0]};
    const control = choose('Measure', this.measures.map(([name, title]) => [name, title]), state.measure[0], value => {
      state.measure = this.measures.find(([name]) => name === value);
      refresh();
    });
    return {state, control};
  }

  choosingK() {
    const redraw = () => curves.forEach(chart => chart.draw());
    const training = [['trainRecording', 'Recording'], ['features', 'Features'], ['trainTime', 'Train time'],
      ['cleanPercentile', 'Cleaning'], ['thin', 'Thinning'], ['seed', 'Seed']];
    const {controls, fits} = this.selectors(training, redraw);
    const byK = () => {
      const rows = new Map();
      for (const run of this.sweep.runs) if (known(run.k) && known(run.inertia) && fits(run) && !rows.has(run.k)) rows.set(run.k, run);
      return [...rows.values()].sort((a, b) => a.k - b.k);
    };
    const line = (name, title, style, errors) => this.chart({
      name, low: true, describe: `${title} by the number of clusters k; the table of all runs holds the same values.`,
      build: () => {
        const rows = byK().filter(run => known(run[name]));
        const axis = axisStyle();
        return {
          grid: GRID, xAxis: {...axis, type: 'value', name: 'k', nameGap: 26, minInterval: 1, min: rows[0]?.k ?? 1, max: rows.at(-1)?.k ?? 2},
          yAxis: {...axis, type: 'value', name: title, nameGap: 58, scale: true},
          tooltip: {trigger: 'item', formatter: p => tip('k = ' + p.value[0], [[title, Number(p.value[1].toPrecision(5))]])},
          series: [{type: 'line', data: rows.map(run => [run.k, run[name]]), symbol: style.symbol, symbolSize: 8, clip: false,
            lineStyle: {color: style.color(), type: style.line, width: 2}, itemStyle: {color: style.color()}},
            ...(errors ? rows.map(run => ({type: 'line', silent: true, symbol: 'none', lineStyle: {color: style.color(), width: 1.5},
              data: [[run.k, run[name] - run.gapError], [run.k, run[name] + run.gapError]]})) : [])],
        };
      },
    });
    const has = name => this.sweep.runs.some(run => known(run[name]));
    const curves = [has('inertia') && line('inertia', 'inertia', LINES[0]), has('silhouette') && line('silhouette', 'silhouette', LINES[1]),
      has('gap') && line('gap', 'gap', LINES[2], true)].filter(Boolean);
    if (this.distinct(run => run.k, this.sweep.runs.filter(run => known(run.k))).length < 2) {
      this.charts = this.charts.filter(chart => !curves.includes(chart));
      return el('p', {class: 'note'}, 'The sweep has not several k.');
    }
    return el('figure', {}, controls, curves.map(chart => chart.node), this.caption(
      'Inertia bends where more clusters stop helping (the elbow); the silhouette is highest where clusters are tight and apart; '
      + 'by the gap statistic, take the smallest k whose gap is no lower than the next one\u2019s less its standard error.'));
  }

  heatMap() {
    const redraw = () => { chart.draw(); list.replaceChildren(...names()); };
    const {state, control} = this.measure(redraw);
    const {controls, fits} = this.selectors([['trainRecording', 'Train'], ['testRecording', 'Test'], ['trainTime', 'Train time'],
      ['scoring', 'Scoring'], ['threshold', 'Threshold'], ['cleanPercentile', 'Cleaning'], ['thin', 'Thinning'], ['seed', 'Seed']], redraw);
    const sets = this.distinct(run => run.features);
    const rowName = run => known(run.k) ? 'k = ' + run.k : run.model;
    const rows = () => {
      const fitting = this.sweep.runs.filter(fits);
      return this.distinct(rowName, fitting).sort(new Intl.Collator('en', {numeric: true}).compare);
    };
    const names = () => sets.map((set, i) => el('li', {value: i + 1}, features(set)));
    const list = el('ol', {class: 'note'}, names());
    const chart = this.chart({
      name: 'heat-map', describe: 'A measure for each k and set of features; the table of all runs holds the same values.',
      build: () => {
        const [name, title, show] = state.measure;
        const axis = axisStyle();
        const kinds = rows();
        const cells = new Map();
        for (const run of this.sweep.runs) {
          const key = sets.indexOf(run.features) + ',' + kinds.indexOf(rowName(run));
          if (fits(run) && known(run[name]) && kinds.includes(rowName(run)) && !cells.has(key)) cells.set(key, run[name]);
        }
        const values = [...cells.values()];
        const least = Math.min(...values), most = Math.max(...values);
        return {
          grid: {...GRID, left: 118, bottom: 96},
          xAxis: {...axis, type: 'category', data: sets.map((_, i) => String(i + 1)), name: 'features (listed below)', nameGap: 28, splitLine: {show: false}},
          yAxis: {...axis, type: 'category', data: kinds, splitLine: {show: false}},
          visualMap: {min: least, max: most > least ? most : least + 1, orient: 'horizontal', left: 'center', bottom: 0, calculable: false, itemWidth: 12, itemHeight: 160,
            text: [show(most), show(least)], inRange: {color: CIVIDIS}, textStyle: {color: theme().ink}},
          tooltip: {trigger: 'item', formatter: p => tip(`${kinds[p.value[1]]}, ${features(sets[p.value[0]])}`, [[title, show(p.value[2])]])},
          series: [{type: 'heatmap', data: [...cells].map(([key, value]) => ({value: [...key.split(',').map(Number), value],
              label: {color: most > least && (value - least) / (most - least) > 0.5 ? '#00204d' : '#ffffff'}})),
            label: {show: sets.length <= 8, formatter: p => show(p.value[2]), fontSize: 11},
            itemStyle: {borderColor: theme().paper, borderWidth: 1}}],
        };
      },
    });
    return el('figure', {}, el('div', {class: 'controls'}, control), controls, chart.node, this.caption('The chosen measure for each k and set of features.'), list);
  }

  trainTime() {
    const redraw = () => chart.draw();
    const {state, control} = this.measure(redraw);
    const {controls, fits} = this.selectors([['features', 'Features'], ['scoring', 'Scoring'], ['threshold', 'Threshold'],
      ['trainRecording', 'Train'], ['testRecording', 'Test'], ['cleanPercentile', 'Cleaning'], ['thin', 'Thinning'], ['seed', 'Seed']], redraw);
    if (this.distinct(run => run.trainTime).length < 2) return el('p', {class: 'note'}, 'All runs have the same train time.');
    const lineOf = run => known(run.k) ? 'k = ' + run.k : run.model;
    const lines = this.distinct(lineOf).sort(new Intl.Collator('en', {numeric: true}).compare);
    const style = line => LINES[lines.indexOf(line) % LINES.length];
    const chart = this.chart({
      name: 'train-time', describe: 'A measure by train time, one line per k or model; the table of all runs holds the same values.',
      build: () => {
        const [name, title, show] = state.measure;
        const fitting = this.sweep.runs.filter(run => fits(run) && known(run[name]));
        const axis = axisStyle();
        return {
          grid: GRID,
          xAxis: {...axis, type: 'value', name: 'train time (s)', nameGap: 30, scale: true},
          yAxis: {...axis, type: 'value', name: title, nameGap: 58, scale: true, axisLabel: {...axis.axisLabel, formatter: value => show(value)}},
          tooltip: {trigger: 'item', formatter: p => tip(p.seriesName, [['train time', seconds(p.value[0])], [title, show(p.value[1])]])},
          series: lines.map(line => {
            const {color, line: dash, symbol} = style(line);
            const points = new Map(fitting.filter(run => lineOf(run) === line).map(run => [run.trainTime, run[name]]));
            return {name: line, type: 'line', data: [...points].sort((a, b) => a[0] - b[0]), symbol, symbolSize: 8, clip: false,
              lineStyle: {color: color(), type: dash, width: 2}, itemStyle: {color: color()}};
          }),
        };
      },
    });
    return el('figure', {}, el('div', {class: 'controls'}, control), controls,
      legend(chart, lines.map(line => ({series: line, name: line, style: style(line)}))), chart.node,
      this.caption('The chosen measure by train time, one line per k or model.'));
  }

  all() {
    const number = (title, name, show) => ({title, number: true, value: run => run[name], show: run => show(run[name])});
    const text = (title, name, long = false) => ({title, long, value: run => run[name], show: run => run[name] || '–'});
    const varies = name => this.distinct(run => String(run[name])).length > 1;
    const list = sortable({caption: 'The runs, best first; a title sorts.', rows: this.sweep.runs, pageSize: 25, sortBy: 0, columns: [
      {title: 'Rank', number: true, value: run => this.sweep.runs.indexOf(run), show: run => count(this.sweep.runs.indexOf(run) + 1)},
      number('Run', 'number', count),
      ...[['Model', 'model'], ['Train recording', 'trainRecording'], ['Test recording', 'testRecording']].filter(([, name]) => varies(name)).map(([title, name]) => text(title, name)),
      number('k', 'k', count),
      {title: 'Features', long: true, value: run => run.features, show: run => features(run.features)},
      number('Train time (s)', 'trainTime', value => String(value)), text('Scoring', 'scoring'), text('Threshold', 'threshold'),
      ...[['Cleaning', 'cleanPercentile'], ['Thinning', 'thin']].filter(([, name]) => varies(name)).map(([title, name]) => number(title, name, value => String(value))),
      ...this.measures.map(([name, title, show]) => number(title, name, show)),
    ]});
    const search = el('input', {type: 'search', oninput: event => {
      const wanted = event.target.value.toLowerCase();
      list.filter(run => [run.model, run.features, run.scoring, run.threshold, known(run.k) ? 'k = ' + run.k : ''].join(' ').toLowerCase().includes(wanted));
    }});
    return el('div', {}, el('div', {class: 'controls'}, el('label', {}, 'Filter', search)), list.node);
  }
}

const features = text => text.replaceAll('REQ_', '').replaceAll(' ', ', ');

function *sweepSections() {
  for (const [index, sweep] of data.sweeps.entries()) {
    const section = new SweepSection(sweep, index);
    if (data.runs.length === 0 && index === 0) document.title = 'Finelame: ' + sweep.label;
    main.append(section.build(data.runs.length === 0 && index === 0 ? 'h1' : 'h2'));
    yield *section.drawing();
  }
}

function *everything() {
  if (data.runs.length > 1) severalRuns(data.runs);
  else if (data.runs.length === 1) yield *oneRun(data.runs[0]);
  yield *sweepSections();
}

main.replaceChildren();
const drawing = everything();
function step() {
  // One chart at a time, so that the page answers meanwhile.
  if (!drawing.next().done) {
    setTimeout(step);
    return;
  }
  main.append(el('footer', {}, 'Finelame report. Charts by Apache ECharts (Apache License 2.0). This page holds its data and loads nothing.'));
  page.dataset.openedMs = String(Math.round(performance.now()));
  page.dataset.ready = 'true';
}
step();
})();
