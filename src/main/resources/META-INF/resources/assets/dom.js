// The few helpers everything else is built with. Text always goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

/** On a touch screen the focus is not put into a text field: it would raise the keyboard over the page. */
export const hasKeyboard = matchMedia('(pointer: fine)').matches;

/** An element with properties and children; children that are null or undefined are left out. */
export function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Copies, and says so on the button. Without the clipboard API (plain http on a network address) the old way is used. */
export async function copy(text, button) {
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el('textarea', { value: text, readOnly: true, className: 'unseen' });
    document.body.append(area);
    area.select();
    copied = document.execCommand('copy');
    area.remove();
    button.focus();
  }
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = copied ? 'Copied' : 'Could not copy';
  announce(button.textContent);
  clearTimeout(button.timer);
  button.timer = setTimeout(() => (button.textContent = label), 1600);
}

/** Speaks through the one live region of the page: whole sentences at turning points, never tokens. */
export function announce(sentence) {
  byId('status').textContent = sentence;
}

/** Storage that may be blocked: then nothing is remembered and nothing breaks. */
export function remember(storage, name) {
  return {
    get() {
      try {
        return window[storage].getItem(name);
      } catch {
        return null;
      }
    },
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

/** `curl` for a request, with the key left to the environment. */
export function curlCommand(url, body, keyed) {
  const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    `curl -N ${quote(url)}`,
    `-H 'Content-Type: application/json'`,
    ...(keyed ? [`-H "Authorization: Bearer $SLUICE_API_KEY"`] : []),
    `-d ${quote(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n  ');
}
