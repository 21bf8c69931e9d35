const integer = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
const count = value => value == null ? '–' : integer.format(value);
const known = value => value != null && Number.isFinite(value);
const percent = (value, digits = 1) => known(value) ? (value * 100).toFixed(digits) + '\u00a0%' : '–';
const PREFIXES = {NANOSECONDS: ['ns', 'µs', 'ms', 's'], BYTES: ['B', 'kB', 'MB', 'GB', 'TB'], COUNT: ['', 'k', 'M', 'G', 'T']};

function scaled(value, unit, digits) {
  if (!known(value)) return '–';
  if (unit === 'SHARE') return digits(value * 100) + '\u00a0%';
  if (unit === 'SECONDS') return scaled(value * 1e9, 'NANOSECONDS', digits);
  const names = PREFIXES[unit];
  let step = 0;
  while (step < names.length - 1 && Math.abs(value) >= 999.5) { value /= 1000; step++; }
  return (digits(value) + '\u00a0' + names[step]).trim();
}
const quantity = (value, unit) => scaled(value, unit, v => v === 0 ? '0' : String(Number(v.toPrecision(3))));
const seconds = value => !known(value) ? '–' : value === 0 ? '0\u00a0s' : quantity(value * 1e9, 'NANOSECONDS');
const decimals = (value, digits) => known(value) ? value.toFixed(digits) : '–';
const interval = (rate, digits = 1) => rate && known(rate.value)
  ? `95\u00a0% CI ${(rate.low * 100).toFixed(digits)}–${percent(rate.high, digits)}` : 'no such requests';
