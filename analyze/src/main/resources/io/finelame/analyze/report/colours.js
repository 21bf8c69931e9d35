/* Colours of the page, and those of figures as it shows them. */

const LIGHT = {paper: '#ffffff', ink: '#1a1a1a', soft: '#5c5c5c', rule: '#d4d4d4', grid: '#ececea'};
const DARK = {paper: '#16181b', ink: '#e6e6e3', soft: '#a3a6aa', rule: '#3a3e44', grid: '#282c31'};
const darkMode = matchMedia('(prefers-color-scheme: dark)');
let printing = false;
const theme = () => darkMode.matches && !printing ? DARK : LIGHT;

/** Colours of print that the dark page replaces. */
const REPLACED = {'#1a1a1a': () => theme().ink, '#5c5c5c': () => theme().soft, '#0072b2': () => theme() === DARK ? '#56b4e9' : '#0072b2'};
const colourOf = ({color}) => REPLACED[color]?.() ?? color;

/** Ordinals of verdicts, crowds first. */
const DRAWN_FIRST = [5, 3, 4, 2, 0, 1];
