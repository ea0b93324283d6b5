/** Before anything is drawn: whoever chose light or dark keeps it. A classic script, since modules come too late. */
(() => {
  try {
    const chosen = localStorage.getItem('slipstream-theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
  } catch {
    // Storage is refused: the system decides.
  }
  document.documentElement.classList.add('has-script');
})();
