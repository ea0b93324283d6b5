export type CalendarPeriod = 'day' | 'month';

export const calendarPeriods: readonly CalendarPeriod[] = ['day', 'month'];

const DAY_MS = 86_400_000;

/** When the day, or the month, began that holds this moment, by the calendar of UTC. Milliseconds since the epoch. */
export function periodStartMs(period: CalendarPeriod, wallMs: number): number {
  if (period === 'day') return Math.floor(wallMs / DAY_MS) * DAY_MS;
  const date = new Date(wallMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
