function howEarlyView(section) {
  const {run} = section;
  const groups = (section.labelled ? run.byLabel.filter(group => group.attack) : [run.attacks]).filter(group => group.shares.length > 0);
  if (groups.length === 0) return el('p', {class: 'note'}, 'No flagged request to show.');
  let log = groups.some(group => group.medianShare < 0.05);
  const name = group => section.labelled ? group.label : 'flagged requests';
  const lines = groups.map((group, index) => ({
    series: 's' + index, style: LINES[index % LINES.length], group, name: name(group),
    rise: section.labelled ? group.sharesTotal / group.requests : 1,
  }));
  const chart = section.chart({
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
        yAxis: {...style, type: 'value', min: 0, max: 1, name: section.labelled ? 'attack requests flagged' : 'requests flagged', nameGap: 58,
          axisLabel: {...style.axisLabel, formatter: v => Math.round(v * 100) + ' %'}},
        tooltip: {trigger: 'item', formatter: p => tip(lines[p.seriesIndex].name, [
          ['flagged by', percent(p.value[2])], [section.labelled ? 'share of its requests' : 'share of flagged', percent(p.value[1])]])},
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
    }), section.saveButton(chart)),
    legend(chart, lines), chart.node,
    section.caption('How early requests were flagged: the share of the CPU time they used in the end that they had used when flagged. '
      + (section.labelled ? 'Curves end at the share of the attack\'s requests that were flagged at all (its recall).' : '')));
}
