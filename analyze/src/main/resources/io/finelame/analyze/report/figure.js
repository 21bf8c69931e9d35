/* Figures of the page's data, drawn by ECharts. Coordinates, ticks and labels are there already: nothing here computes one. */

class ChartBook {
  constructor({columns, styles, axes, layers, figures}) {
    this.panelsOf = key => figures[key.join('\n')]?.panels ?? [];
    this.resolve = ({title, x, y, layers: indices}) => ({title, x: axes[x], y: axes[y],
      layers: indices.map(index => ({...layers[index], style: styles[layers[index].style]}))});
    this.column = index => columns[index];
    this.names = Object.keys(figures);
  }

  /** The panels of a figure, by its name and choices. */
  panels(...key) {
    return this.panelsOf(key).map((panel, index) => ({figure: [...key, index].join('\n'), ...this.resolve(panel)}));
  }

  /** [x, y, row] of the points of a layer. */
  points({x, y, rows}) {
    const xs = this.column(x), ys = this.column(y);
    const indices = rows == null ? null : this.column(rows);
    return xs.map((value, i) => [value, ys[i], indices ? indices[i] : i]);
  }
}

/** Symbols on the screen are larger than on paper. */
const SCREEN = 1.9;
const MOST_SYMBOLS = 24;
/** Points beyond so many are drawn in one stroke. */
const CROWD = 1500;
const LABEL_FONT = '11px system-ui, -apple-system, "Segoe UI", Arial, sans-serif';
const TICK = 5;
/** Where rules are named in the panel. */
const besideVertical = (at, {x}) => {
  const right = at > (x.low + x.high) / 2;
  return {position: 'insideEndTop', rotate: 0, align: right ? 'right' : 'left', padding: [0, 6]};
};
const LABELLED = {threshold: () => ({position: 'insideStartTop'}), flagged: besideVertical, marked: besideVertical};

const widthOf = text => echarts.format.getTextRect(text, LABEL_FONT).width;

/**
 * An ECharts option for a panel.
 *
 * tooltip: as ECharts takes it; change: by the key of a layer, a function from its series to what is different; zooms: axes that Shift and
 * wheel zoom; allSymbols: keys of lines that have a symbol at each point; width: of the chart, in pixels.
 */
function panelOption(book, panel, {tooltip, change = {}, zooms = '', allSymbols = [], width = 600}) {
  if (!panel) return {title: {text: 'No run has this combination.', left: 'center', top: 'middle', textStyle: {color: theme().soft, fontSize: 13, fontWeight: 'normal'}}};
  const {x, y} = panel;
  const cells = panel.layers.find(layer => layer.kind === 'cells');
  const most = width * 0.4;
  const labels = Math.min(most, Math.max(24, ...y.labels.map(widthOf)));
  const axis = (of, gap) => ({type: 'value', min: of.low, max: of.high, name: of.title ?? '', nameLocation: 'middle', nameGap: gap,
    nameTextStyle: {color: theme().ink, fontSize: 12}, axisLine: {show: true, onZero: false, lineStyle: {color: theme().soft}},
    axisTick: {show: false}, axisLabel: {show: false, showMinLabel: false, showMaxLabel: false, color: theme().ink, fontSize: 11}, splitLine: {show: false, lineStyle: {color: theme().grid}}});
  const lastLabel = widthOf(x.labels.at(-1) ?? '') / 2;
  return {
    grid: {left: labels + TICK + (y.title ? 32 : 14), right: Math.max(22, lastLabel + 4), top: 16, bottom: (x.title ? 52 : 28) + (cells ? 40 : 0)},
    xAxis: axis(x, 30), yAxis: axis(y, labels + TICK + 10), tooltip,
    dataZoom: [...zooms].map(each => ({type: 'inside', [each + 'AxisIndex']: 0, filterMode: 'none', zoomOnMouseWheel: 'shift',
      moveOnMouseMove: 'shift', moveOnMouseWheel: false, preventDefaultMouseMove: false})),
    ...(cells ? {visualMap: colourScale(cells, panel.layers.indexOf(cells) + 1)} : {}),
    series: [tickSeries(panel, most, !cells), ...panel.layers.map((layer, index) => {
      // A symbol on the edge is drawn whole unless points beyond it can be zoomed out of sight.
      const series = {...SERIES[layer.kind](book, layer, allSymbols.includes(layer.key), panel), name: layer.key, z: 2 + index, clip: zooms !== '' || layer.kind === 'line'};
      return {...series, ...change[layer.key]?.(series)};
    })],
  };
}

const SERIES = {
  points: (book, layer) => {
    const {style} = layer;
    const data = book.points(layer).filter(([x, y]) => known(x) && known(y));
    return {type: 'scatter', data, symbol: style.symbol, symbolSize: Math.max(3, style.size * SCREEN), progressive: 0,
      large: data.length > CROWD, largeThreshold: 0, itemStyle: {color: colourOf(style), opacity: style.opacity}};
  },
  line: (book, layer, allSymbols) => {
    const {style} = layer;
    const points = book.points(layer);
    // A symbol at every point would hide how the line is dashed.
    const thin = style.width === 1;
    const every = allSymbols || thin ? 1 : Math.ceil(points.length / MOST_SYMBOLS);
    const data = points.map((value, i) => i % every === 0 ? value : {value, symbol: 'none'});
    return {type: 'line', step: layer.step ?? false, data: style.symbol ? data : points, symbol: style.symbol ?? 'none', symbolSize: thin ? 3 : 7, showAllSymbol: true,
      itemStyle: {opacity: style.opacity},
      color: colourOf(style), lineStyle: {type: style.dash, width: style.width, opacity: style.opacity}, silent: thin};
  },
  rule: (book, layer, allSymbols, panel) => ({type: 'line', data: [], silent: true, markLine: {silent: true, symbol: 'none',
    lineStyle: {color: colourOf(layer.style), type: layer.style.dash, width: 1.2},
    label: {show: layer.key in LABELLED, formatter: layer.name ?? '', color: theme().ink, fontSize: 11, ...LABELLED[layer.key]?.(layer.at, panel)},
    data: [{[layer.vertical ? 'xAxis' : 'yAxis']: layer.at}]}}),
  band: (book, layer) => ({type: 'line', data: [], silent: true, markArea: {silent: true, itemStyle: {color: colourOf(layer.style), opacity: 0.1},
    label: {position: 'insideTopLeft', color: theme().soft, fontSize: 11}, data: [[{xAxis: layer.from, name: layer.text}, {xAxis: layer.to}]]}}),
  mark: (book, layer) => ({type: 'scatter', silent: true, symbol: 'circle', symbolSize: 17, data: [[layer.x, layer.y]],
    itemStyle: {color: theme().paper, borderColor: theme().ink, borderWidth: 1.5, opacity: 0.92},
    label: {show: true, formatter: layer.text, color: theme().ink, fontSize: 11, fontWeight: 600}}),
  cells: (book, layer) => {
    const values = book.column(layer.values);
    return {type: 'custom', data: book.points(layer).map(([x, y], i) => [x, y, values[i], i]), encode: {x: 0, y: 1, tooltip: 2},
      renderItem: (params, api) => cell(layer, params, api)};
  },
};

function cell(layer, params, api) {
  const [left, top] = api.coord([api.value(0) - 0.5, api.value(1) + 0.5]);
  const [right, bottom] = api.coord([api.value(0) + 0.5, api.value(1) - 0.5]);
  const text = layer.texts[api.value(3)];
  const light = (api.value(2) - layer.least) / (layer.most - layer.least) > 0.5;
  return {type: 'group', children: [
    {type: 'rect', shape: {x: left, y: top, width: right - left, height: bottom - top}, style: {fill: api.visual('color'), stroke: theme().paper, lineWidth: 1}},
    ...(widthOf(text) < right - left && bottom - top > 10 ? [{type: 'text', silent: true, x: (left + right) / 2, y: (top + bottom) / 2,
      style: {text, fill: light ? '#00204d' : '#ffffff', font: LABEL_FONT, align: 'center', verticalAlign: 'middle'}}] : []),
  ]};
}

function colourScale(cells, seriesIndex) {
  return {seriesIndex, dimension: 2, min: cells.least, max: cells.most, orient: 'horizontal', left: 'center', bottom: 0, calculable: false, itemWidth: 12, itemHeight: 160,
    text: [cells.mostLabel, cells.leastLabel], inRange: {color: cells.colours}, textStyle: {color: theme().ink}};
}

/** Grid, ticks and labels of both axes as the figure has them. ECharts' own axes would choose others. */
function tickSeries({x, y}, mostWidth, grid) {
  return {name: 'ticks', type: 'custom', silent: true, clip: false, z: 0, tooltip: {show: false}, data: [[x.low, y.low]],
    renderItem: ({coordSys: area}, api) => ({type: 'group', children: [
      ...ticks(x, area.x, area.width, at => api.coord([at, y.low])[0], text => widthOf(text) + 8).flatMap(tick => tickMarks(tick, area, false, mostWidth, grid)),
      ...ticks(y, area.y, area.height, at => api.coord([x.low, at])[1], () => 13).flatMap(tick => tickMarks(tick, area, true, mostWidth, grid)),
    ]})};
}

/** Where ticks are, in pixels, within the part of an axis that is to be seen; labels that would overlap are left out. */
function ticks(axis, from, length, pixel, extent) {
  if (axis.zoomedIn) return [];
  const place = (at, label, major) => ({at: pixel(at), label, major});
  const inside = tick => tick.at >= from - 0.5 && tick.at <= from + length + 0.5;
  const major = axis.at.map((at, i) => place(at, axis.labels[i], true)).filter(inside);
  const minor = axis.minorAt.map((at, i) => place(at, axis.minorLabels[i], false)).filter(inside);
  const labelled = major.length > 1 || minor.length === 0 ? major : [...major, ...minor].sort((a, b) => a.at - b.at);
  const fits = every => labelled.filter((_, i) => i % every === 0).every((tick, i, shown) =>
    i === 0 || Math.abs(tick.at - shown[i - 1].at) >= (extent(tick.label) + extent(shown[i - 1].label)) / 2);
  let every = 1;
  while (!fits(every)) every++;
  return [...minor.filter(tick => !labelled.includes(tick)).map(({at}) => ({at, label: ''})),
    ...labelled.map(({at, label}, i) => ({at, label: i % every === 0 ? label : '', line: true}))];
}

function tickMarks({at, label, line}, area, up, mostWidth, grid) {
  const {grid: gridColour, soft, ink} = theme();
  const bottom = area.y + area.height;
  const length = line ? TICK : TICK / 2;
  const stroke = (from, to, colour) => ({type: 'line', shape: up ? {x1: from, y1: at, x2: to, y2: at} : {x1: at, y1: from, x2: at, y2: to},
    style: {stroke: colour, lineWidth: 1}});
  return [
    ...(line && grid ? [stroke(up ? area.x : area.y, up ? area.x + area.width : bottom, gridColour)] : []),
    up ? stroke(area.x - length, area.x, soft) : stroke(bottom, bottom + length, soft),
    ...(label ? [{type: 'text', x: up ? area.x - TICK - 3 : at, y: up ? at : bottom + TICK + 3, style: {text: label, fill: ink, font: LABEL_FONT,
      align: up ? 'right' : 'center', verticalAlign: up ? 'middle' : 'top', ...(up ? {width: mostWidth, overflow: 'truncate'} : {})}}] : []),
  ];
}

/** Of a linear axis, ECharts' own ticks are right at any zoom; they take over while fewer than three of the figure's are to be seen. */
function refineTicks(instance, panel) {
  for (const [name, axis] of [['xAxis', panel.x], ['yAxis', panel.y]]) {
    const [from, to] = instance.getModel().getComponent(name).axis.scale.getExtent();
    const zoomedIn = axis.scale === 'Linear' && axis.at.filter(at => at >= from && at <= to).length < 3 && (from > axis.low || to < axis.high);
    if (zoomedIn === Boolean(axis.zoomedIn)) continue;
    axis.zoomedIn = zoomedIn;
    instance.setOption({[name]: {axisTick: {show: zoomedIn}, axisLabel: {show: zoomedIn}, splitLine: {show: zoomedIn}}});
  }
}

/** How a legend or a table shows a style. */
const look = style => ({color: () => colourOf(style), line: style.dash, symbol: style.symbol?.replace('emptyCircle', 'circle'), hollow: style.symbol === 'emptyCircle'});

/** The entries of a legend: the layers that have a name. */
const entriesOf = panel => panel.layers.filter(layer => layer.name != null).map(({key, name, style}) => ({series: key, name, style: look(style)}));
