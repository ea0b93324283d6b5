/** What came of reading one value that is written as text. The message completes the sentence "this value …". */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };
