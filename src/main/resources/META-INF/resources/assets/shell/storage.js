// What the browser remembers for a page. Storage may be blocked: then nothing is remembered and
// nothing breaks.

/**
 * @param {'localStorage' | 'sessionStorage'} storage
 * @param {string} name
 */
export function remember(storage, name) {
  return {
    /** @returns {string | null} */
    get() {
      try {
        return window[storage].getItem(name);
      } catch {
        return null;
      }
    },
    /** @param {string | null} value null forgets it */
    set(value) {
      try {
        if (value === null) window[storage].removeItem(name);
        else window[storage].setItem(name, value);
      } catch {
        // Blocked.
      }
    },
  };
}
