/**
 * A float as Python's prometheus_client writes it (`floatToGoString`): always with a point, `7.0`; from a million on in scientific notation with all its
 * digits, `1.234567e+06`.
 */
export function pythonNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (Number.isNaN(value)) return 'NaN';
  const text = pythonFloat(value);
  const point = text.indexOf('.');
  if (!(value > 0) || point <= 6 || text.includes('e')) return text;
  const digits = `${text[0]}.${text.slice(1, point)}${text.slice(point + 1)}`.replace(/[0.]+$/, '');
  return `${digits}e+0${point - 1}`;
}

/** `repr(float)`: shortest digits that read back the same; scientific below 1e-4 and from 1e16 on. */
function pythonFloat(value: number): string {
  const absolute = Math.abs(value);
  if (absolute !== 0 && (absolute < 1e-4 || absolute >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  const text = absolute >= 1e-6 || absolute === 0 ? String(value) : value.toFixed(20).replace(/0+$/, '');
  return text.includes('.') ? text : `${text}.0`;
}
