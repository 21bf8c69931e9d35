/** Builds the page and yields each chart before it is drawn, from top to bottom. */
function *everything() {
  if (data.runs.length > 1) yield *severalRuns(data.runs);
  else if (data.runs.length === 1) yield *oneRun(data.runs[0]);
  yield *sweepSections();
}

const milliseconds = () => String(Math.round(performance.now()));

main.replaceChildren();
const drawing = everything();
function step() {
  // One chart at a time, so that the page answers meanwhile.
  const {value: chart, done} = drawing.next();
  if (done || chart.node.getBoundingClientRect().top > innerHeight) page.dataset.openedMs ??= milliseconds();
  if (!done) {
    setTimeout(step);
    return;
  }
  main.append(el('footer', {}, 'Finelame report. Charts by Apache ECharts (Apache License 2.0). This page holds its data and loads nothing.'));
  page.dataset.drawnMs = milliseconds();
  page.dataset.ready = 'true';
}
step();
