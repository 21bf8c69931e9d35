/** A part of the page with its own charts, drawn one after the other, and its own numbers of figures and tables. */
class Section {
  /** charts: the data's figures */
  constructor(id, label, charts) {
    this.book = new ChartBook(charts);
    this.figures = 0;
    this.tables = 0;
    this.charts = [];
    this.file = (label.replace(/[^A-Za-z0-9._-]+/g, '-') || 'report') + '-';
    this.node = el('section', {class: 'run', id});
  }

  *drawing() {
    for (const chart of this.charts) { yield chart; chart.draw(); }
  }

  caption(text) {
    return el('figcaption', {}, el('b', {}, `Figure ${++this.figures}. `), text);
  }

  tableCaption(text) {
    return `Table ${++this.tables}. ${text}`;
  }

  chart(settings) {
    const chart = new Chart({book: this.book, ...settings, name: this.file + settings.name});
    this.charts.push(chart);
    return chart;
  }

  saveButton(chart, title = 'Save as SVG') {
    return el('button', {type: 'button', class: 'save', onclick: () => chart.save()}, title);
  }
}
