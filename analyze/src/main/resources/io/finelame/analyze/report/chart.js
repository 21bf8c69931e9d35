const charts = new Set();
const PAPER_WIDTH = 690;

class Chart {
  /** panel returns the panel of the moment, and book has its data; canvas for many points, else SVG. The rest: see panelOption. */
  constructor({book, panel, name, describe, canvas = false, low = false, onclick, ...drawn}) {
    Object.assign(this, {book, panel, name, canvas, onclick, drawn, hidden: {}});
    this.node = el('div', {class: low ? 'chart low' : 'chart', role: 'img', 'aria-label': describe});
  }
  describe(text) {
    this.node.setAttribute('aria-label', text);
  }
  draw() {
    this.instance?.dispose();
    this.instance = printing ? this.initForPaper() : echarts.init(this.node, null, {renderer: this.canvas ? 'canvas' : 'svg'});
    this.instance.setOption(this.option());
    this.instance.on('datazoom', () => refineTicks(this.instance, this.shown));
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
    this.shown = this.panel();
    this.node.dataset.figure = this.shown?.figure ?? '';
    const option = panelOption(this.book, this.shown, {...this.drawn, width: this.node.clientWidth});
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

const ZOOM_HINT = ' Shift and wheel zooms, Shift and drag moves.';

function tip(title, pairs) {
  return el('div', {class: 'tip'}, el('b', {}, title), pairs.map(([name, value]) => el('div', {}, `${name}: ${value}`)));
}

function choose(label, options, selected, onchange) {
  const select = el('select', {onchange: event => onchange(event.target.value)},
    options.map(([value, name]) => el('option', {value, selected: value === selected}, name)));
  return el('label', {}, label, select);
}
