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
/** Of lines that are told apart by colour, dash and symbol together. */
const LINES = [
  {color: () => OKABE_ITO.vermillion, line: 'solid', symbol: 'triangle'},
  {color: () => theme().usual, line: 'dashed', symbol: 'circle'},
  {color: () => OKABE_ITO.green, line: 'dotted', symbol: 'diamond'},
  {color: () => OKABE_ITO.purple, line: 'solid', symbol: 'rect'},
  {color: () => OKABE_ITO.orange, line: 'dashed', symbol: 'triangle'},
  {color: () => theme().ink, line: 'dotted', symbol: 'circle'},
];
function lineStyle(index) {
  const turn = index + Math.floor(index / LINES.length);
  return {...LINES[index % LINES.length], line: LINES[turn % LINES.length].line};
}
