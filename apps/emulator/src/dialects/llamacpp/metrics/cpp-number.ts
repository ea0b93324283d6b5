/**
 * A double as a C++ stream prints it by default: six significant digits, no zeros at the end, `1.23457e+06` from a million
 * on and below 0.0001 (`std::ostream <<`, which is `%g`). So a counter above 999,999 is rounded: to 10, then 100.
 */
export function cppNumber(value: number): string {
  if (value === 0) return '0';
  const [mantissa = '', exponent = ''] = value.toExponential(5).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return withoutZeros(value.toFixed(5 - power));
  const digits = String(Math.abs(power)).padStart(2, '0');
  return `${withoutZeros(mantissa)}e${power < 0 ? '-' : '+'}${digits}`;
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
