/** Light where it is dark, and dark where it is light; kept, where that is allowed. */
export function nextTheme(): void {
  const root = document.documentElement;
  const isDark =
    root.dataset['theme'] === undefined
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : root.dataset['theme'] === 'dark';
  const theme = isDark ? 'light' : 'dark';
  root.dataset['theme'] = theme;
  try {
    localStorage.setItem('slipstream-theme', theme);
  } catch {
    // It holds for this page, then.
  }
}
