const charts = new Set();
const PAPER_WIDTH = 690;

class Chart {
  /** build returns an ECharts option in the colours of the moment; canvas for many points, else SVG. */
  constructor({build, name, describe, canvas = false, low = false, onclick}) {
    Object.assign(this, {build, name, canvas, onclick, hidden: {}});
    this.node = el('div', {class: low ? 'chart low' : 'chart', role: 'img', 'aria-label': describe});
  }
  describe(text) {
    this.node.setAttribute('aria-label', text);
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
    const width = Math.min(this.node.clientWidth, this.node.closest('.two-charts') ? PAPER_WIDTH / 2 : PAPER_WIDTH);
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
/** Buttons that show and hide series, in one chart or in several that have the same series. */
function legend(chart, entries) {
  const together = [chart].flat();
  const list = el('div', {class: 'legend'});
  const refresh = () => list.replaceChildren(...entries.map(entry => el('button', {
    type: 'button', 'aria-pressed': String(together[0].hidden[entry.series] !== false),
    title: 'Show or hide', onclick: event => {
      const shown = together[0].hidden[entry.series] === false;
      event.currentTarget.setAttribute('aria-pressed', String(shown));
      together.forEach(each => each.toggle(entry.series, shown));
    }}, swatch(entry.style), entry.name)));
  refresh();
  legends.add(refresh);
  return list;
}

function axisStyle() {
  const colours = theme();
  return {
    axisLine: {show: true, onZero: false, lineStyle: {color: colours.soft}}, axisTick: {show: true, lineStyle: {color: colours.soft}},
    axisLabel: {color: colours.ink, fontSize: 11, hideOverlap: true}, splitLine: {lineStyle: {color: colours.grid}},
    nameLocation: 'middle', nameTextStyle: {color: colours.ink, fontSize: 12},
  };
}

/** A logarithmic axis that has a place for zero: values are placed at their decimal exponent, zero and below one tick below. */
function logScale(columns, unit) {
  let least = Infinity, greatest = -Infinity, zeros = false, negative = false;
  for (const column of columns) for (const value of column) {
    if (!known(value)) continue;
    if (value > 0) { least = Math.min(least, value); greatest = Math.max(greatest, value); } else zeros = true;
    negative ||= value < 0;
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
        axisLabel: {...style.axisLabel, formatter: e => zeros && e === zeroAt ? (negative ? '≤ 0' : tick(0, unit)) : tick(10 ** e, unit)}};
    },
  };
}

function linearScale(columns, unit) {
  let least = 0, greatest = 0;
  for (const column of columns) for (const value of column) {
    if (known(value)) { least = Math.min(least, value); greatest = Math.max(greatest, value); }
  }
  return {
    low: least, high: greatest,
    place: value => value,
    axis: (name, nameGap) => {
      const style = axisStyle();
      return {...style, type: 'value', name, nameGap, min: least < 0 ? null : 0,
        axisLabel: {...style.axisLabel, formatter: v => tick(v, unit)}};
    },
  };
}

/** Linear up to one on both sides of zero, logarithmic beyond. */
function symmetricScale(columns) {
  const place = value => !known(value) ? null : Math.abs(value) <= 1 ? value : Math.sign(value) * (1 + Math.log10(Math.abs(value)));
  let low = -1, high = 1;
  for (const column of columns) for (const value of column) {
    if (known(value)) { low = Math.min(low, place(value)); high = Math.max(high, place(value)); }
  }
  return {
    low: Math.floor(low), high: Math.ceil(high), place,
    axis: (name, nameGap) => {
      const style = axisStyle();
      return {...style, type: 'value', name, nameGap, min: Math.floor(low), max: Math.ceil(high), interval: 1,
        axisLabel: {...style.axisLabel, formatter: e => (e < 0 ? '−' : '') + (e === 0 ? '0' : tick(10 ** (Math.abs(e) - 1), 'COUNT'))}};
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
