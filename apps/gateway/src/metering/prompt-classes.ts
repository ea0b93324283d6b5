/** What a request shows of itself by its bytes, the most telling sign first. Closed: the names become columns and bands. */
export const shownClasses = ['tools', 'json', 'code', 'chat', 'text'] as const;

export type ShownClass = (typeof shownClasses)[number];
